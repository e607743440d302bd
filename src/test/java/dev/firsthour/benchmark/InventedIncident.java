package dev.firsthour.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Span;
import dev.firsthour.incident.Symptom;

/// A mid-size incident, made from a seed: a chain of ten services, each of which answers by calling the next, logs four lines a request and shows
/// six metrics by the minute. From noon on the service in the middle fails every other request, after a deployment of its own.
final class InventedIncident {

    static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
    static final Symptom SYMPTOM = new Symptom("service0: error rate above 5 %", "", Severity.HIGH, "service0", "error_ratio", NOON,
            Map.of());
    private static final int SERVICES = 10;
    private static final int FAULTY = 5;
    private static final int MINUTES = 90;
    private static final int MINUTES_BEFORE = 60;

    private InventedIncident() {}

    /// Requests spread over the ninety minutes, one span a service each, and their logs.
    static List<Evidence> traced(int requests) {
        var chance = new Random(7);
        List<Span> spans = new ArrayList<>();
        List<LogRecord> logs = new ArrayList<>();
        for (int request = 0; request < requests; request++) {
            Instant start = NOON.minus(Duration.ofMinutes(MINUTES_BEFORE)).plusMillis(60_000L * MINUTES * request / requests);
            boolean fails = !start.isBefore(NOON) && request % 2 == 0;
            String trace = String.format(Locale.ROOT, "%032x", request + 1L);
            for (int service = 0; service < SERVICES && (!fails || service <= FAULTY); service++) {
                String name = "service" + service;
                String span = String.format(Locale.ROOT, "%016x", request * 100L + service);
                String parent = service == 0 ? null : String.format(Locale.ROOT, "%016x", request * 100L + service - 1);
                long millis = 20L * (SERVICES - service) + chance.nextInt(10);
                Instant own = start.plusMillis(4L * service);
                boolean failsHere = fails && service <= FAULTY;
                spans.add(new Span(trace, span, parent, name, "GET /" + name, own, Duration.ofMillis(millis), failsHere,
                        failsHere ? "500" : null, Map.of()));
                log(logs, own, name, "INFO", "request " + request + " for customer " + chance.nextInt(10_000), trace, span);
                log(logs, own.plusMillis(1), name, "INFO", "found 3 of 3 lines in 2 ms", trace, span);
                log(logs, own.plusMillis(2), name, "DEBUG", "cache holds " + chance.nextInt(900) + " entries", trace, span);
                log(logs, own.plusMillis(3), name, failsHere ? "ERROR" : "INFO", failsHere
                        ? "order " + request + " failed: java.lang.IllegalStateException: no line with id " + chance.nextInt(99)
                        : "answered in " + millis + " ms", trace, span);
            }
        }
        return List.of(piece(1, new Content.Logs(logs)), piece(2, new Content.Traces(spans)));
    }

    private static void log(List<LogRecord> logs, Instant at, String service, String level, String text, String trace, String span) {
        logs.add(new LogRecord(at, service, level, text, trace, span, Map.of()));
    }

    /// The same with metrics and changes.
    static List<Evidence> whole(int requests) {
        List<Evidence> evidence = new ArrayList<>(traced(requests));
        evidence.add(piece(3, new Content.Metrics(metrics())));
        evidence.add(piece(4, new Content.Changes(changes())));
        return evidence;
    }

    static List<MetricSeries> metrics() {
        var chance = new Random(8);
        List<MetricSeries> metrics = new ArrayList<>();
        for (int service = 0; service < SERVICES; service++) {
            String name = "service" + service;
            boolean suffers = service <= FAULTY;
            metrics.add(metric(name, "error_ratio", chance, 0.01, suffers ? 40 : 1));
            metrics.add(metric(name, "latency_p99_ms", chance, 200, 1));
            metrics.add(metric(name, "cpu_utilization_pct", chance, 30, service == FAULTY ? 1.4 : 1));
            metrics.add(metric(name, "memory_bytes", chance, 3e8, 1));
            metrics.add(metric(name, "requests_per_second", chance, 50, 1));
            metrics.add(metric(name, "threads", chance, 80, 1));
        }
        return metrics;
    }

    private static MetricSeries metric(String service, String name, Random chance, double level, double factor) {
        long[] times = new long[MINUTES];
        double[] values = new double[MINUTES];
        for (int i = 0; i < MINUTES; i++) {
            times[i] = NOON.plus(Duration.ofMinutes(i - MINUTES_BEFORE)).toEpochMilli();
            values[i] = level * (1 + 0.1 * chance.nextGaussian()) * (i >= MINUTES_BEFORE ? factor : 1);
        }
        return new MetricSeries(service, name, null, Map.of(), new Samples(times, values));
    }

    private static List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < SERVICES; i++) {
            Instant at = NOON.minus(Duration.ofMinutes(i == FAULTY ? 2 : 5 * i + 7));
            String sha = String.format(Locale.ROOT, "%040x", i + 11);
            changes.add(new Change(sha, Change.Kind.COMMIT, at.minusSeconds(600), null, "service" + i + ": tidy the reading of lines",
                    "somebody",
                    null, sha, List.of("service" + i + "/lines.java"),
                    "@@ service" + i
                            + "/lines.java @@ Line find(long id)\n-\treturn lines.getOrDefault(id, EMPTY);\n+\treturn lines.get(id);",
                    Map.of()));
            changes.add(
                    new Change("deploy" + i, Change.Kind.DEPLOYMENT, at, "service" + i, "deployment of service" + i, null, "2." + i, sha,
                            List.of(), null, Map.of()));
        }
        return changes;
    }

    private static Evidence piece(int number, Content content) {
        return new Evidence(new EvidenceId(number), "attached", "", content.kind(), null, content, "", NOON, 0, false, null);
    }
}
