package dev.firsthour.llm.bedrock;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import dev.firsthour.llm.Wire;

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
final class Signed implements Admission {

    private static final String SERVICE = "bedrock";
    /// The JDK's client sets these itself and refuses to be told.
    private static final Set<String> NOT_OURS = Set.of("host", "content-length", "connection", "expect");

    private final String region;
    private final AwsCredentialsProvider credentials;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    Signed(String region) {
        this.region = region;
        // The rest of the chain asks other machines.
        this.credentials = Wire.isLoopbackOnly()
                ? AwsCredentialsProviderChain.of(SystemPropertyCredentialsProvider.create(),
                        EnvironmentVariableCredentialsProvider.create())
                : DefaultCredentialsProvider.builder().build();
    }

    @Override
    public Map<String, String> headers(URI address, String body) {
        AwsCredentials identity;
        try {
            identity = credentials.resolveCredentials();
        } catch (SdkException none) {
            throw new NoCredentials("AWS' standard chain of credentials found none: " + none.getMessage(), none);
        }
        SdkHttpRequest request = SdkHttpRequest.builder().method(SdkHttpMethod.POST).uri(address)
                .putHeader("Content-Type", "application/json")
                .build();
        var signed = signer.sign(sign -> sign.identity(identity).request(request)
                .payload(ContentStreamProvider.fromByteArray(body.getBytes(StandardCharsets.UTF_8)))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE).putProperty(AwsV4HttpSigner.REGION_NAME, region));
        var headers = new HashMap<String, String>();
        signed.request().forEachHeader((name, values) -> {
            if (!NOT_OURS.contains(name.toLowerCase(Locale.ROOT))) headers.put(name, String.join(",", values));
        });
        return headers;
    }
}
