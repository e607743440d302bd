package dev.firsthour.investigation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.Hypothesis;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Signal;
import dev.firsthour.incident.Span;
import dev.firsthour.testing.Samples;

/// Evidence and diagnoses for tests that need any.
final class Matters {

    private Matters() {}

    static Evidence piece(int number, String title, Content content) {
        return new Evidence(new EvidenceId(number), "attached", "all", title, null, content, "abc", Samples.NOON, 0, false, null);
    }

    /// A hundred records of checkout: orders in the hour before noon, errors of the pool in the first minute after.
    static Content.Logs logs() {
        List<LogRecord> logs = new ArrayList<>();
        for (int minute = -50; minute < 0; minute++) {
            logs.add(log(Samples.NOON.plus(Duration.ofMinutes(minute)), "INFO", "order " + minute + " placed"));
        }
        for (int second = 0; second < 50; second++) {
            logs.add(log(Samples.NOON.plusSeconds(second), "ERROR", "no connection left in the pool after " + (5000 + second) + " ms"));
        }
        return new Content.Logs(logs);
    }

    private static LogRecord log(Instant at, String level, String body) {
        return new LogRecord(at, "checkout", level, body, null, null, Map.of());
    }

    static Content.Changes changes() {
        return new Content.Changes(List.of(new Change("d42", Change.Kind.DEPLOYMENT, Samples.NOON.minusSeconds(60), "checkout",
                "deployment 42 of checkout", "ada", "42", "4f2a91c0ffee", List.of("Pool.java"),
                "@@ -1,2 +1,2 @@\n-    connection.close();\n+    // the pool closes it", Map.of())));
    }

    static Content.Metrics metrics() {
        long[] times = new long[60];
        double[] values = new double[60];
        for (int i = 0; i < times.length; i++) {
            times[i] = Samples.NOON.minusSeconds(1800).plusSeconds(60L * i).toEpochMilli();
            values[i] = i < 30 ? 2 : 50;
        }
        return new Content.Metrics(List.of(new MetricSeries("checkout", "pool_active", "1", Map.of("pod", "a"),
                new dev.firsthour.incident.Samples(times, values))));
    }

    static Content.Traces traces() {
        return new Content.Traces(List.of(
                new Span("t1", "a", null, "web", "GET /cart", Samples.NOON, Duration.ofMillis(5200), true, "503", Map.of()),
                new Span("t1", "b", "a", "checkout", "place", Samples.NOON.plusMillis(5), Duration.ofMillis(5100), true, "pool timeout",
                        Map.of()),
                new Span("t2", "c", null, "web", "GET /cart", Samples.NOON.minusSeconds(600), Duration.ofMillis(40), false, null,
                        Map.of())));
    }

    static Shelf shelf() {
        return new Shelf(evidence());
    }

    static List<Evidence> evidence() {
        return List.of(piece(1, "logs of checkout", logs()), piece(2, "deployment 42", changes()), piece(3, "metrics", metrics()),
                piece(4, "traces", traces()));
    }

    static Finding finding(String statement, double score) {
        return new Finding(statement, Entity.service("checkout"), Samples.NOON, score,
                new Signal.LogShift("checkout", "no connection left in the pool after <number> ms", "ERROR", 0, 50,
                        "no connection left in the pool after 5000 ms"),
                List.of(new EvidenceId(1)));
    }

    static Hypothesis hypothesis(int rank, String culprit, double score, @Nullable String ruledOut) {
        return new Hypothesis("H" + rank, culprit + " broke it.", Entity.service(culprit), "fault", null, score, List.of(), List.of(),
                ruledOut);
    }

    static Diagnosis diagnosis(double score, List<Finding> findings, List<Hypothesis> hypotheses, List<String> gaps) {
        return new Diagnosis(hypotheses.isEmpty() ? Diagnosis.Verdict.NOT_ENOUGH_EVIDENCE : Diagnosis.Verdict.FAULT, findings, hypotheses,
                List.of("checkout"), gaps, score, "It broke.");
    }

    static Matter matter() {
        return matter(diagnosis(0.7, List.of(finding("The pool ran dry.", 0.9)), List.of(hypothesis(1, "checkout", 0.7, null)), List.of()));
    }

    static Matter matter(Diagnosis diagnosis) {
        return new Matter(Samples.incident("checkout fails", null), diagnosis, evidence(), List.of(), Recollection.NONE);
    }
}
