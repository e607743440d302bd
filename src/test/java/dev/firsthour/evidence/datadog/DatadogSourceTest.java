package dev.firsthour.evidence.datadog;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.ConfiguredSourceContract;
import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.NothingFound;
import dev.firsthour.evidence.EvidenceResult.Unavailable;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Span;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/// The adapter against bodies in the form that Datadog documents for its API.
class DatadogSourceTest extends ConfiguredSourceContract<DatadogProperties> {

    private static final String LOGS = "/api/v2/logs/events/search";
    private static final String SPANS = "/api/v2/spans/events/search";
    private static final String EVENTS = "/api/v2/events/search";
    private static final String SECOND = TOKEN + "-application";

    private static DatadogProperties properties(URI address, Duration read, int lines) {
        return new DatadogProperties("datadoghq.com", address, TOKEN, null, SECOND, null, lines, Duration.ofHours(24),
                CONNECT,
                read, read.multipliedBy(3), DataSize.ofBytes(MOST_BYTES));
    }

    @Override
    protected DatadogProperties properties(URI address, Duration read) {
        return properties(address, read, 5000);
    }

    @Override
    protected EvidenceSource source(DatadogProperties properties) {
        return new DatadogSource(properties);
    }

    @Override
    protected String setting() {
        return "firsthour.evidence.datadog.site=us3.datadoghq.com";
    }

    @Override
    protected String credentialSetting() {
        return "firsthour.evidence.datadog.api-key and firsthour.evidence.datadog.application-key";
    }

    @Override
    protected Map.Entry<String, String> credential() {
        return Map.entry("DD-API-KEY", TOKEN);
    }

    @Override
    protected void stock() {
        serve("/api/v1/validate", "{\"valid\": true}");
        serve("/api/v2/metrics", "{\"data\": [{\"id\": \"a.b\", \"type\": \"metrics\"}]}");
        for (String path : List.of(LOGS, SPANS, EVENTS)) {
            server.stubFor(post(urlPathEqualTo(path)).willReturn(okJson("{\"data\": [], \"meta\": {\"status\": \"done\"}}")));
        }
        serve("/api/v1/metrics", "{\"from\": \"1\", \"metrics\": []}");
        server.stubFor(post(urlPathEqualTo(LOGS)).withRequestBody(containing("checkout")).willReturn(
                okJson("""
                        {"data": [
                          {"id": "L2", "type": "log", "attributes": {"timestamp": "2026-03-12T14:10:01.500Z", "status": "error", "service": "checkout",
                            "host": "node-7", "message": "payment failed", "tags": ["env:prod", "version:2.4.0", "pod_name:checkout-1"],
                            "attributes": {"dd": {"trace_id": "771", "span_id": "9"}, "error": {"kind": "Timeout", "stack": "Timeout: late\\n at Pay.call"}}}},
                          {"id": "L1", "type": "log", "attributes": {"timestamp": "2026-03-12T14:10:00Z", "status": "info", "service": "checkout",
                            "message": "order placed"}}],
                         "meta": {"status": "done", "elapsed": 132}}""")));
        server.stubFor(get(urlPathEqualTo("/api/v1/metrics")).withQueryParam("tag_filter", equalTo("service:checkout")).willReturn(
                okJson("""
                        {"from": "1", "metrics": ["trace.http.request.errors", "trace.http.request.hits", "trace.http.request", "jvm.heap_memory",
                          "datadog.agent.running", "trace.http.request.hits.by_http_status"]}""")));
        serve("/api/v1/query", """
                {"status": "ok", "series": [
                  {"metric": "a", "query_index": 0, "unit": [{"family": "time", "short_name": "s"}, null], "scope": "service:checkout",
                   "pointlist": [[1773324600000.0, 0.25], [1773324620000.0, null], [1773324640000.0, 0.5]]}]}""");
        server.stubFor(post(urlPathEqualTo(SPANS)).withRequestBody(containing("checkout")).willReturn(
                okJson("""
                        {"data": [
                          {"id": "S1", "type": "spans", "attributes": {"service": "checkout", "env": "prod", "trace_id": "771", "span_id": "9", "parent_id": "0",
                            "resource_name": "POST /orders", "start_timestamp": "2026-03-12T14:10:00Z", "end_timestamp": "2026-03-12T14:10:01.500Z",
                            "tags": ["version:2.4.0"], "custom": {"error": {"type": "Timeout", "message": "late"}, "http": {"status_code": "504"}}}}],
                         "meta": {"status": "done"}}""")));
        server.stubFor(post(urlPathEqualTo(SPANS)).withRequestBody(containing("trace_id:(771)")).willReturn(
                okJson("""
                        {"data": [
                          {"id": "S2", "type": "spans", "attributes": {"service": "payments", "trace_id": "771", "span_id": "10", "parent_id": "9",
                            "resource_name": "POST /pay", "start_timestamp": "2026-03-12T14:10:00.100Z", "end_timestamp": "2026-03-12T14:10:01.400Z"}}],
                         "meta": {"status": "done"}}""")));
        server.stubFor(post(urlPathEqualTo(EVENTS)).withRequestBody(containing("checkout")).willReturn(
                okJson("""
                        {"data": [
                          {"id": "E1", "type": "event", "attributes": {"timestamp": "2026-03-12T14:05:00.000Z", "message": "rolled out", "tags": ["service:checkout"],
                            "attributes": {"title": "Flag on", "service": "checkout", "attributes": {"author": {"name": "ada", "type": "user"},
                              "changed_resource": {"name": "new-pool", "type": "feature_flag"}, "prev_value": {"on": false}, "new_value": {"on": true}}}}},
                          {"id": "E2", "type": "event", "attributes": {"timestamp": "2026-03-12T14:06:00.000Z", "message": "Container killed", "tags":
                            ["service:checkout"], "attributes": {"title": "Out of memory", "status": "warn", "source_type_name": "kubernetes"}}},
                          {"id": "E3", "type": "event", "attributes": {"timestamp": "2026-03-12T14:07:00.000Z", "message": "Monitor triggered",
                            "attributes": {"title": "[Triggered]", "monitor_id": 12, "service": "checkout"}}}],
                         "meta": {"status": "done"}}""")));
    }

