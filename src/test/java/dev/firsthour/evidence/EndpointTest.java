package dev.firsthour.evidence;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;

import dev.firsthour.evidence.Endpoint.Answer;
import dev.firsthour.evidence.Endpoint.Answer.Data;
import dev.firsthour.evidence.Endpoint.Answer.Failed;
import dev.firsthour.testing.Samples;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EndpointTest {

    @RegisterExtension
    private final WireMockExtension server = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort().bindAddress("127.0.0.1")).build();

    private final TurnedClock clock = new TurnedClock();

    private static final class TurnedClock extends Clock {

        private Instant now = Samples.NOON;

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private Endpoint endpoint(Credential credential) {
        return new Endpoint("some", "firsthour.evidence.some", URI.create(server.baseUrl()), credential, Map.of(),
                new Endpoint.Limits(Duration.ofSeconds(5), Duration.ofSeconds(15), 1000), SystemDefaultDnsResolver.INSTANCE, clock);
    }

    private static Answer ask(Endpoint endpoint) {
        return endpoint.get("/", List.of(), Duration.ofSeconds(15));
    }

    @Test
    void aSystemThatWasLeftAloneIsTriedAgainByOneQuestion() {
        Endpoint endpoint = endpoint(Credential.none());
        server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(500)));
        for (int i = 0; i < 20; i++) {
            ask(endpoint);
        }
        int asked = server.getAllServeEvents().size();
        assertThat(asked).as("it is judged by a few answers").isBetween(5, 10);

        server.stubFor(any(anyUrl()).willReturn(okJson("{}")));
        assertThat(ask(endpoint)).isInstanceOf(Failed.class);
        clock.advance(Breaker.LEFT_ALONE.plusSeconds(1));

        assertThat(ask(endpoint)).isInstanceOf(Data.class);
        assertThat(ask(endpoint)).isInstanceOf(Data.class);
    }

    @Test
    void aWrongQuestionIsNoReasonToLeaveASystemAlone() {
        Endpoint endpoint = endpoint(Credential.none());
        server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(400)));

        for (int i = 0; i < 20; i++) {
            ask(endpoint);
        }

        assertThat(server.getAllServeEvents()).hasSize(20);
    }

    @Test
    void aRateLimitThatIsSaidWithA403MayPass() {
        server.stubFor(any(anyUrl())
                .willReturn(aResponse().withStatus(403).withHeader("X-RateLimit-Remaining", "0").withHeader("Retry-After", "30")));

        assertThat(ask(endpoint(Credential.none()))).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.lasting()).isFalse();
            assertThat(failed.reason()).contains("in 30 s");
        });
    }

    @Test
    void aCredentialInAFileIsReadAnewForEachQuestion(@TempDir Path folder) throws IOException {
        server.stubFor(any(anyUrl()).willReturn(okJson("{}")));
        Path file = Files.writeString(folder.resolve("token"), "pear-1\n");
        Endpoint endpoint = endpoint(Credential.bearer(null, file));

        ask(endpoint);
        Files.writeString(file, "pear-2\n");
        ask(endpoint);

        assertThat(server.getAllServeEvents()).extracting(event -> event.getRequest().getHeader("Authorization")).containsExactlyInAnyOrder(
                "Bearer pear-1", "Bearer pear-2");
    }

    @Test
    void aCredentialsFileThatIsMissingIsSaidWithoutAsking(@TempDir Path folder) {
        Answer answer = ask(endpoint(Credential.bearer(null, folder.resolve("token"))));

        assertThat(answer).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.reason()).contains("token", "firsthour.evidence.some.token-file");
            assertThat(failed.lasting()).isTrue();
        });
        assertThat(server.getAllServeEvents()).isEmpty();
    }

    @Test
    void aNameAndAPasswordTravelAsBasicAuthentication() {
        server.stubFor(any(anyUrl()).willReturn(okJson("{}")));

        ask(endpoint(Credential.basic("reader", "pear", null)));

        assertThat(server.getAllServeEvents()).singleElement().satisfies(
                event -> assertThat(event.getRequest().getHeader("Authorization")).isEqualTo("Basic cmVhZGVyOnBlYXI="));
    }

    @Test
    void aCredentialDoesNotShowItself() {
        assertThat(Credential.bearer("pear", null).toString()).isEqualTo("set");
        assertThat(Credential.basic("reader", "pear", null).toString()).doesNotContain("pear");
    }

    @Test
    void aPathCannotLeadToAnotherHost() {
        assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.Request.get("@elsewhere.example.org/"));
    }
}
