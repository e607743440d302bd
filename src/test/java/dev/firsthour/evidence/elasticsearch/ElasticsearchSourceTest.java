package dev.firsthour.evidence.elasticsearch;

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
import dev.firsthour.evidence.EvidenceResult.NothingFound;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.LogRecord;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/// The adapter against an API that is made up; the real one is asked in [RealOpenSearchTest].
class ElasticsearchSourceTest extends ConfiguredSourceContract<ElasticsearchProperties> {

    private static final String SEARCH = "/logs-*/_search";

    private static ElasticsearchProperties properties(URI address, Duration read, @Nullable String token, @Nullable String apiKey,
            int lines) {
        return new ElasticsearchProperties(address, "logs-*", token, null, apiKey, null, null, null, null, Map.of("X-More", TOKEN), null,
                null, null,
                URI.create("https://kibana.example.org/s/shop"), ElasticsearchProperties.PageKind.KIBANA, lines, CONNECT,
                read,
                read.multipliedBy(3), DataSize.ofBytes(MOST_BYTES));
    }

    @Override
    protected ElasticsearchProperties properties(URI address, Duration read) {
        return properties(address, read, TOKEN, TOKEN, 100);
    }

    @Override
    protected EvidenceSource source(ElasticsearchProperties properties) {
        return new ElasticsearchSource(properties);
    }

    @Override
    protected void stock() {
        serve("/logs-*/_field_caps", """
                {"indices": ["logs-a", "logs-b"], "fields": {
                  "@timestamp": {"date": {"type": "date", "searchable": true, "aggregatable": true}},
                  "message": {"text": {"type": "text", "searchable": true, "aggregatable": false}},
                  "log.level": {"keyword": {"type": "keyword", "searchable": true, "aggregatable": true}},
                  "service": {"object": {"type": "object", "searchable": false, "aggregatable": false}},
                  "service.name": {"keyword": {"type": "keyword", "searchable": true, "aggregatable": true}}}}""");
        server.stubFor(post(urlPathEqualTo(SEARCH)).willReturn(okJson("""
                {"took": 1, "timed_out": false, "_shards": {"total": 2, "successful": 2, "failed": 0},
                 "hits": {"total": {"value": 0, "relation": "eq"}, "hits": []}}""")));
        server.stubFor(post(urlPathEqualTo(SEARCH)).withRequestBody(containing("\"checkout\""))
                .withRequestBody(matchingJsonPath("$.size", equalTo("0")))
                .willReturn(okJson("""
                        {"took": 1, "timed_out": false, "_shards": {"total": 2, "successful": 2, "failed": 0},
                         "hits": {"total": {"value": 2, "relation": "eq"}, "hits": []}, "aggregations": {"loud": {"doc_count": 1}}}""")));
        server.stubFor(
                post(urlPathEqualTo(SEARCH)).withRequestBody(containing("\"checkout\"")).withRequestBody(containing("\"sort\"")).willReturn(
                        okJson("""
                                {"took": 3, "timed_out": false, "_shards": {"total": 2, "successful": 2, "failed": 0}, "hits": {"hits": [
                                  {"_index": "logs-a", "_source": {"@timestamp": "2026-03-12T14:00:00.123Z", "message": "order placed",
                                    "service": {"name": "checkout"}, "log": {"level": "INFO"}}, "sort": [1773324000123, 7]},
                                  {"_index": "logs-b", "_source": {"@timestamp": "2026-03-12T14:11:00Z", "message": "it failed", "log.level": "ERROR",
                                    "error": {"type": "TimeoutException", "stack_trace": "TimeoutException: it failed\\n\\tat Pool.get(Pool.java:1)"},
                                    "trace.id": "4bf92f"}, "sort": [1773324660000, 9]}]}}""")));
    }

    @Test
    void readsTimeMessageLevelAndTraceWhetherNestedOrDotted() {
        var found = found("checkout");

        assertThat(found.drafts()).singleElement().satisfies(draft -> {
            assertThat(draft.title()).isEqualTo("logs of checkout (2 lines)");
            assertThat(draft.query()).startsWith("POST /logs-*/_search?").contains("\"service.name\":\"checkout\"");
            assertThat(draft.link()).startsWith("https://kibana.example.org/s/shop/app/discover#/?_g=(time:(from:'2026-03-12T13:17:00Z'")
                    .contains("service.name:%22checkout%22");
            assertThat(((Content.Logs) draft.content()).records()).extracting(LogRecord::severityText).containsExactly("INFO", "ERROR");
            LogRecord failed = ((Content.Logs) draft.content()).records().getLast();
            assertThat(failed.body()).startsWith("it failed\nTimeoutException: it failed\n\tat Pool");
            assertThat(failed.traceId()).isEqualTo("4bf92f");
            assertThat(failed.attributes()).containsEntry("error.type", "TimeoutException");
        });
    }

    @Test
    void asksWhichFieldsThereAreOnceAndRemembersIt() {
        EvidenceSource source = source();
        var _ = source.ask(about("checkout"));
        var _ = source.ask(about("checkout"));

        assertThat(server.findAll(getRequestedFor(urlPathEqualTo("/logs-*/_field_caps")))).hasSize(1);
    }