    private static <T extends Content> List<T> contents(EvidenceSource source, Class<T> type) {
        return ((Found) source.ask(about("checkout"))).drafts().stream().map(Draft::content).filter(type::isInstance).map(type::cast)
                .toList();
    }

    @Test
    void bothKeysAreSent() {
        var _ = source().ask(about("checkout"));

        assertThat(server.getAllServeEvents()).isNotEmpty()
                .allSatisfy(event -> assertThat(event.getRequest().getHeader("DD-APPLICATION-KEY")).isEqualTo(SECOND));
    }

    @Test
    void logsComeInTheOrderOfTimeWithTheirTraceAndTheirStack() {
        var found = found("checkout");

        Draft draft = found.drafts().getFirst();
        List<LogRecord> lines = ((Content.Logs) draft.content()).records();
        assertThat(lines).extracting(LogRecord::body).containsExactly("order placed", "payment failed\nTimeout: late\n at Pay.call");
        assertThat(lines.getLast().traceId()).isEqualTo("771");
        assertThat(lines.getLast().severityText()).isEqualTo("error");
        assertThat(lines.getLast().attributes()).containsEntry("version", "2.4.0").containsEntry("host", "node-7");
        assertThat(draft.query()).isEqualTo("service:\"checkout\"");
        assertThat(draft.link()).startsWith("https://app.datadoghq.com/logs?query=service%3A%22checkout%22&from_ts=1773321420000");
    }

    @Test
    void moreLogsThanAPageAreReadPartByPartAndPageByPageUpToTheirBound() {
        stock();
        String page = IntStream.range(0, 10).mapToObj(i -> """
                {"id": "%d", "attributes": {"timestamp": "2026-03-12T14:10:0%dZ", "message": "m"}}""".formatted(i, i))
                .collect(Collectors.joining(",", "{\"data\": [", "], \"meta\": {\"page\": {\"after\": \"c1\"}, \"status\": \"done\"}}"));
        server.stubFor(post(urlPathEqualTo(LOGS)).withRequestBody(containing("checkout")).willReturn(okJson(page)));

        var found = (Found) new DatadogSource(properties(URI.create(server.baseUrl()), Duration.ofSeconds(15), 100)).ask(about("checkout"));

        assertThat(found.drafts().getFirst().title()).contains("in 5 of 5 parts of the time there are more");
        // Twenty lines are each part's share: two pages of ten.
        assertThat(server.findAll(postRequestedFor(urlPathEqualTo(LOGS)).withRequestBody(matchingJsonPath("$.page[?(@.limit == 20)]"))))
                .hasSize(DatadogSource.SLICES);
        assertThat(server.findAll(postRequestedFor(urlPathEqualTo(LOGS)).withRequestBody(matchingJsonPath("$.page[?(@.limit == 10)]"))
                .withRequestBody(matchingJsonPath("$.page.cursor", equalTo("c1"))))).hasSizeGreaterThanOrEqualTo(DatadogSource.SLICES);
        assertThat(server.findAll(postRequestedFor(urlPathEqualTo(LOGS)).withRequestBody(containing("status:(error")))).isNotEmpty();
    }

    @Test
    void theWholeTraceOfAFailedSpanIsThere() {
        List<Span> spans = contents(source(), Content.Traces.class).getFirst().spans();

        assertThat(spans).extracting(Span::service).containsExactly("checkout", "payments");
        assertThat(spans.getFirst()).satisfies(span -> {
            assertThat(span.parentId()).isNull();
            assertThat(span.error()).isTrue();
            assertThat(span.statusMessage()).isEqualTo("late");
            assertThat(span.duration()).isEqualTo(Duration.ofMillis(1500));
            assertThat(span.attributes()).containsEntry("http.response.status_code", "504").containsEntry("version", "2.4.0");
        });
        assertThat(spans.getLast().parentId()).isEqualTo("9");
    }

