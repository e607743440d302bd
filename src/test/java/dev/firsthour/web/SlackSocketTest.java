package dev.firsthour.web;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;

import dev.firsthour.access.Role;
import dev.firsthour.incident.Event;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.Standing;
import dev.firsthour.incident.Status;
import dev.firsthour.testing.FakeSlack;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.IncidentFilter;
import dev.firsthour.timeline.Timeline;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole server behind a firewall: everything of Slack comes over the connection that the server makes, and the same happens as over HTTP. And what
/// people answer below the card of an incident that came from elsewhere.
class SlackSocketTest {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);
    private static final String CARD = "1773325900.000100";
    private static final String TOKEN = "xapp-1-A1234-quince";

    @RegisterExtension
    static final WireMockExtension API = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort().bindAddress("127.0.0.1")).build();

    private static final FakeSlack SLACK = FakeSlack.start();

    @SuppressWarnings("NullAway.Init")
    private static House house;

    @BeforeAll
    static void begin() {
        house = House.with("--firsthour.intake.slack.app-token=" + TOKEN, "--firsthour.intake.slack.url=" + SLACK.url(),
                "--firsthour.evidence.slack.token=xoxb-test", "--firsthour.evidence.slack.url=" + API.baseUrl() + "/api",
                "--firsthour.notification.slack.token=xoxb-test", "--firsthour.notification.slack.url=" + API.baseUrl() + "/api",
                "--firsthour.notification.slack.channel=C0PS", "--firsthour.intake.grouping.window=0s",
                "--firsthour.intake.grouping.flapping=0s");
        eventually(() -> assertThat(SLACK.connections()).isNotEmpty());
    }

    @AfterAll
    static void end() {
        house.close();
        SLACK.close();
    }

    private static void eventually(Runnable assertion) {
        Awaitility.await().atMost(LONG_ENOUGH).pollInterval(Duration.ofMillis(20)).untilAsserted(assertion::run);
    }

    /// Slack's Web API takes every card, and calls the one that says so by its stamp.
    private static void theCardAbout(String title, String stamp) {
        API.stubFor(post(urlPathMatching("/api/chat[.](postMessage|update)"))
                .willReturn(okJson("{\"ok\": true, \"channel\": \"C0THER\", \"ts\": \"1773325000.000100\"}")));
        API.stubFor(post(urlPathMatching("/api/chat[.](postMessage|update)")).withRequestBody(containing(title))
                .willReturn(okJson("{\"ok\": true, \"channel\": \"C0PS\", \"ts\": \"" + stamp + "\"}")));
        API.stubFor(any(urlPathEqualTo("/api/conversations.replies")).willReturn(okJson("{\"ok\": true, \"messages\": []}")));
    }

    private static String event(String id, String type, String channel, String thread, String text) {
        return "{\"team_id\": \"T024BE7LD\", \"type\": \"event_callback\", \"event_id\": \"" + id + "\", \"authorizations\":"
                + " [{\"user_id\": \"U0LAN0Z89\"}], \"event\": {\"type\": \"" + type + "\", \"user\": \"U024BE7LH\", \"text\": \"" + text
                + "\", \"ts\": \"1773325990.000300\", \"thread_ts\": \"" + thread + "\", \"channel\": \"" + channel + "\"}}";
    }

    private static String press(String button, Incident incident) {
        return "{\"type\": \"block_actions\", \"user\": {\"id\": \"U024BE7LH\"}, \"team\": {\"id\": \"T024BE7LD\"}, \"actions\": [{\"action_id\":"
                + " \"firsthour." + button + "\", \"value\": \"" + incident.id() + "\", \"action_ts\": \"1773325991.5\"}]}";
    }

    /// Sends an envelope over the newest connection and waits until it is acknowledged.
    private static JsonNode sent(String type, String envelope, String payload) {
        SLACK.sends(SLACK.connections().size() - 1, type, envelope, payload, type.equals("slash_commands"));
        eventually(() -> assertThat(acknowledgements(envelope)).isNotEmpty());
        return acknowledgements(envelope).getLast();
    }

    private static List<JsonNode> acknowledgements(String envelope) {
        return SLACK.heard().stream().map(said -> JsonMapper.shared().readTree(said))
                .filter(said -> said.path("envelope_id").asString("").equals(envelope)).toList();
    }

    private static Incident open(String group) {
        return house.bean(Archive.class).openIncident("slack:T024BE7LD/" + group)
                .orElseThrow(() -> new AssertionError("none is open of " + group));
    }

    private static Incident now(Incident incident) {
        return house.bean(Archive.class).incident(incident.id()).orElseThrow();
    }

    private static int incidents() {
        return house.bean(Archive.class).page(IncidentFilter.ALL, null, 500).incidents().size();
    }

    private static List<Event> story(Incident incident) {
        return house.bean(Timeline.class).read(incident.id(), 0, 500);
    }

    private static Stream<String> comments(Incident incident) {
        return story(incident).stream().filter(event -> event.data() instanceof EventData.CommentAdded).map(Event::message);
    }

    @Test
    void aMentionOpensAnIncidentOnceThoughItComesAgainAfterTheConnectionBroke() {
        theCardAbout("prod is down", "1773325700.000109");
        String mention = event("EvS1", "app_mention", "C024BE91L", "1773325700.000100", "<@U0LAN0Z89> prod is down service=checkout sev1");
        sent("events_api", "m1", mention);

        // What is acknowledged is there.
        Incident incident = open("C024BE91L/1773325700.000100");
        assertThat(incident.service()).isEqualTo("checkout");
        int before = incidents();
        int connections = SLACK.connections().size();
        SLACK.breaks();
        eventually(() -> assertThat(SLACK.connections()).hasSizeGreaterThan(connections));
        sent("events_api", "m2", mention);
        assertThat(incidents()).isEqualTo(before);
        assertThat(comments(incident)).hasSize(1);

        sent("events_api", "m3", event("EvS2", "message", "C024BE91L", "1773325700.000100", "it began at noon"));
        assertThat(comments(incident).toList()).last().isEqualTo("slack:U024BE7LH: it began at noon");
        assertThat(SLACK.authorizations()).containsOnly("Bearer " + TOKEN);
    }

    @Test
    void aButtonAndTheSlashCommandWorkAsOverHttp() {
        theCardAbout("checkout is slow", "1773325710.000109");
        sent("events_api", "b1", event("EvS3", "app_mention", "C024BE91L", "1773325710.000100", "<@U0LAN0Z89> checkout is slow"));
        Incident incident = open("C024BE91L/1773325710.000100");
        sent("interactive", "b2", press("acknowledge", incident));
        sent("interactive", "b3", press("acknowledge", incident));

        assertThat(now(incident).status()).isEqualTo(Status.ACKNOWLEDGED);
        assertThat(story(incident)).filteredOn(event -> event.type() == EventType.ACKNOWLEDGED).singleElement()
                .satisfies(event -> assertThat(event.actor()).isEqualTo("slack:U024BE7LH"));
        JsonNode answered = sent("slash_commands", "c1", "{\"command\": \"/firsthour\", \"text\": \"it burns\", \"team_id\": \"T024BE7LD\","
                + " \"channel_id\": \"C024BE91L\", \"user_id\": \"U1\", \"trigger_id\": \"9.8.7\"}");
        assertThat(answered.path("payload").path("response_type").asString("")).isEqualTo("ephemeral");
        assertThat(open("C024BE91L/command-9.8.7").title()).isEqualTo("it burns");
    }

    @Test
    void whatIsAnsweredBelowTheCardOfAnAlertJoinsItsIncidentAndItsEvidence() {
        theCardAbout("The till is dead", CARD);
        house.post("/api/v1/webhooks/generic",
                "{\"id\": \"below\", \"title\": \"The till is dead\", \"service\": \"checkout\", \"severity\": \"high\"}")
                .as(Role.WEBHOOK).send();
        Incident incident = house.bean(Archive.class).openIncident("generic:below").orElseThrow();
        eventually(() -> assertThat(story(incident)).anySatisfy(event -> assertThat(event.data())
                .isEqualTo(new EventData.NotificationSent("slack", 1, "C0PS/" + CARD))));
        eventually(() -> assertThat(now(incident).standing().state()).isEqualTo(Standing.State.IDLE));
        int before = incidents();

        sent("events_api", "r1", event("EvS4", "message", "C0PS", CARD, "the card reader was swapped at noon"));
        sent("events_api", "r2", event("EvS5", "app_mention", "C0PS", CARD, "<@U0LAN0Z89> look at the reader"));
        sent("events_api", "r3", event("EvS6", "message", "C0PS", "1773325999.000100", "a thread about lunch"));
        assertThat(comments(incident)).containsExactly("slack:U024BE7LH: the card reader was swapped at noon",
                "slack:U024BE7LH: look at the reader");
        assertThat(incidents()).isEqualTo(before);

        API.stubFor(any(urlPathEqualTo("/api/conversations.replies")).withQueryParam("ts", equalTo(CARD))
                .withQueryParam("channel", equalTo("C0PS"))
                .willReturn(okJson("{\"ok\": true, \"messages\": [{\"user\": \"U2\", \"ts\": \"" + CARD
                        + "\", \"text\": \"the card reader was swapped at noon\"}]}")));
        sent("interactive", "r4", press("again", incident));
        eventually(() -> assertThat(house.bean(Archive.class).analyses(incident.id())).hasSize(2));
        assertThat(house.bean(Archive.class).evidence(incident.id())).anySatisfy(
                evidence -> assertThat(evidence.content().toString()).contains("the card reader was swapped"));
        assertThat(house.bean(Timeline.class).verify(incident.id()).holds()).isTrue();

        house.post("/api/v1/incidents/" + incident.id() + "/resolve", "{}").as(Role.RESPONDER).send();
        sent("events_api", "r5", event("EvS7", "message", "C0PS", CARD, "thanks all"));
        assertThat(comments(incident)).hasSize(2);
        API.verify(1, postRequestedFor(urlPathEqualTo("/api/chat.postMessage"))
                .withRequestBody(containing(incident.id().toString())));
    }

    @Test
    void theSourcesAndTheMetricsSayThatSlackIsConnected() {
        eventually(() -> assertThat(house.get("/actuator/prometheus").as(Role.VIEWER).send().body())
                .containsPattern("firsthour_slack_connections [12]\\.0"));
        JsonNode sources = JsonMapper.shared().readTree(house.get("/api/v1/sources").as(Role.VIEWER).send().body());

        assertThat(sources.toString()).contains("slack (socket mode)", "connected since").doesNotContain(TOKEN);
    }
}
