package dev.firsthour.notification.slack;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;

import dev.firsthour.notification.Announcement;
import dev.firsthour.notification.Channel;
import dev.firsthour.notification.ChannelContract;
import dev.firsthour.notification.Sending;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Slack's Web API as its documentation gives it.
class SlackChannelTest extends ChannelContract {

    private static final String THREAD = "slack:T024BE7LD/C024BE91L/1773325200.000100";

    @Override
    protected Channel channel(URI address) {
        return new SlackChannel(new SlackProperties(SECRET, null, null, address));
    }

    @Override
    protected ResponseDefinitionBuilder wellDone() {
        return okJson("{\"ok\": true, \"channel\": \"C024BE91L\", \"ts\": \"1773325201.000200\", \"message\": {\"type\": \"message\"}}");
    }

    private void answering(String method, ResponseDefinitionBuilder answer) {
        server.stubFor(post(urlPathEqualTo("/" + method)).willReturn(answer));
    }

    private JsonNode said(String method) {
        return server.getAllServeEvents().stream().filter(event -> event.getRequest().getUrl().equals("/" + method)).findFirst()
                .map(event -> JsonMapper.shared().readTree(event.getRequest().getBody())).orElseThrow();
    }

    private static Announcement before(Announcement now, @Nullable String reference) {
        return new Announcement(now.incident(), now.entry(), now.analysis(), reference, now.again(), now.page());
    }

    @Test
    void theCardIsPostedIntoTheThreadAndSaysHowItIsFoundAgain() {
        answering("chat.postMessage", wellDone());

        assertThat(channel().send(opened("checkout fails", THREAD))).isEqualTo(new Sending.Sent("C024BE91L/1773325201.000200"));
        assertThat(said("chat.postMessage").path("channel").stringValue()).isEqualTo("C024BE91L");
        assertThat(said("chat.postMessage").path("thread_ts").stringValue()).isEqualTo("1773325200.000100");
        assertThat(server.getAllServeEvents()).allSatisfy(
                event -> assertThat(event.getRequest().getHeader("Authorization")).isEqualTo("Bearer " + SECRET));
    }

    @Test
    void aCardThatIsThereIsChangedAndNoSecondOnePosted() {
        answering("chat.update", wellDone());

        assertThat(channel().send(before(opened("checkout fails", THREAD), "C024BE91L/1773325201.000200")))
                .isEqualTo(new Sending.Sent("C024BE91L/1773325201.000200"));
        assertThat(said("chat.update").path("ts").stringValue()).isEqualTo("1773325201.000200");
        assertThat(server.getAllServeEvents()).hasSize(1);
    }

    private static Announcement again(Announcement now) {
        return new Announcement(now.incident(), now.entry(), now.analysis(), now.reference(), true, now.page());
    }

    /// A page of messages: some of people, a card of another incident, and ours if it is given.
    private static ResponseDefinitionBuilder messages(Announcement about, String cursor, String... stamps) {
        String cards = Stream.of(stamps).map(stamp -> card(about.incident().id().toString(), stamp)).collect(Collectors.joining());
        return okJson("{\"ok\": true, \"response_metadata\": {\"next_cursor\": \"" + cursor + "\"}, \"messages\": ["
                + "{\"user\": \"U1\", \"text\": \"hello\", \"ts\": \"1773325300.000100\"}" + card("another", "1773325300.000200") + cards
                + "]}");
    }

    private static String card(String incident, String stamp) {
        return ", {\"bot_id\": \"B1\", \"ts\": \"" + stamp
                + "\", \"metadata\": {\"event_type\": \"firsthour_card\", \"event_payload\": {\"incident\": \""
                + incident + "\"}}}";
    }

    private void reading(String method, ResponseDefinitionBuilder answer) {
        server.stubFor(get(urlPathEqualTo("/" + method)).willReturn(answer));
    }

