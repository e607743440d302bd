package dev.firsthour.notification;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;

import dev.firsthour.incident.Event;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Incident;
import dev.firsthour.testing.Samples;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.memory.MemoryTimeline;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/// What every channel keeps to, whoever it tells.
public abstract class ChannelContract {

    protected static final String SECRET = "quince-Harbour-71";
    protected static final Instant NOW = Instant.parse("2026-03-12T14:20:00Z");
    private static final URI PAGE = URI.create("http://firsthour.test/incidents/1");

    @RegisterExtension
    protected final WireMockExtension server = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort().bindAddress("127.0.0.1")).build();

    @RegisterExtension
    protected final WireMockExtension elsewhere = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort().bindAddress("127.0.0.1")).build();

    /// A channel that tells a receiver at that address, with [#SECRET].
    protected abstract Channel channel(URI address);

    /// What the receiver answers when all is well.
    protected abstract ResponseDefinitionBuilder wellDone();

    protected Channel channel() {
        return channel(URI.create(server.baseUrl()));
    }

    /// An incident that was just opened.
    protected static Announcement opened(String title, @Nullable String group) {
        MemoryTimeline timeline = new MemoryTimeline(new byte[32]);
        Incident incident = Samples.incident(title, group);
        timeline.open(incident, Samples.created(incident));
        Event entry = timeline.read(incident.id(), 0, 1).getFirst();
        return new Announcement(timeline.incident(incident.id()).orElseThrow(), entry, null, null, false, PAGE);
    }

    private Announcement announcement() {
        return opened("checkout fails", "slack:T1/C1/1773325200.000100");
    }

    private Sending.Failed failed(Channel channel) {
        return (Sending.Failed) channel.send(announcement());
    }

    private Sending.Failed when(ResponseDefinitionBuilder answer) {
        server.stubFor(any(anyUrl()).willReturn(answer));
        return failed(channel());
    }

    @Test
    void whatIsTakenIsSent() {
        server.stubFor(any(anyUrl()).willReturn(wellDone()));

        assertThat(channel().send(announcement())).isInstanceOf(Sending.Sent.class);
        assertThat(server.getAllServeEvents()).hasSize(1);
    }

    @Test
    void theNameIsOneWord() {
        assertThat(channel().name()).matches("[a-z0-9-]{1,64}");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void aReceiverThatIsBusyOrDownMayComeBack(int status) {
        assertThat(when(aResponse().withStatus(status)).lasting()).isFalse();
    }

    @Test
    void aReceiverThatWantsToBeLeftAloneSaysForHowLong() {
        assertThat(when(aResponse().withStatus(429).withHeader("Retry-After", "37")).retryAfter()).isEqualTo(Duration.ofSeconds(37));
        assertThat(when(aResponse().withStatus(429).withHeader("Retry-After", "soon")).retryAfter()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410})
    void aReceiverThatRefusesWillNotChangeItsMind(int status) {
        Sending.Failed failed = when(aResponse().withStatus(status));

        assertThat(failed.lasting()).isTrue();
        assertThat(failed.reason()).contains("answered " + status, "firsthour.notification.");
    }

    @Test
    void aBrokenConnectionAndNobodyListeningPass() throws IOException {
        assertThat(when(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)).lasting()).isFalse();
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThat(failed(channel(URI.create("http://127.0.0.1:" + free))).lasting()).isFalse();
    }

    @Test
    void aRedirectIsNotFollowedSoThatTheSecretStaysHere() {
        assertThat(when(aResponse().withStatus(307).withHeader("Location", elsewhere.baseUrl())).lasting()).isTrue();
        assertThat(elsewhere.getAllServeEvents()).isEmpty();
    }

    @Test
    void anAddressThatHandsOutCredentialsIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> channel(URI.create("http://169.254.169.254/latest")))
                .withMessageContaining("firsthour.notification.");
    }

    @Test
    void noReasonHoldsTheSecretOrTheAddressesPath() {
        for (int status : new int[]{307, 400, 401, 429, 500}) {
            server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(status).withBody("no " + SECRET)));

            assertThat(failed(channel(URI.create(server.baseUrl() + "/hidden-Path-9"))).reason()).doesNotContain(SECRET, "hidden-Path-9");
        }
    }

    @Test
    void nobodyIsToldOfDeliveries() {
        Announcement about = announcement();
        MemoryTimeline timeline = new MemoryTimeline(new byte[32]);
        timeline.open(about.incident(), Samples.created(about.incident()));
        Event sent = timeline.append(about.incident().id(), new NewEvent(NOW, "system", EventType.NOTIFICATION_SENT, "told",
                new EventData.NotificationSent("some", 1, null)));

        assertThat(channel().wants(about.incident(), sent)).isFalse();
    }
}
