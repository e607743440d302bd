package dev.firsthour.aws;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/// Signature version 4 by AWS' own signer, with what its standard chain finds: system properties, environment, web identity (roles of pods), profiles,
/// containers, instances.
public final class AwsSignature {

    /// HTTP clients set these themselves and refuse to be told.
    private static final Set<String> NOT_OURS = Set.of("host", "content-length", "connection", "expect");
    /// Roles are fetched from other machines, and kept until they run out: nobody waits longer for one than for a slow answer.
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final String service;
    private final String region;
    private final AwsCredentialsProvider credentials;
    private final Duration longest;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    /// @param service the name by which the service signs, as in `bedrock`
    /// @param region as in `eu-central-1`
    /// @param local whether no other machine may be asked for credentials
    public AwsSignature(String service, String region, boolean local) {
        this(service, region,
                local
                        ? AwsCredentialsProviderChain.of(SystemPropertyCredentialsProvider.create(),
                                EnvironmentVariableCredentialsProvider.create())
                        : DefaultCredentialsProvider.builder().build(),
                LONGEST);
    }

    AwsSignature(String service, String region, AwsCredentialsProvider credentials, Duration longest) {
        this.service = service;
        this.region = region;
        this.credentials = credentials;
        this.longest = longest;
    }

    /// The headers to send, signature included; all of those given are signed too, and are among them.
    ///
    /// @param method as in `POST`
    /// @param body as it is sent, in UTF-8
    /// @throws NoCredentials if there is nothing to sign with
    public Map<String, String> headers(String method, URI address, Map<String, String> headers, String body) throws NoCredentials {
        AwsCredentials identity = identity();
        SdkHttpRequest.Builder request = SdkHttpRequest.builder().method(SdkHttpMethod.fromValue(method)).uri(address);
        headers.forEach(request::putHeader);
        var signed = signer.sign(sign -> sign.identity(identity).request(request.build())
                .payload(ContentStreamProvider.fromByteArray(body.getBytes(StandardCharsets.UTF_8)))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service).putProperty(AwsV4HttpSigner.REGION_NAME, region));
        var all = new HashMap<String, String>();
        signed.request().forEachHeader((name, values) -> {
            if (!NOT_OURS.contains(name.toLowerCase(Locale.ROOT))) all.put(name, String.join(",", values));
        });
        return all;
    }

    private AwsCredentials identity() throws NoCredentials {
        var identity = new FutureTask<AwsCredentials>(credentials::resolveCredentials);
        Thread.ofVirtual().name("aws-credentials").start(identity);
        try {
            return identity.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException slow) {
            throw new NoCredentials("AWS' standard chain of credentials gave none within " + longest.toMillis() + " ms", false, slow);
        } catch (InterruptedException brokenOff) {
            Thread.currentThread().interrupt();
            throw new NoCredentials("waiting for AWS' credentials was broken off", false, brokenOff);
        } catch (ExecutionException thrown) {
            if (thrown.getCause() instanceof SdkException none) {
                throw new NoCredentials("AWS' standard chain of credentials found none: " + none.getMessage(), !none.retryable(), none);
            }
            throw new IllegalStateException("asking AWS' standard chain of credentials", thrown.getCause());
        } finally {
            identity.cancel(true);
        }
    }
}