    @Test
    void aCardSaysWhoseItIsSoThatItIsFoundAgain() {
        answering("chat.postMessage", wellDone());
        Announcement opened = opened("checkout fails", THREAD);
        channel().send(opened);

        assertThat(said("chat.postMessage").path("metadata")).isEqualTo(JsonMapper.shared().readTree(
                "{\"event_type\": \"firsthour_card\", \"event_payload\": {\"incident\": \"" + opened.incident().id() + "\"}}"));
    }

    @Test
    void aCardThatNobodyWroteDownIsFoundInItsThreadAndNoSecondOnePosted() {
        Announcement opened = again(opened("checkout fails", THREAD));
        reading("conversations.replies", messages(opened, "more"));
        server.stubFor(get(urlPathEqualTo("/conversations.replies")).withQueryParam("cursor", equalTo("more"))
                .willReturn(messages(opened, "", "1773325201.000200", "1773325202.000300")));
        answering("chat.update", wellDone());

        assertThat(channel().send(opened)).isEqualTo(new Sending.Sent("C024BE91L/1773325202.000300"));
        assertThat(said("chat.update").path("ts").stringValue()).isEqualTo("1773325202.000300");
        assertThat(server.getAllServeEvents()).hasSize(3).allSatisfy(event -> {
            assertThat(event.getRequest().getHeader("Authorization")).isEqualTo("Bearer " + SECRET);
            if (event.getRequest().getMethod().getName().equals("GET"))
                assertThat(event.getRequest().getUrl()).contains("include_all_metadata=true", "ts=1773325200.000100", "channel=C024BE91L",
                        "oldest=");
        });
    }

    @Test
    void aCardInAChannelIsLookedForThereAndPostedWhereThereIsNone() {
        Announcement opened = again(opened("checkout fails", "alertmanager:{}"));
        Channel set = new SlackChannel(new SlackProperties(SECRET, null, "C0PS", URI.create(server.baseUrl())));
        reading("conversations.history", messages(opened, ""));
        answering("chat.postMessage", wellDone());

        assertThat(set.send(opened)).isEqualTo(new Sending.Sent("C024BE91L/1773325201.000200"));
        assertThat(server.getAllServeEvents()).hasSize(2);
    }

    @Test
    void aCardIsKnownByItsButtonsWhereItsMetadataAreKeptFromUs() {
        Announcement opened = again(opened("checkout fails", THREAD));
        answering("chat.postMessage", wellDone());
        channel().send(withoutLooking(opened));
        JsonNode posted = said("chat.postMessage").path("blocks");
        reading("conversations.replies",
                okJson("{\"ok\": true, \"messages\": [{\"bot_id\": \"B1\", \"ts\": \"1773325202.000300\", \"blocks\": "
                        + posted + "}]}"));
        answering("chat.update", wellDone());

        assertThat(channel().send(opened)).isEqualTo(new Sending.Sent("C024BE91L/1773325202.000300"));
    }

    private static Announcement withoutLooking(Announcement now) {
        return new Announcement(now.incident(), now.entry(), now.analysis(), now.reference(), false, now.page());
    }

    @Test
    void aCardThatIsNotOursThoughItSaysSoIsLeftAlone() {
        Announcement opened = again(opened("checkout fails", THREAD));
        reading("conversations.replies", messages(opened, "", "1773325202.000300"));
        answering("chat.update", okJson("{\"ok\": false, \"error\": \"cant_update_message\"}"));
        answering("chat.postMessage", wellDone());

        assertThat(channel().send(opened)).isEqualTo(new Sending.Sent("C024BE91L/1773325201.000200"));
    }

    @Test
    void whereNobodyCanLookYetNothingIsPostedAndWhereNobodyEverCanACardIsWorthMoreThanNone() {
        Announcement opened = again(opened("checkout fails", THREAD));
        answering("chat.postMessage", wellDone());
        reading("conversations.replies", okJson("{\"ok\": false, \"error\": \"ratelimited\"}"));
        assertThat(channel().send(opened)).isInstanceOfSatisfying(Sending.Failed.class, failed -> assertThat(failed.lasting()).isFalse());
        assertThat(server.getAllServeEvents()).hasSize(1);

        reading("conversations.replies", okJson("{\"ok\": false, \"error\": \"missing_scope\"}"));
        assertThat(channel().send(opened)).isInstanceOf(Sending.Sent.class);
    }

