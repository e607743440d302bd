package dev.firsthour.evidence.cloudwatch;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.matching.RequestPatternBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;

import dev.firsthour.aws.AwsSignature;
import dev.firsthour.evidence.EvidenceResult.Unavailable;
import dev.firsthour.evidence.HttpEvidenceSourceContract;
import dev.firsthour.testing.SignatureVersion4;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

/// What both of CloudWatch's sources keep to, against bodies in the form that Amazon documents for its JSON protocol.
abstract class CloudwatchContract extends HttpEvidenceSourceContract {

    static final String REGION = "eu-central-1";
    static final String ACCESS_KEY = "AKIDEXAMPLE";

    @BeforeAll
    static void giveCredentials() {
        System.setProperty("aws.accessKeyId", ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", TOKEN);
    }

    @AfterAll
    static void takeThemBack() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    static AwsSignature signature(String service) {
        return new AwsSignature(service, REGION, true);
    }

    static CloudwatchProperties properties(URI address, Duration read, UnaryOperator<CloudwatchProperties> change) {
        return change.apply(
                new CloudwatchProperties(REGION, address, address, List.of("ServiceName", "FunctionName", "LoadBalancer", "TableName"),
                        List.of(), Map.of(), Map.of(), List.of(), 5000, Duration.ofSeconds(5), read, read.multipliedBy(3),
                        DataSize.ofBytes(MOST_BYTES)));
    }

    static CloudwatchProperties properties(URI address, Duration read) {
        return properties(address, read, UnaryOperator.identity());
    }

    /// The name by which the service signs.
    abstract String service();

    /// What precedes an operation's name.
    abstract String target();

    abstract String contentType();

    @Override
    protected String settings() {
        return "firsthour.evidence.cloudwatch";
    }

    @Override
    protected String credentialSetting() {
        return "AWS' standard chain finds in the environment, a profile or a role (" + settings() + ")";
    }

    MappingBuilder operation(String name) {
        return post(urlEqualTo("/")).withHeader("X-Amz-Target", equalTo(target() + "." + name));
    }

    RequestPatternBuilder asked(String operation) {
        return postRequestedFor(urlEqualTo("/")).withHeader("X-Amz-Target", equalTo(target() + "." + operation));
    }

    static ResponseDefinitionBuilder error(int status, String type, String message) {
        return aResponse().withStatus(status).withHeader("Content-Type", "application/x-amz-json-1.1")
                .withBody("{\"__type\": \"" + type + "\", \"message\": \"" + message + "\"}");
    }

    /// Signed for what arrived: every header that tells what is asked, and the body.
    @Override
    protected void provesItself(LoggedRequest request) {
        var signature = SignatureVersion4.of(request.getHeader("Authorization"));

        assertThat(signature.accessKey()).isEqualTo(ACCESS_KEY);
        assertThat(signature.region()).isEqualTo(REGION);
        assertThat(signature.service()).isEqualTo(service());
        assertThat(signature.signedHeaders()).contains("content-type", "host", "x-amz-date", "x-amz-target");
        assertThat(request.getHeader("Content-Type")).isEqualTo(contentType());
        assertThat(signature.signature())
                .isEqualTo(
                        signature.expected(TOKEN, request.getMethod().getName(), request.getUrl(), request::getHeader, request.getBody()));
    }

    private Unavailable whenFailing(ResponseDefinitionBuilder response) {
        server.stubFor(any(anyUrl()).willReturn(response));
        var result = source(URI.create(server.baseUrl())).ask(about("checkout"));
        assertThat(result).isInstanceOf(Unavailable.class);
        return (Unavailable) result;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ThrottlingException", "com.amazonaws.logs#ThrottlingException", "Throttling", "LimitExceededException"})
    void beingHeldBackPassesThoughItIsToldAsABadRequest(String type) {
        Unavailable unavailable = whenFailing(error(400, type, "Rate exceeded"));

        assertThat(unavailable.lasting()).isFalse();
        assertThat(unavailable.reason()).contains("answered 400", type.substring(type.indexOf('#') + 1), "asked less or later");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403})
    void aMissingRightIsNamedAndIsNotNothing(int status) {
        Unavailable unavailable = whenFailing(error(status, "AccessDeniedException",
                "User: arn:aws:sts::123456789012:assumed-role/firsthour/i-1 is not authorized to perform: some:Operation"));

        assertThat(unavailable.lasting()).isTrue();
        assertThat(unavailable.reason()).contains("AccessDeniedException", "not authorized to perform: some:Operation",
                credentialSetting());
    }

    @ParameterizedTest
    @ValueSource(strings = {"UnrecognizedClientException", "ExpiredTokenException", "InvalidSignatureException"})
    void aRefusedSignatureIsToldByItsTypeAlone(String type) {
        Unavailable unavailable = whenFailing(error(400, type, "The Canonical String should have been x-amz-security-token:secret"));

        assertThat(unavailable.lasting()).isTrue();
        assertThat(unavailable.reason()).contains(type, credentialSetting()).doesNotContain("Canonical");
    }

    @ParameterizedTest
    @ValueSource(strings = {"InternalServiceFault", "ServiceUnavailableException"})
    void aFaultOfAmazonsPasses(String type) {
        assertThat(whenFailing(error(500, type, "")).lasting()).isFalse();
    }
}
