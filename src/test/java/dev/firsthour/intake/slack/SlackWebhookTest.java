package dev.firsthour.intake.slack;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.Accepted;
import dev.firsthour.intake.Act;
import dev.firsthour.intake.Answer;
import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.Signature.Proof;
import dev.firsthour.intake.WebhookSource;
import dev.firsthour.intake.WebhookSourceContract;

import static org.assertj.core.api.Assertions.assertThat;

class SlackWebhookTest extends WebhookSourceContract {

    private static final String INCIDENT = "019c0000-0000-7000-8000-000000000007";
    private static final String FORM = "application/x-www-form-urlencoded";

    private final SlackWebhook webhook = new SlackWebhook(properties("8f742231b10e8888abcd99yyyzzz85a5", List.of()));

    private static SlackProperties properties(String secret, List<String> teams) {
        return new SlackProperties(List.of(secret), teams, null, null, URI.create("https://slack.com/api"), Duration.ofSeconds(3),
                Duration.ofSeconds(10));
    }

    @Override
    protected WebhookSource source() {
        return webhook;
    }

    @Override
    protected String body() {
        return mention("<@U0LAN0Z89> prod is down, anyone know why? service=checkout sev1");
    }

    private static String mention(String text) {
        return """
                {"token": "z", "team_id": "T024BE7LD", "api_app_id": "A0MDYCDME", "type": "event_callback", "event_id": "Ev0MDYHUEL",
                 "event_time": 1773325190, "authorizations": [{"team_id": "T024BE7LD", "user_id": "U0LAN0Z89", "is_bot": true}],
                 "event": {"type": "app_mention", "user": "U024BE7LH", "text": "%s", "ts": "1773325190.000300",
                   "thread_ts": "1773325100.000100", "channel": "C024BE91L", "event_ts": "1773325190.000300"}}""".formatted(text);
    }

    private static String message(String more) {
        return """
                {"team_id": "T024BE7LD", "type": "event_callback", "event_id": "Ev0MDYHUEM",
                 "authorizations": [{"team_id": "T024BE7LD", "user_id": "U0LAN0Z89", "is_bot": true}],
                 "event": {"type": "message", "user": "U024BE7LH", "ts": "1773325290.000300", "channel": "C024BE91L",
                   "thread_ts": "1773325100.000100", %s}}""".formatted(more);
    }

    private static String press(String action) {
        return "{\"type\": \"block_actions\", \"user\": {\"id\": \"U024BE7LH\", \"team_id\": \"T024BE7LD\"}, \"team\": {\"id\": \"T024BE7LD\"},"
                + " \"actions\": [{\"action_id\": \"" + action + "\", \"value\": \"" + INCIDENT + "\", \"action_ts\": \"1773325300.1\"}]}";
    }

