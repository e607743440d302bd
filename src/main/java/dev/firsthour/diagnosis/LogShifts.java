package dev.firsthour.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Entity;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.Signal;
import dev.firsthour.incident.Symptom;

/// Log templates that are new or come more often around the time of detection. A first cut: digits are the variables.
final class LogShifts {

    private static final Duration EARLY = Duration.ofMinutes(15);
    private static final int MOST = 100;

    private LogShifts() {}

    private static final class Tally {
        long before;
        long after;
        @Nullable
        LogRecord first;
        @Nullable
        EvidenceId evidence;
    }

    static List<Finding> of(Symptom symptom, Iterable<CitedLog> logs) {
        record Key(String service, String template) {}
        var tallies = new LinkedHashMap<Key, Tally>();
        Instant split = symptom.detectedAt().minus(EARLY);
        long spanBefore = 1;
        long spanAfter = 1;
        for (CitedLog cited : logs) {
            LogRecord log = cited.log();
            String body = log.body();
            var key = new Key(log.service() == null ? "" : log.service(),
                    body.replaceAll("[0-9a-f]{8,}|[0-9]+(\\.[0-9]+)?", "<N>"));
            Tally tally = tallies.computeIfAbsent(key, _ -> new Tally());
            Instant at = log.at();
            if (at == null) continue;
            if (at.isBefore(split)) {
                tally.before++;
                spanBefore = Math.max(spanBefore, Duration.between(at, split).toSeconds());
            } else {
                tally.after++;
                spanAfter = Math.max(spanAfter, Duration.between(split, at).toSeconds());
                LogRecord first = tally.first;
                if (first == null || first.at() == null || at.isBefore(first.at())) {
                    tally.first = log;
                    tally.evidence = cited.evidence();
                }
            }
        }
        var findings = new ArrayList<Finding>();
        double scale = (double) spanAfter / spanBefore;
        tallies.forEach((key, tally) -> {
            LogRecord first = tally.first;
            EvidenceId evidence = tally.evidence;
            if (first == null || evidence == null) return;
            double expected = tally.before * scale;
            double surprise = (tally.after - expected) / Math.sqrt(expected + 1);
            if (surprise < 3) return;
            boolean bad = first.severityText() != null
                    && List.of("ERROR", "WARN", "FATAL", "CRITICAL", "WARNING").contains(first.severityText().toUpperCase(Locale.ROOT));
            double score = Math.min(1, (bad ? 0.5 : 0.2) + surprise / 60);
            String says = (key.service.isEmpty() ? "A service" : key.service) + " logged '" + key.template + "' " + tally.after
                    + " times, where "
                    + Math.round(expected) + " were to be expected.";
            findings.add(new Finding(says, key.service.isEmpty() ? null : Entity.service(key.service), first.at(), score,
                    new Signal.LogShift(key.service.isEmpty() ? null : key.service, key.template, first.severityText(), expected,
                            tally.after,
                            first.body()),
                    List.of(evidence)));
        });
        findings.sort(Comparator.comparingDouble(Finding::score).reversed().thenComparing(Finding::statement));
        return findings.subList(0, Math.min(MOST, findings.size()));
    }
}
