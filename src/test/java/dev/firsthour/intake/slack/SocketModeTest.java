package dev.firsthour.intake.slack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.firsthour.evidence.Credential;
import dev.firsthour.evidence.Endpoint;
import dev.firsthour.intake.Answer;
import dev.firsthour.intake.Delivery;
import dev.firsthour.network.Addresses;
import dev.firsthour.testing.FakeSlack;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Our side of socket mode against a WebSocket server of another make.
class SocketModeTest {

    private static final String TOKEN = "xapp-1-A1234-quince";
    private static final String EVENT = "{\"type\": \"event_callback\", \"event_id\": \"Ev1\"}";
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofMillis(20);

    private final FakeSlack slack = FakeSlack.start();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private @Nullable SocketMode mode;
    private Duration greeting = Duration.ofSeconds(15);

    @AfterEach
    void stop() {
        if (mode != null) mode.stop();
        slack.close();
    }

    private SocketMode started() {
        return started(slack.url(), Credential.bearer(TOKEN, null), _ -> Answer.EMPTY, SOON);
    }

    private SocketMode started(Function<Delivery, Answer> intake) {
        return started(slack.url(), Credential.bearer(TOKEN, null), intake, SOON);
    }

    private SocketMode started(URI url, Credential token, Function<Delivery, Answer> intake, Duration wait) {
        Tickets tickets = new Tickets(url, token.named("app-token"),
                new Endpoint.Limits(Duration.ofSeconds(2), Duration.ofSeconds(5), 100_000));
        SocketMode socketMode = new SocketMode(tickets, delivery -> {
            Answer answer = intake.apply(delivery);
            taken.add(String.valueOf(delivery.body().text("/event_id", "/type", "/command")));
            return answer;
        }, meters, InstantSource.system(), new Random(1),
                new SocketMode.Pace(Duration.ofSeconds(2), greeting, Duration.ofSeconds(5), Duration.ZERO, wait, wait, wait));
        mode = socketMode;
        socketMode.start();
        return socketMode;
    }

    private void eventually(Runnable assertion) {
        Awaitility.await().atMost(LONG_ENOUGH).pollInterval(Duration.ofMillis(10)).untilAsserted(assertion::run);
    }

    private void connections(int count) {
        eventually(() -> assertThat(slack.connections()).hasSizeGreaterThanOrEqualTo(count));
    }

    private double counted(String outcome) {
        return meters.counter("firsthour.slack.envelopes", "outcome", outcome).count();
    }

    private double listening() {
        return meters.get("firsthour.slack.connections").gauge().value();
    }

    private List<String> acknowledged() {
        return slack.heard().stream().map(said -> JsonMapper.shared().readTree(said).path("envelope_id").asString("")).toList();
    }

    @Test
    void anEnvelopeIsAcknowledgedOnlyOnceItIsTakenIn() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch stored = new CountDownLatch(1);
        started(_ -> {
            asked.countDown();
            await(stored);
            return Answer.EMPTY;
        });
        connections(1);
        slack.sends(0, "events_api", "e1", EVENT, false);
        asked.await();

        assertThat(slack.heard()).isEmpty();
        stored.countDown();
        eventually(() -> assertThat(slack.heard()).singleElement()
                .satisfies(said -> assertThat(JsonMapper.shared().readTree(said))
                        .isEqualTo(JsonMapper.shared().readTree("{\"envelope_id\": \"e1\"}"))));
        assertThat(taken).containsExactly("Ev1");
        assertThat(slack.authorizations()).containsExactly("Bearer " + TOKEN);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void whatCouldNotBeStoredIsLeftForSlackToSendAgain() {
        AtomicBoolean away = new AtomicBoolean(true);
        started(_ -> {
            if (away.getAndSet(false)) throw new IllegalStateException("the database is away");
            return Answer.EMPTY;
        });
        connections(1);
        slack.sends(0, "events_api", "e1", EVENT, false);
        eventually(() -> assertThat(counted("failed")).isEqualTo(1));
        assertThat(acknowledged()).isEmpty();

        slack.sends(0, "events_api", "e1", EVENT, false);
        eventually(() -> assertThat(acknowledged()).containsExactly("e1"));
        assertThat(counted("taken")).isEqualTo(1);
    }

