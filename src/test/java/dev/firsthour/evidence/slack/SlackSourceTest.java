package dev.firsthour.evidence.slack;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.NothingFound;
import dev.firsthour.evidence.EvidenceResult.Unavailable;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.evidence.HttpEvidenceSourceContract;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Notice;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

/// Slack's `conversations.replies` as its documentation gives it.
class SlackSourceTest extends HttpEvidenceSourceContract {

    private static final String STAMP = "1773325100.000100";

    /// What was reported in the thread is about `checkout`; nobody reported anything else in Slack.
    @Override
    protected EvidenceSource source(URI address, Duration read) {
        SlackSource source = new SlackSource(new SlackProperties(TOKEN, null, address, 3, Duration.ofSeconds(5), read, read.multipliedBy(3),
                DataSize.ofBytes(MOST_BYTES)));
        return new EvidenceSource() {
            @Override
            public String name() {
                return source.name();
            }

            @Override
            public EvidenceResult ask(EvidenceQuery query) {
                Map<String, String> labels = query.services().contains("checkout")
                        ? Map.of("slack_thread", "C024BE91L/" + STAMP)
                        : Map.of();
                return source.ask(new EvidenceQuery(query.services(), query.environment(), query.window(), labels, query.metric()));
            }

            @Override
            public SourceReport report() {
                return source.report();
            }
        };
    }

    @Override
    protected String settings() {
        return "firsthour.evidence.slack";
    }

    @Override
    protected void stock() {
        serve("/auth.test", "{\"ok\": true, \"team\": \"Shop\", \"user\": \"firsthour\"}");
        server.stubFor(get(urlPathEqualTo("/conversations.replies")).withQueryParam("cursor", absent())
                .withQueryParam("channel", equalTo("C024BE91L")).withQueryParam("ts", equalTo(STAMP)).willReturn(
                        okJson("""
                                {"ok": true, "has_more": true, "response_metadata": {"next_cursor": "bmV4dA=="}, "messages": [
                                  {"type": "message", "user": "U1", "text": "prod is down, anyone know why?", "ts": "1773325100.000100"},
                                  {"type": "message", "bot_id": "B1", "text": "card", "ts": "1773325101.000100", "blocks": [{"block_id": "firsthour"}]}]}""")));
        server.stubFor(get(urlPathEqualTo("/conversations.replies")).withQueryParam("cursor", equalTo("bmV4dA==")).willReturn(okJson("""
                {"ok": true, "has_more": false, "response_metadata": {"next_cursor": ""}, "messages": [
                  {"type": "message", "user": "U2", "text": "we deployed 4f3740c at noon", "ts": "1773325160.500000"}]}""")));
    }

    @Test
    void theWholeThreadIsReadPageAfterPageWithoutOurOwnCard() {
        Found found = found("checkout");

        assertThat(found.drafts()).singleElement().satisfies(draft -> {
            assertThat(draft.query()).isEqualTo("conversations.replies channel=C024BE91L ts=" + STAMP);
            assertThat(((Content.Notices) draft.content()).notices()).containsExactly(
                    new Notice(Instant.parse("2026-03-12T14:18:20.000100Z"), "slack", null, null, "U1: prod is down, anyone know why?"),
                    new Notice(Instant.parse("2026-03-12T14:19:20.500Z"), "slack", null, null, "U2: we deployed 4f3740c at noon"));
        });
    }

    @Test
    void theThreadBelowTheCardIsReadWhereTheIncidentCameFromElsewhere() {
        stock();
        SlackSource source = new SlackSource(new SlackProperties(TOKEN, null, URI.create(server.baseUrl()), 3, Duration.ofSeconds(5),
                Duration.ofSeconds(5), Duration.ofSeconds(5), DataSize.ofBytes(MOST_BYTES)));
        EvidenceQuery query = about("checkout");
        EvidenceQuery shown = new EvidenceQuery(query.services(), query.environment(), query.window(),
                Map.of("shown_slack", "C024BE91L/" + STAMP), query.metric());

        assertThat(((Found) source.ask(shown)).drafts().getFirst().query()).endsWith("ts=" + STAMP);
        EvidenceQuery both = new EvidenceQuery(query.services(), query.environment(), query.window(),
                Map.of("shown_slack", "C024BE91L/1.1", "slack_thread", "C024BE91L/" + STAMP), query.metric());
        assertThat(((Found) source.ask(both)).drafts().getFirst().query()).endsWith("ts=" + STAMP);
    }

    @Test
    void aThreadThatIsTooLongIsCutAndSaidToBe() {
        serve("/conversations.replies", """
                {"ok": true, "response_metadata": {"next_cursor": "again"}, "messages": [
                  {"user": "U1", "text": "one", "ts": "1773325100.000100"}, {"user": "U1", "text": "two", "ts": "1773325101.000100"}]}""");
        Found found = (Found) here().ask(about("checkout"));

        assertThat(found.drafts().getFirst().content().size()).isEqualTo(3);
        assertThat(found.drafts().getFirst().title()).contains("first 3 messages");
        assertThat(server.getAllServeEvents()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"missing_scope,true,channels:history", "not_in_channel,true,invite", "invalid_auth,true,firsthour.evidence.slack.token",
            "ratelimited,false,ratelimited", "internal_error,false,internal_error"})
    void aRefusalSaysWhatToDoAndWhetherAskingAgainHelps(String error, boolean lasting, String remedy) {
        serve("/conversations.replies", "{\"ok\": false, \"error\": \"" + error + "\"}");
        Unavailable unavailable = (Unavailable) here().ask(about("checkout"));

        assertThat(unavailable.lasting()).isEqualTo(lasting);
        assertThat(unavailable.reason()).contains(remedy);
    }

    @Test
    void aThreadThatIsGoneIsNotFound() {
        serve("/conversations.replies", "{\"ok\": false, \"error\": \"thread_not_found\"}");

        assertThat(here().ask(about("checkout"))).isInstanceOf(NothingFound.class);
    }
}