    @Test
    void goesOnBehindTheLastLineOfAFullPageAndStopsAtItsBound() {
        stock();
        String page = IntStream.range(0, ElasticsearchSource.PAGE).mapToObj(i -> """
                {"_source": {"@timestamp": "2026-03-12T14:00:00Z", "message": "m"}, "sort": [1, %d]}""".formatted(i))
                .collect(Collectors.joining(","));
        server.stubFor(post(urlPathEqualTo(SEARCH)).withRequestBody(matchingJsonPath("$.size", equalTo("0"))).willReturn(okJson("""
                {"hits": {"total": {"value": 1000000}, "hits": []}}""")));
        server.stubFor(post(urlPathEqualTo(SEARCH)).withRequestBody(matchingJsonPath("$.size", equalTo("5000")))
                .willReturn(okJson("{\"hits\": {\"hits\": [" + page + "]}}")));
        var properties = properties(URI.create(server.baseUrl()), Duration.ofSeconds(15), TOKEN, null, 7_000);
        var source = new ElasticsearchSource(
                new ElasticsearchProperties(properties.url(), properties.index(), TOKEN, null, null, null, null, null,
                        null, Map.of(), null, null, null, null, ElasticsearchProperties.PageKind.KIBANA, 7_000, Duration.ofSeconds(5),
                        Duration.ofSeconds(15), Duration.ofSeconds(30), DataSize.ofMegabytes(4)));

        var found = (Found) source.ask(about("checkout"));

        assertThat(found.drafts()).singleElement().satisfies(draft -> {
            assertThat(draft.content().size()).isEqualTo(7_000);
            assertThat(draft.title()).contains("7,000 of 1,000,000 lines, drawn evenly");
        });
        assertThat(server.findAll(postRequestedFor(urlPathEqualTo(SEARCH)).withRequestBody(containing("\"search_after\":[1,4999]"))))
                .hasSize(1);
        assertThat(server.findAll(postRequestedFor(urlPathEqualTo(SEARCH)).withRequestBody(containing("random_score")))).hasSize(2);
    }

    @Test
    void anAnswerOfSomeShardsOnlyIsSaidToBe() {
        stock();
        server.stubFor(post(urlPathEqualTo(SEARCH)).withRequestBody(matchingJsonPath("$.size", equalTo("0"))).willReturn(
                okJson("""
                        {"timed_out": false, "_shards": {"total": 2, "successful": 1, "failed": 1}, "hits": {"total": {"value": 2}, "hits": []}}""")));

        var found = (Found) here().ask(about("checkout"));

        assertThat(found.drafts().getFirst().title()).contains("not all shards answered");
    }

    @Test
    void indicesWithoutKnownFieldsAreSaidToBe() {
        serve("/logs-*/_field_caps", "{\"indices\": [\"logs-a\"], \"fields\": {}}");

        assertThat(here().ask(about("checkout"))).isInstanceOfSatisfying(NothingFound.class,
                nothing -> assertThat(nothing.reason()).contains(".time-field"));
    }

    @Test
    void anApiKeyTravelsAsElasticWantsIt() {
        stock();

        var _ = new ElasticsearchSource(properties(URI.create(server.baseUrl()), Duration.ofSeconds(15), null, TOKEN, 100))
                .ask(about("checkout"));

        assertThat(server.getAllServeEvents()).isNotEmpty()
                .allSatisfy(event -> assertThat(event.getRequest().getHeader("Authorization")).isEqualTo("ApiKey " + TOKEN));
    }

    @Test
    void whatTheIncidentSaysCannotChangeTheQuestion() {
        stock();
        String hostile = "checkout\"}}, {\"match_all\": {}}";

        var _ = here().ask(new EvidenceQuery(List.of(hostile), null, WINDOW, Map.of(), null));

        assertThat(server.findAll(postRequestedFor(urlPathEqualTo(SEARCH)))).isNotEmpty().allSatisfy(
                request -> assertThat(request.getBodyAsString()).contains("\"service.name\":\"checkout\\\"}}, {\\\"match_all\\\": {}}\""));
    }

    @Test
    void whatElasticsearchComplainsOfIsPassedOn() {
        stock();
        server.stubFor(post(urlPathEqualTo(SEARCH)).willReturn(aResponse().withStatus(400).withBody("""
                {"error": {"type": "search_phase_execution_exception", "reason": "all shards failed"}, "status": 400}""")));

        assertThat(here().ask(about("checkout")).toString()).contains("all shards failed");
    }

    @Test
    void anIndexThatIsAPathIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ElasticsearchSource(new ElasticsearchProperties(URI.create("http://127.0.0.1:1"),
                        "logs/../_all", null, null, null, null, null, null, null, Map.of(), null, null, null, null,
                        ElasticsearchProperties.PageKind.KIBANA, 1, Duration.ZERO, Duration.ZERO, Duration.ZERO, DataSize.ofBytes(1))))
                .withMessageContaining("firsthour.evidence.elasticsearch.index");
    }
}