    @Test
    void aCardThatSomebodyDeletedIsPostedAnew() {
        answering("chat.update", okJson("{\"ok\": false, \"error\": \"message_not_found\"}"));
        answering("chat.postMessage", wellDone());

        assertThat(channel().send(before(opened("checkout fails", THREAD), "C024BE91L/1.1")))
                .isEqualTo(new Sending.Sent("C024BE91L/1773325201.000200"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"channel_not_found", "not_in_channel", "invalid_auth", "missing_scope", "is_archived", "token_revoked"})
    void whatPeopleMustMendIsNotTriedAgain(String error) {
        answering("chat.postMessage", okJson("{\"ok\": false, \"error\": \"" + error + "\"}"));
        Sending.Failed failed = (Sending.Failed) channel().send(opened("checkout fails", THREAD));

        assertThat(failed.lasting()).isTrue();
        assertThat(failed.reason()).contains(error, ": ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ratelimited", "internal_error", "service_unavailable", "fatal_error"})
    void whatPassesByItselfIsTriedAgain(String error) {
        answering("chat.postMessage", okJson("{\"ok\": false, \"error\": \"" + error + "\"}"));

        assertThat(((Sending.Failed) channel().send(opened("checkout fails", THREAD))).lasting()).isFalse();
    }

    @Test
    void hostileTextIsInert() {
        answering("chat.postMessage", wellDone());
        String hostile = "<!channel> <@U024BE7LH> <https://evil.example|click here> *bold* \u202Egnp.exe &lt;!here&gt; @everyone";
        channel().send(opened(hostile, THREAD));
        JsonNode message = said("chat.postMessage");

        assertThat(message.path("text").stringValue()).doesNotContain("<", ">").contains("&lt;!channel&gt;", "&amp;lt;!here&amp;gt;");
        assertThat(message.path("parse").stringValue()).isEqualTo("none");
        assertThat(message.path("link_names").booleanValue()).isFalse();
        List<JsonNode> texts = new ArrayList<>();
        texts(message.path("blocks"), texts);
        assertThat(texts).isNotEmpty().allSatisfy(text -> {
            assertThat(text.path("type").stringValue()).isEqualTo("plain_text");
            assertThat(text.path("text").stringValue()).doesNotContain("\u202E");
        });
    }

    @Test
    void aCardKeepsToTheBoundsOfSlack() {
        answering("chat.postMessage", wellDone());
        channel().send(opened("x".repeat(5_000), THREAD));
        JsonNode blocks = said("chat.postMessage").path("blocks");

        assertThat(blocks.path(0).path("type").stringValue()).isEqualTo("header");
        assertThat(blocks.path(0).path("text").path("text").stringValue()).hasSize(150);
        assertThat(said("chat.postMessage").path("text").stringValue()).hasSizeLessThanOrEqualTo(300);
    }

    @Test
    void anIncidentFromElsewhereIsShownInTheChannelThatIsSetAndOtherwiseNowhere() {
        Announcement elsewhere = opened("checkout fails", "alertmanager:{}");
        Channel set = new SlackChannel(new SlackProperties(SECRET, null, "C0PS", URI.create(server.baseUrl())));
        answering("chat.postMessage", wellDone());

        assertThat(channel().wants(elsewhere.incident(), elsewhere.entry())).isFalse();
        assertThat(set.wants(elsewhere.incident(), elsewhere.entry())).isTrue();
        set.send(elsewhere);
        assertThat(said("chat.postMessage").path("channel").stringValue()).isEqualTo("C0PS");
        assertThat(said("chat.postMessage").has("thread_ts")).isFalse();
    }

    /// All text objects of Block Kit.
    private static void texts(JsonNode node, List<JsonNode> into) {
        String type = node.path("type").asString("");
        if (type.equals("plain_text") || type.equals("mrkdwn")) into.add(node);
        node.forEach(child -> texts(child, into));
    }
}
