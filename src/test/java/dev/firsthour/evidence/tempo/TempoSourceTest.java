package dev.firsthour.evidence.tempo;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.ConfiguredSourceContract;
import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.evidence.TraceQuestions;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Span;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

/// The adapter against bodies in the form that Tempo documents for its HTTP API.
class TempoSourceTest extends ConfiguredSourceContract<TempoProperties> {

    private static final String SEARCH = "/api/search";
    private static final String FAILED = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String USUAL = "0af7651916cd43dd8448eb211c80319c";

    private static TempoProperties properties(URI address, Duration read, @Nullable String tenant, int traces) {
        return new TempoProperties(address, TOKEN, null, null, null, null, tenant, Map.of("X-More", TOKEN),
                URI.create("https://grafana.example.org"),
                "T1",
                traces, CONNECT, read, read.multipliedBy(3), DataSize.ofBytes(MOST_BYTES));
    }

    @Override
    protected TempoProperties properties(URI address, Duration read) {
        return properties(address, read, null, 60);
    }

    @Override
    protected EvidenceSource source(TempoProperties properties) {
        return new TempoSource(properties);
    }

    private static String hit(String id, long nanos) {
        return """
                {"traces": [{"traceID": "%s", "rootServiceName": "web", "rootTraceName": "GET /", "startTimeUnixNano": "1773324600000000000", "durationMs": 1500,
                  "spanSets": [{"spans": [{"spanID": "00f067aa0ba902b7", "startTimeUnixNano": "1773324600000000000", "durationNanos": "%d"}], "matched": 1}]}],
                 "metrics": {"inspectedTraces": 1}}"""
                .formatted(id, nanos);
    }

    @Override
    protected void stock() {
        serve("/api/search/tag/service.name/values", "{\"tagValues\": [\"checkout\", \"payments\"]}");
        serve("/api/status/buildinfo", "{\"version\": \"2.8.1\"}");
        serve(SEARCH, "{\"traces\": [], \"metrics\": {}}");
        server.stubFor(get(urlPathEqualTo(SEARCH)).withQueryParam("q", equalTo("{ resource.service.name = \"checkout\" }"))
                .willReturn(okJson(hit(USUAL, 20_000_000))));
        server.stubFor(
                get(urlPathEqualTo(SEARCH)).withQueryParam("q", equalTo("{ resource.service.name = \"checkout\" && status = error }"))
                        .willReturn(okJson(hit(FAILED, 900_000_000))));
        // Ids as base64, which is how protocol buffers write bytes.
        serve("/api/traces/" + FAILED,
                """
                        {"batches": [
                          {"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "checkout"}}, {"key": "service.version", "value": {"stringValue": "2.4.0"}}]},
                           "scopeSpans": [{"spans": [{"traceId": "S/kvNXezTaajzpKdDg5HNg==", "spanId": "APBnqgupArc=", "name": "POST /orders", "kind": "SPAN_KIND_SERVER",
                             "startTimeUnixNano": "1773324600000000000", "endTimeUnixNano": "1773324601500000000",
                             "attributes": [{"key": "http.response.status_code", "value": {"intValue": "500"}}],
                             "events": [{"name": "exception", "attributes": [{"key": "exception.type", "value": {"stringValue": "Timeout"}}]}],
                             "status": {"code": "STATUS_CODE_ERROR", "message": "late"}}]}]},
                          {"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "payments"}}]},
                           "scopeSpans": [{"spans": [{"traceId": "S/kvNXezTaajzpKdDg5HNg==", "spanId": "AAAAAAAAAAE=", "parentSpanId": "APBnqgupArc=", "name": "POST /pay",
                             "startTimeUnixNano": "1773324600100000000", "endTimeUnixNano": "1773324601400000000", "status": {}}]}]}]}""");
        serve("/api/traces/" + USUAL, """
                {"batches": [{"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "checkout"}}]},
                   "scopeSpans": [{"spans": [{"traceId": "%s", "spanId": "00f067aa0ba902b7", "name": "POST /orders",
                     "startTimeUnixNano": "1773322000000000000", "endTimeUnixNano": "1773322000020000000", "status": {"code": 1}}]}]}]}"""
                .formatted(USUAL));
    }

