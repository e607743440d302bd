package dev.firsthour.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Signal;
import dev.firsthour.incident.Span;
import dev.firsthour.incident.Symptom;

import static org.assertj.core.api.Assertions.assertThat;

/// Evidence that contradicts itself.
class ContradictionsTest {

    private static final Instant AT = Instant.parse("2026-05-04T12:00:00Z");

    private static Diagnosis diagnosis(Content... contents) {
        var evidence = new ArrayList<Evidence>();
        for (Content content : contents) {
            evidence.add(new Evidence(new EvidenceId(evidence.size() + 1), "attached", "", "", null, content, "", AT, 0, false, null));
        }
        return new Diagnostics().of(new Symptom("orders fails", "", Severity.HIGH, "orders", null, AT, Map.of()), evidence);
    }

    private static MetricSeries series(long... values) {
        long[] times = new long[values.length];
        double[] samples = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            times[i] = AT.toEpochMilli() + i * 1_000L;
            samples[i] = values[i];
        }
        return new MetricSeries("orders", "errors", null, Map.of(), new Samples(times, samples));
    }

    private static Span span(String trace, String id, @Nullable String parent, long startMillis, long millis) {
        return new Span(trace, id, parent, "orders", "save", AT.plusMillis(startMillis), Duration.ofMillis(millis), false, null, Map.of());
    }

    private static Change change(String id, Change.Kind kind, Instant at, @Nullable String version, @Nullable String commit,
            Map<String, String> attributes) {
        return new Change(id, kind, at, "orders", id, null, version, commit, List.of(), null, attributes);
    }

    @Test
    void twoSeriesOfOneNameThatDifferAtAnInstantAreSaid() {
        assertThat(diagnosis(new Content.Metrics(List.of(series(1, 2, 3))), new Content.Metrics(List.of(series(1, 5, 3)))).gaps())
                .anySatisfy(gap -> assertThat(gap).isEqualTo(
                        "1 instant of a series has two values that differ, as errors of orders at 2026-05-04T12:00:01Z: 2.0 and 5.0."));
    }

    @Test
    void spansThatCannotBeAsTheySayAreSaidAndTheDiagnosisEnds() {
        Diagnosis diagnosis = diagnosis(new Content.Traces(List.of(span("t", "a", "a", 0, 10), span("t", "b", "c", 0, 10),
                span("t", "c", "b", 0, 10), span("t", "d", null, 0, 10), span("t", "e", "d", 0, 5_000), span("u", "f", "d", 0, 5),
                span("t", "d", null, 7, 20))));

        assertThat(diagnosis.gaps()).anySatisfy(gap -> assertThat(gap).contains("1 span is its own parent").contains("span a of trace t"))
                .anySatisfy(gap -> assertThat(gap).contains("in a circle"))
                .anySatisfy(gap -> assertThat(gap).contains("1 span has a parent in another trace").contains("span f of trace u"))
                .anySatisfy(gap -> assertThat(gap).contains("span e of trace t").contains("takes 5000 ms, its parent 10 ms"))
                .anySatisfy(gap -> assertThat(gap).contains("shares the id of another").contains("span d of trace t"));
    }

    @Test
    void changesThatEndBeforeTheyBeginOrAreOlderThanWhatTheyDeployAreSaid() {
        Diagnosis diagnosis = diagnosis(new Content.Changes(List.of(
                change("c1", Change.Kind.COMMIT, AT, null, "c1", Map.of()),
                change("orders@v2", Change.Kind.DEPLOYMENT, AT.minusSeconds(600), "v2", "c1",
                        Map.of("ended_at", AT.minusSeconds(900).toString())))));

        assertThat(diagnosis.gaps()).anySatisfy(gap -> assertThat(gap).contains("1 change ends before it begins").contains("orders@v2"))
                .anySatisfy(gap -> assertThat(gap).contains("older than what it deploys"));
    }

    @Test
    void aVersionThatLogsBeforeItIsDeployedIsSaid() {
        Diagnosis diagnosis = diagnosis(
                new Content.Changes(List.of(change("orders@v2", Change.Kind.DEPLOYMENT, AT, "v2", null, Map.of()))),
                new Content.Logs(List.of(new LogRecord(AT.minusSeconds(3_600), "orders", "INFO", "hello", null, null,
                        Map.of("version", "v2")))));

        assertThat(diagnosis.gaps()).anySatisfy(
                gap -> assertThat(gap).contains("1 log record of orders claim").contains("version v2 before it was deployed"));
    }

    @Test
    void aSingleTimeFarAwayIsSaidAndHidesNothing() {
        var logs = new ArrayList<LogRecord>();
        for (int i = -1_200; i < 600; i++) {
            logs.add(new LogRecord(AT.plusSeconds(i), "orders", "INFO", "order " + i + " stored", null, null, Map.of()));
            if (i >= 0 && i % 10 == 0) {
                logs.add(new LogRecord(AT.plusSeconds(i), "orders", "ERROR", "no connection after " + i + " ms", null, null, Map.of()));
            }
        }
        List<Finding> clean = diagnosis(new Content.Logs(logs)).findings();
        logs.add(7, new LogRecord(Instant.EPOCH, "orders", "INFO", "order 1 stored", null, null, Map.of()));
        logs.add(9, new LogRecord(Instant.MAX, "orders", "INFO", "order 2 stored", null, null, Map.of()));

        Diagnosis diagnosis = diagnosis(new Content.Logs(logs));

        assertThat(diagnosis.findings().getFirst().signal()).isInstanceOf(Signal.LogShift.class);
        assertThat(diagnosis.findings().getFirst().statement()).isEqualTo(clean.getFirst().statement());
        assertThat(diagnosis.gaps()).anySatisfy(gap -> assertThat(gap).startsWith("2 log records of 1862 lie more than 31 days")
                .contains("1970-01-01T00:00:00Z"));
    }

    @Test
    void evidenceThatAgreesHasNoContradictions() {
        assertThat(diagnosis(new Content.Metrics(List.of(series(1, 2, 3))), new Content.Metrics(List.of(series(1, 2, 3))),
                new Content.Traces(List.of(span("t", "a", null, 0, 10), span("t", "b", "a", 1, 5)))).gaps())
                .noneMatch(gap -> gap.contains("differ") || gap.contains("span"));
    }
}
