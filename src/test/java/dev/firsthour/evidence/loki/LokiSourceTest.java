package dev.firsthour.evidence.loki;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.ConfiguredSourceContract;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.LogRecord;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

/// The adapter against bodies in the form that Loki documents for its HTTP API.
class LokiSourceTest extends ConfiguredSourceContract<LokiProperties> {

    private static final String RANGE = "/loki/api/v1/query_range";

    private static LokiProperties properties(URI address, Duration read, @Nullable String tenant, int lines) {
        return new LokiProperties(address, TOKEN, null, null, null, null, tenant, Map.of("X-More", TOKEN),
                URI.create("https://grafana.example.org"), "P1",
                lines,
                CONNECT, read, read.multipliedBy(3), DataSize.ofBytes(MOST_BYTES));
    }

    @Override
    protected LokiProperties properties(URI address, Duration read) {
        return properties(address, read, null, 1000);
    }

    @Override
    protected EvidenceSource source(LokiProperties properties) {
        return new LokiSource(properties);
    }

    @Override
    protected void stock() {
        serve("/loki/api/v1/labels", "{\"status\": \"success\", \"data\": [\"job\", \"pod\"]}");
        serve("/loki/api/v1/label/job/values", "{\"status\": \"success\", \"data\": [\"shop/checkout\", \"shop/payments\"]}");
        serve(RANGE, """
                {"status": "success", "data": {"resultType": "streams", "result": []}}""");
        // 2026-03-12T14:10:00Z and .5 s later
        server.stubFor(get(urlPathEqualTo(RANGE)).withQueryParam("start", equalTo("1773324570000000000")).willReturn(okJson("""
                {"status": "success", "data": {"resultType": "streams", "result": [
                  {"stream": {"job": "shop/checkout", "pod": "checkout-1", "detected_level": "error"},
                   "values": [["1773324600500000000", "it failed", {"structuredMetadata": {"trace_id": "4bf92f"}}]]},
                  {"stream": {"job": "shop/checkout", "pod": "checkout-2", "detected_level": "unknown"},
                   "values": [["1773324600000000000", "order placed"]]}]}}""")));
    }

    @Test
    void readsTheLinesOfAllStreamsInTheOrderOfTime() {
        var found = found("checkout");

        assertThat(found.drafts()).singleElement().satisfies(draft -> {
            assertThat(draft.title()).isEqualTo("logs of checkout (2 lines)");
            assertThat(draft.query()).isEqualTo("{job=\"shop/checkout\"}");
            assertThat(draft.link()).startsWith("https://grafana.example.org/explore?schemaVersion=1&panes=").contains("shop%2Fcheckout");
            List<LogRecord> lines = ((Content.Logs) draft.content()).records();
            assertThat(lines).extracting(LogRecord::body).containsExactly("order placed", "it failed");
            assertThat(lines.getFirst().severityText()).isNull();
            assertThat(lines.getLast().at()).isEqualTo("2026-03-12T14:10:00.500Z");
            assertThat(lines.getLast().severityText()).isEqualTo("error");
            assertThat(lines.getLast().traceId()).isEqualTo("4bf92f");
            assertThat(lines.getLast().attributes()).containsEntry("pod", "checkout-1");
        });
    }

    @Test
    void everyPartOfTheWindowHasItsShareSoThatABusyOneHidesNoOther() {
        stock();
        String full = IntStream.range(0, 10).mapToObj(i -> "[\"177332460%d000000000\", \"line %d\"]".formatted(i, i))
                .collect(Collectors.joining(","));
        server.stubFor(get(urlPathEqualTo(RANGE)).withQueryParam("limit", equalTo("10")).willReturn(okJson("""
                {"status": "success", "data": {"resultType": "streams", "result": [{"stream": {}, "values": [%s]}]}}""".formatted(full))));

        var found = (Found) new LokiSource(properties(URI.create(server.baseUrl()), Duration.ofSeconds(15), null, 100))
                .ask(about("checkout"));

        assertThat(found.drafts().getFirst().title()).contains("of 10 parts of the time there are more");
        assertThat(server.findAll(getRequestedFor(urlPathEqualTo(RANGE)).withQueryParam("query", equalTo("{job=\"shop/checkout\"}"))))
                .hasSize(LokiSource.SLICES);
        assertThat(server.findAll(getRequestedFor(urlPathEqualTo(RANGE)).withQueryParam("query", containing("|~"))))
                .as("errors by themselves")
                .hasSize(1);
    }

    @Test
    void aPartThatFailsDoesNotLoseTheOthers() {
        stock();
        server.stubFor(get(urlPathEqualTo(RANGE)).withQueryParam("start", equalTo("1773321420000000000")).willReturn(serverError()));

        assertThat(here().ask(about("checkout"))).isInstanceOf(Found.class);
    }

    @Test
    void namesItsTenant() {
        stock();

        var _ = new LokiSource(properties(URI.create(server.baseUrl()), Duration.ofSeconds(15), "shop", 100)).ask(about("checkout"));

        assertThat(server.getAllServeEvents()).isNotEmpty()
                .allSatisfy(event -> assertThat(event.getRequest().getHeader("X-Scope-OrgID")).isEqualTo("shop"));
    }

    @Test
    void whatTheIncidentSaysIsNeverPartOfAQuestion() {
        stock();

        var _ = here().ask(new EvidenceQuery(List.of("checkout\"} |= `"), null, WINDOW, Map.of(), null));

        assertThat(server.getAllServeEvents()).noneSatisfy(event -> assertThat(event.getRequest().getUrl()).contains("query_range"));
    }
}
