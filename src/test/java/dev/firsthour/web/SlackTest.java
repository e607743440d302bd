package dev.firsthour.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;

import dev.firsthour.incident.Event;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.Standing;
import dev.firsthour.incident.Status;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.IncidentFilter;
import dev.firsthour.timeline.Timeline;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole way: a mention in a thread, the incident, its card, the card kept up to date, the buttons; against Slack's Web API as documented.
class SlackTest {

    private static final String SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

    @RegisterExtension
    static final WireMockExtension SLACK = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort().bindAddress("127.0.0.1")).build();

    @SuppressWarnings("NullAway.Init")
    private static House house;

    @BeforeAll
    static void begin() {
        house = House.with("--firsthour.intake.slack.secrets=" + SECRET, "--firsthour.evidence.slack.token=xoxb-test",
                "--firsthour.evidence.slack.url=" + SLACK.baseUrl() + "/api", "--firsthour.notification.slack.token=xoxb-test",
                "--firsthour.notification.slack.url=" + SLACK.baseUrl() + "/api",
                "--firsthour.notification.page-url=https://firsthour.test");
    }

    @AfterAll
    static void end() {
        house.close();
    }

    private static void wellDone(String thread) {
        String stamp = thread + "9";
        SLACK.stubFor(post(urlPathMatching("/api/chat[.](postMessage|update)"))
                .willReturn(okJson("{\"ok\": true, \"channel\": \"C024BE91L\", \"ts\": \"" + stamp + "\"}")));
        SLACK.stubFor(any(urlPathEqualTo("/api/conversations.replies")).willReturn(okJson("{\"ok\": true, \"messages\": ["
                + "{\"user\": \"U1\", \"text\": \"we deployed at noon\", \"ts\": \"" + thread + "\"}]}")));
    }

    private static String mention(String event, String thread, String text) {
        return "{\"team_id\": \"T024BE7LD\", \"type\": \"event_callback\", \"event_id\": \"" + event + "\","
                + " \"event\": {\"type\": \"app_mention\", \"user\": \"U024BE7LH\", \"text\": \"<@U0LAN0Z89> " + text
                + "\", \"ts\": \"" + thread + "\", \"thread_ts\": \"" + thread + "\", \"channel\": \"C024BE91L\"}}";
    }

    private static String signature(String time, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return "v0=" + HexFormat.of().formatHex(mac.doFinal(("v0:" + time + ":" + body).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static House.Answer send(String type, String body, Instant at) {
        String time = Long.toString(at.getEpochSecond());
        return send(type, body, time, signature(time, body));
    }

    private static House.Answer send(String type, String body, String time, String signature) {
        House.Call call = type.equals("application/json")
                ? house.post("/api/v1/webhooks/slack", body)
                : house.form("/api/v1/webhooks/slack", body);
        return call.header("X-Slack-Request-Timestamp", time).header("X-Slack-Signature", signature).send();
    }

    private static House.Answer json(String body) {
        return send("application/json", body, Instant.now());
    }

    private static void press(String button, Incident incident, int time) {
        String payload = "{\"type\": \"block_actions\", \"user\": {\"id\": \"U024BE7LH\"}, \"team\": {\"id\": \"T024BE7LD\"}, \"actions\":"
                + " [{\"action_id\": \"firsthour." + button + "\", \"value\": \"" + incident.id() + "\", \"action_ts\": \"" + time
                + ".5\"}]}";
        House.Answer answer = send("form", "payload=" + URLEncoder.encode(payload, StandardCharsets.UTF_8), Instant.now());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    private static @Nullable Incident open(String thread) {
        return house.bean(Archive.class).openIncident("slack:T024BE7LD/C024BE91L/" + thread).orElse(null);
    }

    private static Incident incident(String thread) {
        return Objects.requireNonNull(open(thread), "an incident of " + thread);
    }

    private static List<Event> story(Incident incident) {
        return house.bean(Timeline.class).read(incident.id(), 0, 500);
    }

    private static Stream<JsonNode> cards(String method, String thread) {
        return SLACK.getAllServeEvents().reversed().stream().map(ServeEvent::getRequest)
                .filter(request -> request.getUrl().equals("/api/" + method))
                .map(request -> JsonMapper.shared().readTree(request.getBody()))
                .filter(card -> (method.endsWith("update")
                        ? card.path("ts").asString("").equals(thread + "9")
                        : card.path("thread_ts").asString("").equals(thread)));
    }

    private static void eventually(Runnable assertion) {
        Awaitility.await().atMost(LONG_ENOUGH).pollInterval(Duration.ofMillis(50)).untilAsserted(assertion::run);
    }

    @Test
    void aMentionBecomesAnIncidentWithOneCardThatFollowsItAndItsButtonsWork() {
        String thread = "1773325100.000100";
        wellDone(thread);
        House.Answer answer = json(mention("Ev1", thread, "prod is down, anyone know why? service=checkout"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        Incident incident = incident(thread);
        eventually(() -> {
            assertThat(incident(thread).standing().state()).isEqualTo(Standing.State.IDLE);
            assertThat(cards("chat.update", thread).toList()).isNotEmpty().last().satisfies(
                    card -> assertThat(card.toString()).contains("firsthour.again", "firsthour.right",
                            "https://firsthour.test/incidents/"));
        });
        assertThat(cards("chat.postMessage", thread)).hasSize(1);
        assertThat(house.bean(Archive.class).evidence(incident.id())).anySatisfy(
                evidence -> assertThat(evidence.title()).contains("thread in Slack"));

        press("acknowledge", incident, 1);
        press("wrong", incident, 2);
        press("wrong", incident, 2);
        assertThat(incident(thread).status()).isEqualTo(Status.ACKNOWLEDGED);
        assertThat(story(incident)).filteredOn(event -> event.type() == EventType.FEEDBACK_GIVEN).singleElement().satisfies(
                event -> assertThat(event.actor()).isEqualTo("slack:U024BE7LH"));
        press("again", incident, 3);
        eventually(() -> assertThat(house.bean(Archive.class).analyses(incident.id())).hasSize(2));
        eventually(() -> assertThat(cards("chat.update", thread).toList()).last().satisfies(
                card -> assertThat(card.toString()).contains("acknowledged").doesNotContain("firsthour.acknowledge")));
        assertThat(cards("chat.postMessage", thread)).hasSize(1);
        assertThat(house.bean(Timeline.class).verify(incident.id()).holds()).isTrue();
    }

    @Test
    void whatSlackSendsAgainIsTakenOnceAndLaterMessagesJoin() {
        String thread = "1773325200.000100";
        wellDone(thread);
        String body = mention("Ev2", thread, "checkout is slow");
        json(body);
        long opened = house.bean(Archive.class).page(IncidentFilter.ALL, null, 500).incidents().size();
        assertThat(json(body).status()).isEqualTo(200);
        assertThat(house.bean(Archive.class).page(IncidentFilter.ALL, null, 500).incidents()).hasSize((int) opened);

        json("{\"team_id\": \"T024BE7LD\", \"type\": \"event_callback\", \"event_id\": \"Ev3\", \"event\": {\"type\": \"message\", \"user\": \"U2\","
                + " \"text\": \"it began at noon\", \"ts\": \"1773325201.1\", \"thread_ts\": \"" + thread
                + "\", \"channel\": \"C024BE91L\"}}");
        assertThat(story(incident(thread))).filteredOn(event -> event.data() instanceof EventData.CommentAdded)
                .extracting(Event::message).contains("slack:U2: it began at noon");
    }

    @Test
    void aWrongOrOldSignatureAndNoneAtAllAreRefused() {
        String body = mention("Ev4", "1773325300.000100", "forged");
        String now = Long.toString(Instant.now().getEpochSecond());

        assertThat(send("application/json", body, now, signature(now, body + " ")).status()).isEqualTo(401);
        assertThat(send("application/json", body, Instant.now().minus(Duration.ofMinutes(6))).status()).isEqualTo(401);
        assertThat(house.post("/api/v1/webhooks/slack", body).send().status()).isEqualTo(401);
        assertThat(open("1773325300.000100")).isNull();
    }

    @Test
    void theHandshakeAndTheSlashCommandAreAnsweredAsSlackWants() {
        assertThat(json("{\"type\": \"url_verification\", \"challenge\": \"3eZbrw1aBm2r\"}").body()).isEqualTo("3eZbrw1aBm2r");
        House.Answer answer = send("form", "team_id=T024BE7LD&channel_id=C024BE91L&user_id=U1&command=%2Ffirsthour&text=it+burns"
                + "&trigger_id=7.8.9", Instant.now());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(JsonMapper.shared().readTree(answer.body()).path("response_type").asString("")).isEqualTo("ephemeral");
        assertThat(open("command-7.8.9")).isNotNull();
    }

    @Test
    void aCardThatSlackTookThoughWeNeverHeardSoIsFoundAgainAndNoSecondOneIsPosted() {
        String thread = "1773325600.000100";
        wellDone(thread);
        SLACK.stubFor(post(urlPathEqualTo("/api/chat.postMessage")).withRequestBody(containing(thread))
                .willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
        json(mention("Ev7", thread, "the line was cut"));
        Incident incident = incident(thread);
        // Slack has it: the thread shows the card with what it was posted with.
        eventually(() -> assertThat(cards("chat.postMessage", thread)).isNotEmpty());
        JsonNode metadata = cards("chat.postMessage", thread).findFirst().orElseThrow().path("metadata");
        SLACK.stubFor(
                any(urlPathEqualTo("/api/conversations.replies")).willReturn(okJson("{\"ok\": true, \"messages\": [{\"bot_id\": \"B1\","
                        + " \"ts\": \"" + thread + "9\", \"metadata\": " + metadata + "}]}")));

        eventually(() -> assertThat(story(incident)).anySatisfy(event -> assertThat(event.data())
                .isEqualTo(new EventData.NotificationSent("slack", 1, "C024BE91L/" + thread + "9"))));
        assertThat(cards("chat.postMessage", thread)).hasSize(1);
        assertThat(cards("chat.update", thread)).isNotEmpty();
    }

    @Test
    void aSlackThatWantsToBeLeftAloneIsAskedAgainLaterAndOneThatRefusesIsToldOfOnTheTimeline() {
        String thread = "1773325400.000100";
        wellDone(thread);
        SLACK.stubFor(post(urlPathEqualTo("/api/chat.postMessage")).withRequestBody(containing(thread)).inScenario("busy")
                .whenScenarioStateIs(STARTED)
                .willReturn(aResponse().withStatus(429).withHeader("Retry-After", "2")).willSetStateTo("calm"));
        SLACK.stubFor(post(urlPathEqualTo("/api/chat.postMessage")).withRequestBody(containing(thread)).inScenario("busy")
                .whenScenarioStateIs("calm")
                .willReturn(okJson("{\"ok\": true, \"channel\": \"C024BE91L\", \"ts\": \"" + thread + "9\"}")));
        json(mention("Ev5", thread, "busy"));
        eventually(() -> assertThat(cards("chat.postMessage", thread)).hasSize(2));
        List<Instant> times = SLACK.getAllServeEvents().reversed().stream().map(ServeEvent::getRequest)
                .filter(request -> request.getUrl().endsWith("postMessage") && request.getBodyAsString().contains(thread))
                .map(request -> request.getLoggedDate().toInstant()).toList();
        assertThat(Duration.between(times.get(0), times.get(1))).isGreaterThanOrEqualTo(Duration.ofMillis(1_900));

        String other = "1773325500.000100";
        SLACK.stubFor(any(anyUrl()).willReturn(okJson("{\"ok\": false, \"error\": \"not_in_channel\"}")));
        json(mention("Ev6", other, "nobody invited it"));
        eventually(() -> assertThat(story(incident(other))).anySatisfy(event -> {
            assertThat(event.type()).isEqualTo(EventType.NOTIFICATION_FAILED);
            assertThat(event.data().toString().toLowerCase(Locale.ROOT)).contains("invite the app").doesNotContain("xoxb");
        }));
    }
}
