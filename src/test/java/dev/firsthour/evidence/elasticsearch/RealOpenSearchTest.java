package dev.firsthour.evidence.elasticsearch;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.NothingFound;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.Window;
import dev.firsthour.testing.OpenSearch;

import static org.assertj.core.api.Assertions.assertThat;

/// The adapter against a real OpenSearch: a data stream in Elastic's common schema, and an index as a plain shipper makes it.
class RealOpenSearchTest {

    private static final Window WINDOW = new Window(Instant.parse("2026-03-12T13:17:00Z"), Instant.parse("2026-03-12T14:32:00Z"));
    private static final int QUIET_LINES = 12_000;
    private static final int LOUD_LINES = 40;

    @TempDir
    private static Path folder;
    private static @Nullable OpenSearch opensearch;

    @BeforeAll
    static void anOpenSearchWithLogs() {
        opensearch = OpenSearch.start(folder).ready();
        opensearch.put("PUT", "/_index_template/logs", "application/json", """
                {"index_patterns": ["logs-*"], "data_stream": {}, "priority": 500, "template": {"settings": {"number_of_replicas": 0},
                 "mappings": {"properties": {"@timestamp": {"type": "date"}, "message": {"type": "text"},
                   "service": {"properties": {"name": {"type": "keyword"}}}, "log": {"properties": {"level": {"type": "keyword"}}}}}}}""");
        opensearch.bulk("logs-shop-default", IntStream.range(0, QUIET_LINES).mapToObj(i -> line(i, QUIET_LINES, "checkout", "INFO",
                "order " + i + " placed")).collect(Collectors.joining())
                + IntStream.range(0, LOUD_LINES).mapToObj(i -> line(LOUD_LINES / 2 + i / 2, LOUD_LINES, "checkout", "ERROR",
                        "Connection is not available, request timed out after 30000ms")).collect(Collectors.joining()));
        // No mapping was thought of: the index makes its own.
        opensearch.bulk("payments", """
                {"create": {}}
                {"timestamp": "2026-03-12T14:00:00+00:00", "msg": "card declined", "level": "warn", "app": "payments", "trace_id": "4bf92f"}
                """);
    }

    @AfterAll
    static void itEnds() {
        if (opensearch != null) opensearch.close();
    }

    private static String line(int i, int of, String service, String level, String message) {
        Instant at = WINDOW.from().plusMillis(WINDOW.length().toMillis() * i / of);
        return """
                {"create": {}}
                {"@timestamp": "%s", "message": "%s", "service": {"name": "%s"}, "log.level": "%s"}
                """.formatted(at, message, service, level);
    }

    private static ElasticsearchSource source(String index, int lines) {
        URI address = Objects.requireNonNull(opensearch).address();
        return new ElasticsearchSource(new ElasticsearchProperties(address, index, null, null, null, null, null, null, null, Map.of(), null,
                null,
                null, URI.create("http://dashboards:5601"), ElasticsearchProperties.PageKind.DASHBOARDS, lines, Duration.ofSeconds(5),
                Duration.ofSeconds(30), Duration.ofSeconds(60), DataSize.ofMegabytes(32)));
    }

    private static EvidenceResult ask(ElasticsearchSource source, String service) {
        return source.ask(new EvidenceQuery(List.of(service), null, WINDOW, Map.of(), null));
    }

    private static List<LogRecord> lines(EvidenceResult result) {
        assertThat(result).isInstanceOf(Found.class);
        return ((Content.Logs) ((Found) result).drafts().getFirst().content()).records();
    }

    @Test
    void everyLineIsReadPageByPageInTheOrderOfTime() {
        List<LogRecord> lines = lines(ask(source("logs-*", 20_000), "checkout"));

        assertThat(lines).hasSize(QUIET_LINES + LOUD_LINES).isSortedAccordingTo(Comparator.comparing(
                log -> Objects.requireNonNull(log.at())));
        assertThat(lines.stream().map(LogRecord::body).filter(body -> body.startsWith("order")).distinct()).hasSize(QUIET_LINES);
        assertThat(lines.getFirst().severityText()).isEqualTo("INFO");
    }

    @Test
    void ofTooManyLinesAnEvenShareIsDrawnAndWhatIsLoudIsKept() {
        List<LogRecord> lines = lines(ask(source("logs-*", 1_000), "checkout"));

        assertThat(lines.size()).isBetween(700, 1_000);
        assertThat(lines).filteredOn(log -> "ERROR".equals(log.severityText())).hasSize(LOUD_LINES);
        Instant middle = WINDOW.from().plus(WINDOW.length().dividedBy(2));
        long before = lines.stream().filter(log -> "INFO".equals(log.severityText()))
                .filter(log -> Objects.requireNonNull(log.at()).isBefore(middle)).count();
        assertThat(before).isBetween(380L, 580L);
    }

    @Test
    void anIndexOfAnotherMakeIsUnderstoodToo() {
        var found = (Found) ask(source("payments", 100), "payments");

        assertThat(lines(found)).singleElement().satisfies(log -> {
            assertThat(log.body()).isEqualTo("card declined");
            assertThat(log.severityText()).isEqualTo("warn");
            assertThat(log.traceId()).isEqualTo("4bf92f");
            assertThat(log.at()).isEqualTo("2026-03-12T14:00:00Z");
        });
        assertThat(found.drafts().getFirst().query()).startsWith("POST /payments/_search");
        assertThat(found.drafts().getFirst().link())
                .startsWith("http://dashboards:5601/app/data-explorer/discover#?_g=(time:(from:'2026-03-12T13:17:00Z'");
    }

    @Test
    void aServiceThatIsNotThereIsNotFound() {
        assertThat(ask(source("*,-.*", 100), "nobody")).isInstanceOf(NothingFound.class);
    }

    @Test
    void itsReportNamesVersionFieldsAndServices() {
        SourceReport report = source("logs-*", 100).report();

        assertThat(report.version()).startsWith("opensearch 3.");
        assertThat(report.facts())
                .anySatisfy(fact -> assertThat(fact).contains("time in @timestamp, message in message, level in log.level"));
    }
}