    private List<Span> spans(EvidenceSource source) {
        return ((Content.Traces) ((Found) source.ask(about("checkout"))).drafts().getFirst().content()).spans();
    }

    @Test
    void wholeTracesComeInTheOrderOfTimeWhateverTheirIdsAreWrittenIn() {
        List<Span> spans = spans(source());

        assertThat(spans).extracting(Span::service).containsExactly("checkout", "checkout", "payments");
        assertThat(spans.get(1)).satisfies(span -> {
            assertThat(span.traceId()).isEqualTo(FAILED);
            assertThat(span.spanId()).isEqualTo("00f067aa0ba902b7");
            assertThat(span.parentId()).isNull();
            assertThat(span.error()).isTrue();
            assertThat(span.statusMessage()).isEqualTo("late");
            assertThat(span.duration()).isEqualTo(Duration.ofMillis(1500));
            assertThat(span.attributes()).containsEntry("http.response.status_code", "500").containsEntry("service.version", "2.4.0")
                    .containsEntry("exception.type", "Timeout");
        });
        assertThat(spans.getLast().parentId()).isEqualTo("00f067aa0ba902b7");
        assertThat(spans.getFirst().error()).isFalse();
    }

    @Test
    void whatIsSlowFollowsFromWhatIsUsual() {
        stock();

        var found = (Found) here().ask(about("checkout"));

        assertThat(server.findAll(getRequestedFor(urlPathEqualTo(SEARCH)).withQueryParam("q", containing("duration > 60ms")))).hasSize(1);
        assertThat(server
                .findAll(getRequestedFor(urlPathEqualTo(SEARCH)).withQueryParam("q", equalTo("{ resource.service.name = \"checkout\" }"))))
                .as("some of each part of the window").hasSize(TraceQuestions.PARTS);
        Draft draft = found.drafts().getFirst();
        assertThat(draft.query()).isEqualTo("{ resource.service.name = \"checkout\" }");
        assertThat(draft.link()).startsWith("https://grafana.example.org/explore?schemaVersion=1&panes=");
    }

    @Test
    void noMoreTracesAreFetchedThanAllowedTheFailedOnesFirst() {
        stock();

        List<Span> spans = spans(new TempoSource(properties(URI.create(server.baseUrl()), Duration.ofSeconds(15), null, 1)));

        assertThat(spans).extracting(Span::traceId).containsOnly(FAILED);
        assertThat(server.findAll(getRequestedFor(urlPathMatching("/api/traces/.*")))).hasSize(1);
    }

    @Test
    void aTraceThatCannotBeFetchedDoesNotLoseTheOthers() {
        stock();
        server.stubFor(get(urlPathEqualTo("/api/traces/" + FAILED)).willReturn(serverError()));

        assertThat(spans(here())).extracting(Span::traceId).containsExactly(USUAL);
    }

    @Test
    void namesItsTenant() {
        stock();

        var _ = new TempoSource(properties(URI.create(server.baseUrl()), Duration.ofSeconds(15), "shop", 60)).ask(about("checkout"));

        assertThat(server.getAllServeEvents()).isNotEmpty()
                .allSatisfy(event -> assertThat(event.getRequest().getHeader("X-Scope-OrgID")).isEqualTo("shop"));
    }

    @Test
    void whatTheIncidentSaysStaysWithinItsQuotes() {
        stock();

        var _ = here()
                .ask(new EvidenceQuery(List.of("x\" } || { \"a\" = \"a"), null, WINDOW, Map.of(), null));

        assertThat(server.findAll(getRequestedFor(urlPathEqualTo(SEARCH)).withQueryParam("q",
                equalTo("{ resource.service.name = \"x\\\" } || { \\\"a\\\" = \\\"a\" }")))).isNotEmpty();
    }
}
