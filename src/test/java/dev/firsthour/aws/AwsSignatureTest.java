package dev.firsthour.aws;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

import dev.firsthour.testing.SignatureVersion4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

class AwsSignatureTest {

    private static final String SECRET = "of-no-account";
    private static final URI ADDRESS = URI.create("https://logs.eu-central-1.amazonaws.com/");

    private static Map<String, String> signed(AwsCredentialsProvider credentials) throws NoCredentials {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(new AwsSignature("logs", "eu-central-1", credentials, Duration.ofSeconds(20)).headers("POST", ADDRESS,
                Map.of("Content-Type", "application/x-amz-json-1.1", "X-Amz-Target", "Logs_20140328.DescribeLogGroups"), "{\"a\": \"ü\"}"));
        return headers;
    }

    @Test
    void theCheckOfTheseTestsGivesWhatAmazonsPublishedVectorSays() {
        var vector = SignatureVersion4.of("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                + "SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
        var headers = Map.of("host", "example.amazonaws.com", "x-amz-date", "20150830T123600Z");

        assertThat(vector.expected("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "GET", "/", name -> headers.getOrDefault(name, ""),
                new byte[0]))
                .isEqualTo(vector.signature());
    }

    @Test
    void whatIsSentIsSignedForItsServiceAndRegion() throws NoCredentials {
        var headers = signed(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", SECRET)));
        headers.put("Host", "logs.eu-central-1.amazonaws.com");
        var signature = SignatureVersion4.of(Objects.requireNonNull(headers.get("Authorization")));

        assertThat(signature.signedHeaders()).contains("host", "content-type", "x-amz-target", "x-amz-date");
        assertThat(signature.region()).isEqualTo("eu-central-1");
        assertThat(signature.service()).isEqualTo("logs");
        assertThat(signature.expected(SECRET, "POST", "/", name -> headers.getOrDefault(name, ""),
                "{\"a\": \"ü\"}".getBytes(StandardCharsets.UTF_8))).isEqualTo(signature.signature());
    }

    @Test
    void theTokenOfARoleTravelsSigned() throws NoCredentials {
        var headers = signed(StaticCredentialsProvider.create(AwsSessionCredentials.create("ASIAEXAMPLE", SECRET, "token-of-a-role")));

        assertThat(headers).containsEntry("X-Amz-Security-Token", "token-of-a-role");
        assertThat(SignatureVersion4.of(Objects.requireNonNull(headers.get("Authorization"))).signedHeaders())
                .contains("x-amz-security-token");
    }

    @Test
    void withoutCredentialsTheReasonSaysWhereTheyWereLookedFor() {
        assertThatThrownBy(() -> signed(() -> {
            throw SdkClientException.create("nothing in the environment");
        })).isInstanceOfSatisfying(NoCredentials.class, none -> {
            assertThat(none.getMessage()).contains("standard chain", "nothing in the environment");
            assertThat(none.isLasting()).isTrue();
        });
    }

    @Test
    void aRoleThatCannotBeFetchedInTimeHoldsNobodyUp() {
        var never = new CountDownLatch(1);
        AwsCredentialsProvider deaf = () -> {
            try {
                never.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            throw SdkClientException.create("broken off");
        };
        var signature = new AwsSignature("logs", "eu-central-1", deaf, Duration.ofMillis(50));

        assertThatThrownBy(() -> signature.headers("POST", ADDRESS, Map.of(), "")).isInstanceOfSatisfying(NoCredentials.class,
                none -> assertThat(none.isLasting()).isFalse());
    }
}
