package dev.firsthour.evidence.http;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.NothingFound;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.evidence.HttpEvidenceSourceContract;
import dev.firsthour.evidence.Placeholders.TimeForm;
import dev.firsthour.evidence.http.HttpProperties.Kind;
import dev.firsthour.evidence.http.HttpProperties.Question;
import dev.firsthour.incident.Content;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class HttpSourceTest extends HttpEvidenceSourceContract {

    private static final Question EVENTS = new Question("events", "/v1/events?service={service}&since={from}&until={to}", null,
            TimeForm.ISO, "/data/items", "/at", List.of("/summary", "/details"), "/severity", null, Kind.LOGS);

    private static HttpSource source(URI address, Duration read, int rows, Question... questions) {
        return new HttpSource("status", new HttpProperties.Api(address, TOKEN, null, Map.of(), List.of(questions),
                "https://status.example.org/{service}?from={from}", rows, Duration.ofSeconds(5), read, read.multipliedBy(3),
                DataSize.ofBytes(MOST_BYTES)), InstantSource.system());
    }

    @Override
    protected EvidenceSource source(URI address, Duration read) {
        return source(address, read, 1000, EVENTS);
    }

    private HttpSource asking(Question question) {
        return source(URI.create(server.baseUrl()), Duration.ofSeconds(15), 1000, question);
    }

    @Override
    protected String settings() {
        return "firsthour.evidence.http.apis.status";
    }

    @Override
    protected void stock() {
        serve("/v1/events", "{\"data\": {\"items\": []}}");
        server.stubFor(get(urlPathEqualTo("/v1/events")).withQueryParam("service", equalTo("checkout"))
                .withQueryParam("since", equalTo(WINDOW.from().toString())).withQueryParam("until", equalTo(WINDOW.to().toString()))
                .willReturn(okJson("""
                        {"data": {"items": [
                          {"at": "2026-03-12T14:10:00Z", "severity": "ERROR", "summary": "pool exhausted", "details": {"in_use": 20}},
                          {"at": 1773324600, "severity": null, "summary": "restarted"}]}}""")));
    }

    @Test
    void rowsTimesAndTextsStandWhereTheirPointersSay() {
        var found = found("checkout");

        assertThat(found.drafts()).singleElement().satisfies(draft -> {
            assertThat(draft.title()).isEqualTo("events of checkout (2 rows)");
            assertThat(draft.query()).startsWith("GET /v1/events?service=checkout&since=2026-03-12T13%3A17%3A00Z");
            assertThat(draft.link()).isEqualTo("https://status.example.org/checkout?from=2026-03-12T13%3A17%3A00Z");
            var lines = ((Content.Logs) draft.content()).records();
            assertThat(lines.get(0).body()).isEqualTo("pool exhausted {\"in_use\":20}");
            assertThat(lines.get(0).severityText()).isEqualTo("ERROR");
            assertThat(lines.get(0).service()).isEqualTo("checkout");
            assertThat(lines.get(1).at()).isEqualTo(Instant.parse("2026-03-12T14:10:00Z"));
            assertThat(lines.get(1).severityText()).isNull();
        });
    }

    @Test
    void aBodyIsSentByPostAndAServiceCannotBreakOutOfItsString() {
        Question question = new Question("search", "/search", "{\"filter\": {\"app\": \"{service}\"}, \"from\": \"{from}\", \"limit\": 10}",
                TimeForm.MILLIS, "", null, List.of(), null, null, Kind.LOGS);
        server.stubFor(post(urlPathEqualTo("/search"))
                .withRequestBody(equalToJson("{\"filter\": {\"app\": \"check\\\"out\"}, \"from\": 1773321420000, \"limit\": 10}"))
                .willReturn(okJson("[\"it failed\", {\"free\": 1}]")));

        var found = (Found) asking(question).ask(about("check\"out"));

        var lines = ((Content.Logs) found.drafts().getFirst().content()).records();
        assertThat(lines).extracting("body").containsExactly("it failed", "{\"free\":1}");
        assertThat(lines).extracting("at").containsOnlyNulls();
    }

    @Test
    void rowsOfOthersAreLeftOutWhereARowSaysWhoseItIs() {
        Question question = new Question("incidents", "/incidents", null, TimeForm.ISO, "/incidents", "/started", List.of("/name"),
                "/state",
                "/component", Kind.NOTICES);
        serve("/incidents", """
                {"incidents": [{"started": "2026-03-12T14:00:00+00:00", "name": "degraded", "state": "open", "component": "Checkout"},
                               {"started": "2026-03-12T14:00:00Z", "name": "other", "component": "payments"},
                               {"started": "soon", "name": "no time", "component": "checkout"}]}""");

        var found = (Found) asking(question).ask(about("checkout"));

        assertThat(((Content.Notices) found.drafts().getFirst().content()).notices()).singleElement().satisfies(notice -> {
            assertThat(notice.text()).isEqualTo("degraded");
            assertThat(notice.state()).isEqualTo("open");
            assertThat(notice.source()).isEqualTo("http_status");
            assertThat(notice.at()).isEqualTo(Instant.parse("2026-03-12T14:00:00Z"));
        });
        assertThat(asking(question).ask(about("nobody"))).isInstanceOf(NothingFound.class);
    }

    @Test
    void itStopsAtItsBoundAndSaysSo() {
        stock();

        var found = (Found) source(URI.create(server.baseUrl()), Duration.ofSeconds(15), 1, EVENTS).ask(about("checkout"));

        assertThat(found.drafts().getFirst().title()).isEqualTo("events of checkout (1 of 2 rows)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../admin", "..", "a?b=c&d", "x#y", "%2e%2e/"})
    void whatAnIncidentSaysNeverLeadsElsewhere(String odd) {
        Question question = new Question(null, "/services/{service}/events", null, TimeForm.ISO, "", null, List.of(), null, null,
                Kind.LOGS);
        stock();

        var _ = asking(question).ask(new EvidenceQuery(List.of(odd), null, WINDOW, Map.of(), null));

        assertThat(server.getAllServeEvents()).allSatisfy(event -> assertThat(event.getRequest().getUrl())
                .matches("/services/[^/?#]*[^/?#.][^/?#]*/events"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"events", "/a/../b", "/a#b", "/a/{pod}", "/a b"})
    void aPathThatIsNoneIsRefused(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> question(path, null, ""));
    }

    @Test
    void aBodyThatIsNoJsonAndAPointerThatIsNoneAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> question("/a", "{", "")).withMessageContaining("/a");
        assertThatIllegalArgumentException().isThrownBy(() -> question("/a", null, "rows"));
        assertThatIllegalArgumentException().isThrownBy(() -> source(URI.create("http://127.0.0.1"), Duration.ofSeconds(1), 1))
                .withMessageContaining("questions");
    }

    private static Question question(String path, @Nullable String body, String at) {
        return new Question(null, path, body, TimeForm.ISO, at, null, List.of(), null, null, Kind.LOGS);
    }

    @Test
    void eachApiThatIsConfiguredIsASource() {
        var server = new ApplicationContextRunner().withUserConfiguration(HttpConfiguration.class)
                .withBean(InstantSource.class, InstantSource::system);

        server.run(context -> assertThat(context).doesNotHaveBean(EvidenceSource.class));
        server.withPropertyValues("firsthour.evidence.http.apis.status.url=http://127.0.0.1:1",
                "firsthour.evidence.http.apis.status.questions[0].path=/v1/events",
                "firsthour.evidence.http.apis.flags.url=http://127.0.0.1:2",
                "firsthour.evidence.http.apis.flags.token=" + TOKEN, "firsthour.evidence.http.apis.flags.questions[0].path=/flags",
                "firsthour.evidence.http.apis.flags.questions[0].text=/a,/b").run(
                        context -> assertThat(context.getBeansOfType(EvidenceSource.class).values()).extracting(EvidenceSource::name)
                                .containsExactlyInAnyOrder("http_status", "http_flags"));
        server.withPropertyValues("firsthour.evidence.http.apis.status.url=http://127.0.0.1:1").run(
                context -> assertThat(context).hasFailed());
    }

    @Test
    void settingsThatAreLoggedDoNotTellTheCredential() {
        assertThat(new HttpProperties(
                Map.of("status", new HttpProperties.Api(null, TOKEN, null, Map.of("X-Key", TOKEN), List.of(EVENTS), null, 1,
                        Duration.ZERO, Duration.ZERO, Duration.ZERO, DataSize.ofBytes(1))))
                .toString()).doesNotContain(TOKEN);
    }
}
