package dev.firsthour.evidence;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;

import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.Unavailable;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/// What every source that asks over HTTP keeps to beside that: it tells nothing-there from could-not-ask, ends in time and size whatever the
/// other side does, and keeps its credential to itself.
public abstract class HttpEvidenceSourceContract extends EvidenceSourceContract {

    protected static final String TOKEN = "quince-Harbour-71";
    protected static final int MOST_BYTES = 100_000;
    /// For servers that answer: longer than even a busy machine takes.
    private static final Duration PATIENT = Duration.ofSeconds(15);
    /// For servers that do not.
    private static final Duration IMPATIENT = Duration.ofMillis(300);
    /// Far beyond impatience, and far below what the deaf servers here take, so that a busy machine does not matter.
    private static final Duration IN_TIME = Duration.ofSeconds(20);
    private static final int FOREVER = 120_000;
    /// More than any source needs to be left alone, whatever it asks at once.
    private static final int ENOUGH_FAILURES = 10;

    @RegisterExtension
    protected final WireMockExtension server = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort().bindAddress("127.0.0.1")).build();

    @RegisterExtension
    protected final WireMockExtension elsewhere = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort().bindAddress("127.0.0.1")).build();

    /// A source that asks at that address with [#TOKEN], takes that long for an answer, three times as long for all, and reads [#MOST_BYTES].
    protected abstract EvidenceSource source(URI address, Duration read);

    protected EvidenceSource source(URI address) {
        return source(address, PATIENT);
    }

    /// The source that asks the server.
    protected final EvidenceSource here() {
        return source(URI.create(server.baseUrl()));
    }

    /// What [#source()] finds of a service.
    protected final Found found(String service) {
        return (Found) source().ask(about(service));
    }

    /// Makes the server answer questions to a path with JSON.
    protected final void serve(String path, String json) {
        server.stubFor(get(urlPathEqualTo(path)).willReturn(okJson(json)));
    }

    /// Makes the server know something of `checkout` and nothing of anything else.
    protected abstract void stock();

    /// The prefix of the source's settings.
    protected abstract String settings();

    @Override
    protected EvidenceSource source() {
        stock();
        return here();
    }

    @Test
    void sendsItsCredential() {
        var _ = source().ask(about("checkout"));

        assertThat(server.getAllServeEvents()).isNotEmpty()
                .allSatisfy(event -> provesItself(event.getRequest()));
    }

    /// That a request carries the credential.
    protected void provesItself(LoggedRequest request) {
        assertThat(request.getHeader(credential().getKey())).isEqualTo(credential().getValue());
    }

    /// The header by which the credential travels.
    protected Map.Entry<String, String> credential() {
        return Map.entry("Authorization", "Bearer " + TOKEN);
    }

    /// The setting that holds the credential.
    protected String credentialSetting() {
        return settings() + ".token";
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aRefusedCredentialWillNotMendItself(int status) {
        Unavailable unavailable = whenAnswering(aResponse().withStatus(status));

        assertThat(unavailable.lasting()).isTrue();
        assertThat(unavailable.reason()).contains("answered " + status, server.baseUrl(), credentialSetting());
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void aSystemThatIsBusyOrDownMayComeBack(int status) {
        assertThat(whenAnswering(aResponse().withStatus(status)).lasting()).isFalse();
    }

    @Test
    void anAddressOfSomethingElseWillNotMendItself() {
        assertThat(whenAnswering(aResponse().withStatus(200).withBody("<html>welcome</html>")).lasting()).isTrue();
        assertThat(whenAnswering(aResponse().withStatus(200).withBody("{\"hello\": \"world\"}")).lasting()).isTrue();
        assertThat(whenAnswering(aResponse().withStatus(404)).lasting()).isTrue();
    }

    @Test
    void nobodyListeningIsUnavailable() throws IOException {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        Unavailable unavailable = unavailable(source(URI.create("http://127.0.0.1:" + free)));

        assertThat(unavailable.lasting()).isFalse();
        assertThat(unavailable.reason()).contains("http://127.0.0.1:" + free, settings() + ".url");
    }

    @Test
    void aBrokenConnectionIsUnavailable() {
        assertThat(whenAnswering(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)).lasting()).isFalse();
    }

    @Test
    void aSystemThatNeverAnswersIsGivenUp() {
        server.stubFor(any(anyUrl()).willReturn(aResponse().withFixedDelay(FOREVER)));

        assertThat(timed(() -> unavailable(source(URI.create(server.baseUrl()), IMPATIENT)))).isLessThan(IN_TIME);
    }

    @Test
    void anAnswerThatBeginsAndNeverEndsIsGivenUp() throws IOException {
        try (var stuck = new ServerSocket(0, 50, InetAddress.getLoopbackAddress()); var held = new Held()) {
            Thread.ofVirtual().start(() -> held.answerHalf(stuck));

            assertThat(timed(() -> unavailable(source(URI.create("http://127.0.0.1:" + stuck.getLocalPort()), IMPATIENT))))
                    .isLessThan(IN_TIME);
        }
    }

    @Test
    void anAnswerThatIsTooLargeIsNotRead() {
        String huge = "[" + "1, ".repeat(MOST_BYTES) + "1]";

        assertThat(whenAnswering(aResponse().withBody(huge)).reason()).contains("more than " + MOST_BYTES + " bytes");
    }

    @Test
    void aRedirectIsNotFollowedSoThatTheCredentialStaysHere() {
        Unavailable unavailable = whenAnswering(aResponse().withStatus(302).withHeader("Location", elsewhere.baseUrl()));

        assertThat(unavailable.reason()).contains(settings() + ".url", elsewhere.baseUrl());
        assertThat(elsewhere.getAllServeEvents()).isEmpty();
    }

    @Test
    void aSourceThatIsInterruptedSaysThatItWasUnavailable() throws Exception {
        var asked = new CountDownLatch(1);
        server.stubFor(any(anyUrl()).willReturn(aResponse().withFixedDelay(FOREVER)));
        var ended = new CompletableFuture<EvidenceResult>();
        var flagged = new CompletableFuture<Boolean>();
        Thread asking = Thread.ofVirtual().start(() -> {
            asked.countDown();
            ended.complete(here().ask(about("checkout")));
            flagged.complete(Thread.currentThread().isInterrupted());
        });
        asked.await();
        asking.interrupt();

        assertThat(ended.get(IN_TIME.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(Unavailable.class);
        assertThat(flagged.get(1, TimeUnit.SECONDS)).as("the interruption is left for the caller to see").isTrue();
    }

    @Test
    void aSystemThatKeepsFailingIsLeftAloneForAWhile() {
        server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(503)));
        EvidenceSource source = here();
        for (int i = 0; i < ENOUGH_FAILURES; i++) {
            unavailable(source);
        }
        int asked = server.getAllServeEvents().size();

        Unavailable unavailable = unavailable(source);

        assertThat(unavailable.reason()).contains("left alone");
        assertThat(unavailable.lasting()).isFalse();
        assertThat(server.getAllServeEvents()).hasSize(asked);
    }

    @Test
    void anAddressThatHandsOutCredentialsIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> source(URI.create("http://169.254.169.254/latest")))
                .withMessageContaining(settings() + ".url");
        assertThatIllegalArgumentException().isThrownBy(() -> source(URI.create("http://[fd00:ec2::254]/latest")))
                .withMessageContaining(settings() + ".url");
    }

    @Test
    void itsReportSaysWhereItIsAskedAndWhetherItAnswers() {
        SourceReport report = Objects.requireNonNull(source().report());

        assertThat(report.reachable()).as(String.valueOf(report.trouble())).isTrue();
        assertThat(report.address()).startsWith(server.baseUrl());
        assertThat(report.source()).isEqualTo(source().name());
        assertThat(report.facts()).isNotEmpty();
    }

    @Test
    void itsReportSaysWhyItCannotBeAsked() {
        server.resetMappings();
        server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(401)));

        SourceReport report = Objects.requireNonNull(here().report());

        assertThat(report.reachable()).isFalse();
        assertThat(report.trouble()).contains("401", settings());
        assertThat(report.toString()).doesNotContain(TOKEN);
    }

    @Test
    void noReasonHoldsTheCredential() {
        for (int status : new int[]{302, 400, 401, 404, 422, 500}) {
            server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(status)));

            assertThat(here().ask(about("checkout")).toString()).doesNotContain(TOKEN);
        }
    }

    private Unavailable whenAnswering(ResponseDefinitionBuilder response) {
        server.stubFor(any(anyUrl()).willReturn(response));
        return unavailable(here());
    }

    private Unavailable unavailable(EvidenceSource source) {
        EvidenceResult result = source.ask(about("checkout"));
        assertThat(result).isInstanceOf(Unavailable.class);
        var unavailable = (Unavailable) result;
        assertThat(unavailable.reason()).contains(source.name());
        assertThat(unavailable.query()).isNotBlank();
        return unavailable;
    }

    private static Duration timed(Runnable question) {
        long begun = System.nanoTime();
        question.run();
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /// Connections on which the first half of an answer was sent, and which stay open.
    private static final class Held implements AutoCloseable {

        private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();

        void answerHalf(ServerSocket server) {
            try {
                while (true) {
                    Socket connection = server.accept();
                    connections.add(connection);
                    connection.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[1, ".getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException _) {
                // The test is over, and its server closed.
            }
        }

        @Override
        public void close() throws IOException {
            for (Socket connection : connections) {
                connection.close();
            }
        }
    }
}