    @Test
    void aMentionOpensAnIncidentOfItsThread() {
        Alert alert = alert(body());

        assertThat(alert.groupingKey()).isEqualTo("slack:T024BE7LD/C024BE91L/1773325100.000100");
        assertThat(alert.title()).isEqualTo("prod is down, anyone know why? sev1");
        assertThat(alert.service()).isEqualTo("checkout");
        assertThat(alert.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(alert.startedAt()).isEqualTo(Instant.ofEpochSecond(1773325100));
        assertThat(alert.labels()).containsEntry("slack_thread", "C024BE91L/1773325100.000100");
        assertThat(alert.links()).containsExactly(
                "https://app.slack.com/client/T024BE7LD/C024BE91L/thread/C024BE91L-1773325100.000100");
        assertThat(read(body()).deliveryId()).isEqualTo("Ev0MDYHUEL");
        assertThat(act(body())).isInstanceOf(Act.Noted.class);
    }

    @Test
    void aMentionWithoutAWordIsCalledByWhereItCameFrom() {
        assertThat(alert(mention("<@U0LAN0Z89>")).title()).isEqualTo("Reported in a thread of Slack");
    }

    @Test
    void aMessagesMarkupBecomesPlainText() {
        assertThat(alert(mention("<@U0LAN0Z89> a &lt; b &amp;&amp; see <https://wiki.example.org|the page> in <#C1|ops> <!here>")).title())
                .isEqualTo("a < b && see the page (https://wiki.example.org) in #ops");
    }

    @Test
    void aLaterMessageOfTheThreadJoinsTheIncidentOfTheCardAboveElseThatOfTheThreadAndOpensNone() {
        Act said = new Act.Noted("slack:U024BE7LH", "I rolled it back");

        assertThat(read(message("\"text\": \"I rolled it back\"")).matter()).isEqualTo(new Reading.Answered("slack",
                "C024BE91L/1773325100.000100", said, new Reading.Said("slack:T024BE7LD/C024BE91L/1773325100.000100", said)));
    }

    @Test
    void aMentionBelowACardIsAboutItsIncidentAndOneInTheChannelIsNot() {
        assertThat(read(body()).matter()).isInstanceOfSatisfying(Reading.Answered.class, answered -> {
            assertThat(answered.reference()).isEqualTo("C024BE91L/1773325100.000100");
            assertThat(answered.otherwise()).isInstanceOf(Reading.Alerts.class);
        });
        assertThat(read(body().replace("\"thread_ts\": \"1773325100.000100\", ", "")).matter()).isInstanceOf(Reading.Alerts.class);
    }

    @Test
    void anAnswerThatIsShownInTheChannelTooAndOneWithAFileAreAnswers() {
        for (String kind : List.of("thread_broadcast", "file_share")) {
            assertThat(read(message("\"text\": \"see this\", \"subtype\": \"" + kind + "\"")).matter()).as(kind)
                    .isInstanceOf(Reading.Answered.class);
        }
    }

    @Test
    void whatBotsSayAndWhatComesAsAMentionTooIsLeftOut() {
        for (String other : List.of("\"text\": \"card\", \"bot_id\": \"B1\"", "\"text\": \"x\", \"subtype\": \"message_changed\"",
                "\"text\": \"<@U0LAN0Z89> help\"", "\"text\": \" \"")) {
            assertThat(read(message(other)).matter()).as(other).isInstanceOf(Reading.Nothing.class);
        }
    }

    @Test
    void theSlashCommandOpensAnIncidentAndIsAnsweredInWords() {
        String command = "team_id=T024BE7LD&channel_id=C024BE91L&user_id=U024BE7LH&command=%2Ffirsthour&text=checkout+answers+500+p2&trigger_id=13345224609.8534564800.6f8";
        Map<String, String> headers = Map.of("Content-Type", FORM);
        Reading reading = read(command, headers);
        Alert alert = ((Reading.Alerts) reading.matter()).alerts().getFirst();

        assertThat(alert.title()).isEqualTo("checkout answers 500 p2");
        assertThat(alert.severity()).isEqualTo(Severity.HIGH);
        assertThat(alert.groupingKey()).startsWith("slack:T024BE7LD/C024BE91L/command-");
        assertThat(reading.deliveryId()).contains("13345224609");
        Answer answer = answer(command, headers, Accepted.Outcome.OPENED);
        assertThat(answer.type()).isEqualTo("application/json");
        assertThat(answer.body()).contains("ephemeral", "Investigating");
    }

    private Answer answer(String body, Map<String, String> headers, Accepted.Outcome outcome) {
        Answer answer = webhook.answer(new Delivery(body.getBytes(StandardCharsets.UTF_8), headers, Map.of()),
                new Accepted(null, outcome, List.of()));
        assertThat(answer).isNotNull();
        return answer == null ? Answer.EMPTY : answer;
    }

    @Test
    void theHandshakeIsAnsweredWithItsChallenge() {
        String handshake = "{\"token\": \"z\", \"challenge\": \"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P\", \"type\": \"url_verification\"}";

        assertThat(read(handshake).matter()).isInstanceOf(Reading.Nothing.class);
        assertThat(answer(handshake, Map.of(), Accepted.Outcome.NOTED).body())
                .isEqualTo("3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P");
    }

    @Test
    void eachButtonIsWhatItSays() {
        IncidentId incident = IncidentId.parse(INCIDENT);
        String who = "slack:U024BE7LH";
        Map<String, Act> acts = Map.of("acknowledge", new Act.Acknowledged(who, null), "again", new Act.AskedAgain(who), "right",
                new Act.Judged(who, true), "wrong", new Act.Judged(who, false));
        acts.forEach((button, act) -> {
            String form = "payload=" + java.net.URLEncoder.encode(press("firsthour." + button), StandardCharsets.UTF_8);
            assertThat(read(form, Map.of("Content-Type", FORM)).matter()).isEqualTo(new Reading.Handled(incident, act));
        });
        assertThat(read(press("firsthour.open")).matter()).isInstanceOf(Reading.Nothing.class);
        assertThat(read(press("firsthour.wrong")).deliveryId()).isNotEqualTo(read(press("firsthour.right")).deliveryId());
    }

    @Test
    void aWorkspaceThatIsNotListedOpensNothing() {
        SlackWebhook ours = new SlackWebhook(properties("secret", List.of("T0OTHER")));
        Delivery delivery = new Delivery(body().getBytes(StandardCharsets.UTF_8), Map.of(), Map.of());

        assertThat(ours.read(delivery, NOW).matter()).isInstanceOf(Reading.Nothing.class);
    }

    /// The example of Slack's documentation "Verifying requests from Slack".
    @Test
    void theDocumentedSignatureHoldsAndNoOtherAndNotForLong() {
        String body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
                + "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
                + "%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121."
                + "803a0bc887a14d10d2c447fce8b6703c";
        Map<String, String> headers = new HashMap<>(Map.of("X-Slack-Request-Timestamp", "1531420618", "X-Slack-Signature",
                "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"));
        Instant then = Instant.ofEpochSecond(1531420618);

        assertThat(proof(body, headers, then)).isInstanceOf(Proof.Given.class);
        assertThat(proof(body, headers, then.plusSeconds(299))).isInstanceOf(Proof.Given.class);
        assertThat(proof(body, headers, then.plusSeconds(301))).isInstanceOf(Proof.Refused.class);
        assertThat(proof(body + " ", headers, then)).isInstanceOf(Proof.Refused.class);
        headers.put("X-Slack-Request-Timestamp", "1531420619");
        assertThat(proof(body, headers, then)).isInstanceOf(Proof.Refused.class);
    }

    private Proof proof(String body, Map<String, String> headers, Instant now) {
        return webhook.signature().of(new Delivery(body.getBytes(StandardCharsets.UTF_8), headers, Map.of()), now);
    }
}