    @Test
    void aCommandsAnswerGoesWithItsAcknowledgement() {
        started(_ -> new Answer("application/json", "{\"text\": \"Investigating.\"}"));
        connections(1);
        slack.sends(0, "slash_commands", "e1", "{\"command\": \"/firsthour\"}", true);
        slack.sends(0, "interactive", "e2", "{\"type\": \"block_actions\"}", false);

        eventually(() -> assertThat(acknowledged()).containsExactly("e1", "e2"));
        JsonNode answered = JsonMapper.shared().readTree(slack.heard().getFirst());
        assertThat(answered.path("payload").path("text").asString("")).isEqualTo("Investigating.");
        assertThat(slack.heard().getLast()).doesNotContain("payload");
        assertThat(taken).containsExactly("/firsthour", "block_actions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"warning", "refresh_requested"})
    void aConnectionThatIsAboutToBeClosedIsListenedToBesideTheNextOne(String reason) {
        started();
        connections(1);
        slack.disconnects(0, reason);
        connections(2);

        eventually(() -> assertThat(listening()).isEqualTo(2));
        slack.sends(0, "events_api", "old", EVENT, false);
        slack.sends(1, "events_api", "new", EVENT, false);
        eventually(() -> assertThat(acknowledged()).containsExactlyInAnyOrder("old", "new"));
        slack.closes(0);
        eventually(() -> assertThat(listening()).isEqualTo(1));
        assertThat(slack.connections()).hasSize(2);
    }

    @Test
    void anAcknowledgementGoesOutOverTheConnectionThatTheEnvelopeCameBy() {
        CountDownLatch stored = new CountDownLatch(1);
        started(_ -> {
            await(stored);
            return Answer.EMPTY;
        });
        connections(1);
        slack.sends(0, "events_api", "e1", EVENT, false);
        slack.closes(0);
        connections(2);
        stored.countDown();

        eventually(() -> assertThat(counted("taken_unacknowledged")).isEqualTo(1));
        slack.sends(1, "events_api", "e1", EVENT, false);
        eventually(() -> assertThat(acknowledged()).containsExactly("e1"));
    }

    @Test
    void aConnectionThatBreaksIsMadeAnew() {
        SocketMode listening = started();
        connections(1);
        eventually(() -> assertThat(listening.report().reachable()).isTrue());
        slack.breaks();
        connections(2);

        int newest = slack.connections().size() - 1;
        slack.sends(newest, "events_api", "e1", EVENT, false);
        eventually(() -> assertThat(acknowledged()).containsExactly("e1"));
        assertThat(listening.report().reachable()).isTrue();
        assertThat(listening()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid_auth", "not_allowed_token_type", "token_revoked"})
    void aWrongTokenIsSaidPlainlyAndAnotherOneIsFollowed(String error, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "xoxb-wrong-quince\n");
        slack.accepts(TOKEN, error);
        SocketMode listening = started(slack.url(), Credential.bearer(null, file), _ -> Answer.EMPTY, SOON);
        eventually(() -> assertThat(listening.report().trouble()).contains(error, "firsthour.intake.slack.app-token", "xapp-")
                .doesNotContain("quince"));
        assertThat(listening.report().reachable()).isFalse();
        assertThat(slack.connections()).isEmpty();

        Files.writeString(file, TOKEN);
        eventually(() -> assertThat(listening.report().reachable()).isTrue());
        assertThat(slack.authorizations()).first().isEqualTo("Bearer xoxb-wrong-quince");
        assertThat(slack.authorizations()).last().isEqualTo("Bearer " + TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws://evil.example/link", "wss://slack.com.evil.example/", "wss://evilslack.com/",
            "ws://wss-primary.slack.com/link",
            "https://slack.com/link", "wss://user@slack.com/", "ws://169.254.169.254/", "ws://localhost:1/", "nonsense", ""})
    void nobodyButSlackIsConnectedTo(String url) {
        slack.answersOnce(200, "{\"ok\": true, \"url\": \"" + url + "\"}", null);
        SocketMode listening = started(slack.url(), Credential.bearer(TOKEN, null), _ -> Answer.EMPTY, Duration.ofMinutes(1));

        eventually(() -> assertThat(listening.report().trouble()).contains("nothing is connected to there"));
        assertThat(slack.connections()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wss://wss-primary.slack.com/link/?ticket=1", "wss://slack.com/",
            "wss://cerberus-xxxx.lb.slack-msgs.slack-gov.com/"})
    void slacksOwnHostsAreConnectedTo(String url) {
        slack.answersOnce(200, "{\"ok\": true, \"url\": \"" + url + "\"}", null);
        Tickets tickets = new Tickets(slack.url(), Credential.bearer(TOKEN, null),
                new Endpoint.Limits(Duration.ofSeconds(2), Duration.ofSeconds(5), 100_000));

        assertThat(tickets.ask()).isInstanceOfSatisfying(Tickets.Answer.Granted.class,
                granted -> assertThat(granted.address()).isEqualTo(URI.create(url)));
    }

    @Test
    void aConnectionThatShallBeEncryptedIsNeverMadeOtherwise() {
        slack.answersOnce(200, "{\"ok\": true, \"url\": \"wss://127.0.0.1:" + slack.url().getPort() + "/link?ticket=quince\"}", null);
        SocketMode listening = started(slack.url(), Credential.bearer(TOKEN, null), _ -> Answer.EMPTY, Duration.ofMinutes(1));

        eventually(() -> assertThat(listening.report().trouble()).contains("the connection was closed").doesNotContain("quince"));
        assertThat(slack.connections()).isEmpty();
    }

    @Test
    void aNameThatLeadsToAGuardedAddressIsNotConnectedTo() throws InterruptedException {
        for (String guarded : List.of("127.0.0.1", "169.254.169.254", "fd00:ec2::254")) {
            DnsResolver names = new SystemDefaultDnsResolver() {
                @Override
                public InetAddress[] resolve(String host) {
                    return new InetAddress[]{InetAddress.ofLiteral(guarded)};
                }
            };
            SlackSocket socket = new SlackSocket(URI.create("ws://wss-primary.slack.com:" + slack.url().getPort() + "/link"),
                    new Addresses("wss-primary.slack.com", "firsthour.intake.slack.url", names, System::nanoTime), Duration.ofSeconds(2),
                    (_, _) -> {});
            socket.connect();

            assertThat(socket.greeted(Duration.ofSeconds(5))).isFalse();
            assertThat(socket.why()).contains("firsthour.intake.slack.url");
        }
        assertThat(slack.connections()).isEmpty();
    }

    @Test
    void slackIsLeftAloneForAsLongAsItWants() {
        slack.answersOnce(429, "{\"ok\": false, \"error\": \"ratelimited\"}", "1");
        Instant began = Instant.now();
        started();
        connections(1);

        assertThat(Duration.between(began, Instant.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aServerThatSaysNoHelloIsLeftAndTriedAgain() {
        slack.saysNothing();
        greeting = Duration.ofMillis(300);
        SocketMode listening = started();
        connections(2);

        assertThat(listening.report().trouble()).contains("did not say hello");
        assertThat(listening()).isZero();
        eventually(() -> assertThat(slack.connections().getFirst().isOpen()).isFalse());
    }

    @Test
    void anAppWhoseSocketModeIsSwitchedOffSaysWhatToDo() {
        SocketMode listening = started(slack.url(), Credential.bearer(TOKEN, null), _ -> Answer.EMPTY, Duration.ofMinutes(1));
        connections(1);
        slack.disconnects(0, "link_disabled");

        eventually(() -> assertThat(listening.report().trouble()).contains("link_disabled", "switch socket mode on"));
    }

    @Test
    void whatIsNoMessageOfSlackDoesNoHarm() {
        started();
        connections(1);
        for (String odd : List.of("no JSON", "[]", "{}", "{\"type\": 7}", "{\"type\": \"events_api\", \"envelope_id\": \"x\"}",
                "{\"type\": \"events_api\", \"payload\": {}}", "{\"type\": \"news\", \"reason\": {}}")) {
            slack.says(0, odd);
        }
        slack.sends(0, "events_api", "e1", EVENT, false);

        eventually(() -> assertThat(acknowledged()).containsExactly("e1"));
        assertThat(slack.connections()).hasSize(1);
    }

    @Test
    void whoStopsTakesInWhatHasComeAndLeaves() {
        CountDownLatch stored = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        SocketMode listening = started(_ -> {
            asked.countDown();
            await(stored);
            return Answer.EMPTY;
        });
        connections(1);
        slack.sends(0, "events_api", "e1", EVENT, false);
        await(asked);
        Thread stopping = Thread.ofVirtual().start(listening::stop);
        stored.countDown();

        eventually(() -> assertThat(acknowledged()).containsExactly("e1"));
        eventually(() -> assertThat(slack.connections().getFirst().isOpen()).isFalse());
        eventually(() -> assertThat(stopping.isAlive()).isFalse());
        assertThat(slack.connections()).hasSize(1);
    }
}
