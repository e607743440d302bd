package dev.firsthour.evidence.jaeger;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.ConfiguredSourceContract;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.evidence.TraceQuestions;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Dependency;
import dev.firsthour.incident.Span;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

/// The adapter against bodies in the form that Jaeger's query service gives its own page.
class JaegerSourceTest extends ConfiguredSourceContract<JaegerProperties> {

    private static final String TRACES = "/api/traces";

    @Override
    protected JaegerProperties properties(URI address, Duration read) {
        return new JaegerProperties(address, TOKEN, null, null, null, null, Map.of("X-More", TOKEN),
                URI.create("https://jaeger.example.org/"), 36,
                CONNECT, read, read.multipliedBy(3), DataSize.ofBytes(MOST_BYTES));
    }

    @Override
    protected EvidenceSource source(JaegerProperties properties) {
        return new JaegerSource(properties);
    }

    @Override
    protected void stock() {
        serve("/api/services", "{\"data\": [\"checkout\", \"payments\"], \"total\": 2, \"errors\": null}");
        serve(TRACES, "{\"data\": null, \"total\": 0, \"errors\": null}");
        serve("/api/dependencies",
                """
                        {"data": [{"parent": "web", "child": "checkout", "callCount": 12}, {"parent": "a", "child": "b", "callCount": 1}], "errors": null}""");
        server.stubFor(get(urlPathEqualTo(TRACES)).withQueryParam("service", equalTo("checkout")).willReturn(okJson("""
                {"data": [{"traceID": "u1", "spans": [{"traceID": "u1", "spanID": "a", "operationName": "POST /orders", "references": [],
                    "startTime": 1773322000000000, "duration": 20000, "tags": [], "logs": [], "processID": "p1"}],
                  "processes": {"p1": {"serviceName": "checkout", "tags": []}}}], "errors": null}""")));
        server.stubFor(get(urlPathEqualTo(TRACES)).withQueryParam("service", equalTo("checkout")).withQueryParam("tags",
                equalTo("{\"error\":\"true\"}")).willReturn(
                        okJson("""
                                {"data": [{"traceID": "f1", "spans": [
                                    {"traceID": "f1", "spanID": "c", "operationName": "POST /pay", "references": [{"refType": "CHILD_OF", "traceID": "f1", "spanID": "b"}],
                                     "startTime": 1773324600100000, "duration": 1300000, "tags": [], "logs": [], "processID": "p2"},
                                    {"traceID": "f1", "spanID": "b", "operationName": "POST /orders", "references": [], "startTime": 1773324600000000, "duration": 1500000,
                                     "tags": [{"key": "error", "type": "bool", "value": true}, {"key": "otel.status_description", "type": "string", "value": "late"},
                                       {"key": "http.response.status_code", "type": "int64", "value": 500}],
                                     "logs": [{"timestamp": 1773324601000000, "fields": [{"key": "event", "type": "string", "value": "exception"},
                                       {"key": "exception.type", "type": "string", "value": "Timeout"}]}], "processID": "p1"}],
                                  "processes": {"p1": {"serviceName": "checkout", "tags": [{"key": "service.version", "type": "string", "value": "2.4.0"}]},
                                    "p2": {"serviceName": "payments", "tags": []}}}], "errors": null}""")));
    }

    @Test
    void wholeTracesComeInTheOrderOfTime() {
        var found = found("checkout");
        List<Span> spans = ((Content.Traces) found.drafts().getFirst().content()).spans();

        assertThat(spans).extracting(Span::spanId).containsExactly("a", "b", "c");
        assertThat(spans.get(1)).satisfies(span -> {
            assertThat(span.start()).isEqualTo("2026-03-12T14:10:00Z");
            assertThat(span.duration()).isEqualTo(Duration.ofMillis(1500));
            assertThat(span.error()).isTrue();
            assertThat(span.statusMessage()).isEqualTo("late");
            assertThat(span.attributes()).containsEntry("http.response.status_code", "500").containsEntry("exception.type", "Timeout")
                    .containsEntry("service.version", "2.4.0");
        });
        assertThat(spans.getLast().parentId()).isEqualTo("b");
        assertThat(found.drafts().getFirst().link()).isEqualTo(
                "https://jaeger.example.org/search?service=checkout&start=1773321420000000&end=1773325920000000");
    }

    @Test
    void whatIsSlowFollowsFromWhatIsUsual() {
        stock();

        var _ = here().ask(about("checkout"));

        assertThat(server.findAll(getRequestedFor(urlPathEqualTo(TRACES)).withQueryParam("minDuration", equalTo("60000us")))).hasSize(1);
        assertThat(server
                .findAll(getRequestedFor(urlPathEqualTo(TRACES)).withQueryParam("limit", equalTo("2")).withQueryParam("tags", absent())))
                .as("some of each part of the window").hasSize(TraceQuestions.PARTS);
    }

    @Test
    void whoCallsWhomIsToldOfTheServicesInQuestion() {
        var found = found("checkout");

        assertThat(((Content.Topology) found.drafts().getLast().content()).edges()).containsExactly(new Dependency("web", "checkout"));
    }

    @Test
    void aSearchThatFailsDoesNotLoseTheOthers() {
        stock();
        server.stubFor(
                get(urlPathEqualTo(TRACES)).withQueryParam("tags", equalTo("{\"error\":\"true\"}")).willReturn(aResponse().withStatus(500)
                        .withBody("{\"data\": null, \"errors\": [{\"code\": 500, \"msg\": \"storage is away\"}]}")));

        assertThat(here().ask(about("checkout"))).isInstanceOf(Found.class);
    }
}