    @Test
    void metricsComeWithTheirUnitAndWhatWasUsualAndWithoutGaps() {
        List<MetricSeries> series = contents(source(), Content.Metrics.class).stream().flatMap(some -> some.series().stream()).toList();

        assertThat(series.getFirst()).satisfies(one -> {
            assertThat(one.name()).isEqualTo("trace.http.request.duration.p99");
            assertThat(one.unit()).isEqualTo("s");
            assertThat(one.samples().size()).isEqualTo(2);
        });
        assertThat(series.stream().filter(MetricSeries::isComparison)).extracting(one -> one.labels().get(MetricSeries.COMPARED))
                .containsExactly("a day before", "a week before");
    }

    @Test
    void aMetricIsAskedForAsItsNameSaysTheTellingOnesFirst() {
        assertThat(Measure.of(Set.of("trace.http.request.errors", "trace.http.request.hits", "trace.http.request", "jvm.heap_memory",
                "datadog.agent.running", "trace.http.request.hits.by_http_status", "odd{name"), "service:checkout", "jvm.heap_memory"))
                .extracting(Measure::expression).containsExactly("max:jvm.heap_memory{service:checkout}",
                        "p99:trace.http.request{service:checkout}",
                        "default_zero(sum:trace.http.request.errors{service:checkout}.as_count()) / sum:trace.http.request.hits{service:checkout}.as_count()",
                        "sum:trace.http.request.errors{service:checkout}.as_rate()",
                        "sum:trace.http.request.hits{service:checkout}.as_rate()");
    }

    @Test
    void aChangeEventIsAChangeAndAnAlertOfAMonitorIsNoEvidenceOfItself() {
        EvidenceSource source = source();

        assertThat(contents(source, Content.Changes.class).getFirst().changes()).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(Change.Kind.FEATURE_FLAG);
            assertThat(change.author()).isEqualTo("ada");
            assertThat(change.attributes()).containsEntry("flag", "new-pool").containsEntry("to", "{\"on\":true}");
        });
        assertThat(contents(source, Content.Notices.class).getFirst().notices()).extracting(Notice::text)
                .containsExactly("Out of memory\nContainer killed");
    }

    @Test
    void anAccountWithoutLogsStillTellsItsMetrics() {
        stock();
        server.stubFor(post(urlPathEqualTo(LOGS)).willReturn(aResponse().withStatus(403).withBody("{\"errors\": [\"Forbidden\"]}")));

        assertThat(contents(here(), Content.Metrics.class)).isNotEmpty();
        assertThat(here().ask(about("nobody"))).isInstanceOfSatisfying(Unavailable.class,
                unavailable -> assertThat(unavailable.lasting()).isTrue());
        assertThat(Objects.requireNonNull(here().report()).facts())
                .anyMatch(fact -> fact.startsWith("logs cannot be searched: datadog answered 403")).contains("spans can be searched");
    }

    @Test
    void aRateLimitSaysWhenItIsOver() {
        stock();
        server.stubFor(post(urlPathEqualTo(LOGS)).willReturn(aResponse().withStatus(429).withHeader("X-RateLimit-Limit", "300")
                .withHeader("X-RateLimit-Period", "3600").withHeader("X-RateLimit-Remaining", "0").withHeader("X-RateLimit-Reset", "120")));

        assertThat(here().ask(about("nobody"))).isInstanceOfSatisfying(Unavailable.class, unavailable -> {
            assertThat(unavailable.lasting()).isFalse();
            assertThat(unavailable.reason()).contains("in 120 s");
        });
        assertThat(server.findAll(postRequestedFor(urlPathEqualTo(LOGS)))).as("a search that failed is not put again").hasSize(1);
    }

    @Test
    void anEnvironmentIsLookedInFirstAndThenAnywhere() {
        stock();

        var found = here().ask(new EvidenceQuery(List.of("checkout"), "production", WINDOW, Map.of(), null));

        assertThat(((Found) found).drafts().getFirst().query()).isEqualTo("service:\"checkout\" env:\"production\"");
        var _ = here().ask(new EvidenceQuery(List.of("nobody"), "production", WINDOW, Map.of(), null));
        assertThat(server.findAll(postRequestedFor(urlPathEqualTo(LOGS)).withRequestBody(matchingJsonPath("$.filter.query",
                equalTo("service:\"nobody\""))))).hasSize(1);
    }

    @Test
    void whatTheIncidentSaysIsNeverPartOfAQuestion() {
        assertThat(source().ask(new EvidenceQuery(List.of("a\" OR *", "b}", "c d"), null, WINDOW, Map.of(), null)))
                .isInstanceOf(NothingFound.class);
        assertThat(server.getAllServeEvents()).isEmpty();
    }

    @Test
    void aSiteThatIsNoneIsRefusedWithItsSetting() {
        assertThatIllegalArgumentException().isThrownBy(() -> new DatadogSource(new DatadogProperties("https://app.datadoghq.com", null,
                null, null, null, null, 100, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, DataSize.ofBytes(1))))
                .withMessageContaining("firsthour.evidence.datadog.site");
    }
}
