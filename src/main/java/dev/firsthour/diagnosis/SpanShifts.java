package dev.firsthour.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Entity;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.Signal;
import dev.firsthour.incident.Span;
import dev.firsthour.incident.Symptom;

/// Operations whose spans fail or take longer in themselves than before.
///
/// A span's self time is its duration without the time that its children cover, as in the exclusive time of profilers and of the
/// critical-path analysis of Mystery Machine (Chow et al., OSDI 2014); children that overlap are counted once. An error counts where it
/// arises: a span whose child fails too merely passes it on. The before and after of failures are compared by the difference of two shares
/// with Agresti and Caffo's added counts, which behave with a handful of spans. Cost: O(n log n) in the spans. Limits: clocks of callers
/// and callees that differ make self times too long; sampled traces show shares, not counts.
final class SpanShifts {

    /// Detection is late by up to this much, so spans this near before it belong to neither side for certain; see {@link #split}.
    private static final Duration EARLY = Duration.ofMinutes(15);
    private static final int MOST = 50;
    private static final double SLOWER = 2;
    private static final double QUIET = 0.15;

    private SpanShifts() {}

    /// What fails or is slow, the surest first; at most 50.
    static List<Finding> of(Symptom symptom, List<CitedSpan> spans) {
        if (spans.isEmpty()) return List.of();
        Instant split = split(symptom, spans);
        Map<String, List<CitedSpan>> children = new HashMap<>();
        for (CitedSpan cited : spans) {
            if (cited.span().parentId() != null) {
                children.computeIfAbsent(key(cited.span().traceId(), cited.span().parentId()), _ -> new ArrayList<>()).add(cited);
            }
        }
        record Key(String service, String operation) {}
        var byOperation = new TreeMap<Key, Group>(Comparator.comparing(Key::service).thenComparing(Key::operation));
        for (CitedSpan cited : spans) {
            Span span = cited.span();
            Group group = byOperation.computeIfAbsent(new Key(span.service(), span.name()), _ -> new Group());
            group.add(cited, children.getOrDefault(key(span.traceId(), span.spanId()), List.of()), !span.start().isBefore(split));
        }
        var findings = new ArrayList<Finding>();
        byOperation.forEach((key, group) -> {
            Finding finding = group.finding(key.service, key.operation);
            if (finding != null) findings.add(finding);
        });
        findings.sort(Comparator.comparingDouble(Finding::score).reversed().thenComparing(Finding::statement));
        return findings.subList(0, Math.min(MOST, findings.size()));
    }

    /// The earliest failing span within the doubt about detection, else the doubt's beginning.
    private static Instant split(Symptom symptom, List<CitedSpan> spans) {
        Instant early = symptom.detectedAt().minus(EARLY);
        return spans.stream().map(CitedSpan::span).filter(span -> span.error() && !span.start().isBefore(early)).map(Span::start)
                .min(Comparator.naturalOrder()).orElse(early);
    }

    private static String key(String trace, String span) {
        return trace + '\u0000' + span;
    }

    /// What a span took without the time its children cover, in milliseconds.
    static double selfMillis(Span span, List<CitedSpan> children) {
        long start = nanos(span.start());
        long end = start + span.duration().toNanos();
        long[][] covered = children.stream().map(CitedSpan::span)
                .map(child -> new long[]{Math.max(start, nanos(child.start())),
                        Math.min(end, nanos(child.start()) + child.duration().toNanos())})
                .filter(interval -> interval[1] > interval[0]).sorted(Comparator.comparingLong(interval -> interval[0]))
                .toArray(long[][]::new);
        long busy = 0;
        long reached = start;
        for (long[] interval : covered) {
            if (interval[1] <= reached) continue;
            busy += interval[1] - Math.max(reached, interval[0]);
            reached = interval[1];
        }
        return (end - start - busy) / 1e6;
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }

    private static final class Group {
        private final List<Double> selfBefore = new ArrayList<>();
        private final List<Double> selfAfter = new ArrayList<>();
        private int errorsBefore;
        private int errorsAfter;
        private int ownErrorsAfter;
        private @Nullable CitedSpan firstError;
        private @Nullable CitedSpan firstAfter;
        private @Nullable String message;

        void add(CitedSpan cited, List<CitedSpan> children, boolean after) {
            Span span = cited.span();
            (after ? selfAfter : selfBefore).add(selfMillis(span, children));
            if (after && (firstAfter == null || span.start().isBefore(firstAfter.span().start()))) firstAfter = cited;
            if (!span.error()) return;
            if (!after) {
                errorsBefore++;
                return;
            }
            errorsAfter++;
            if (children.stream().noneMatch(child -> child.span().error())) ownErrorsAfter++;
            if (firstError == null || span.start().isBefore(firstError.span().start())) firstError = cited;
            if (message == null) message = messageOf(span);
        }

        private static @Nullable String messageOf(Span span) {
            if (span.statusMessage() != null) return span.statusMessage();
            for (String attribute : List.of("error.message", "exception.message", "error.type", "exception.type", "http.status_code")) {
                String value = span.attributes().get(attribute);
                if (value != null) return attribute.endsWith("status_code") ? "status " + value : value;
            }
            return null;
        }

        @Nullable
        Finding finding(String service, String operation) {
            CitedSpan first = firstError != null ? firstError : firstAfter;
            if (first == null) return null;
            double shareBefore = (errorsBefore + 1.0) / (selfBefore.size() + 2.0);
            double shareAfter = (errorsAfter + 1.0) / (selfAfter.size() + 2.0);
            double before = median(selfBefore);
            double after = median(selfAfter);
            double errors = Math.max(0, errorsAfter == 0 ? 0 : shareAfter - (selfBefore.isEmpty() ? 0 : shareBefore));
            double slowness = before > 0 && after > SLOWER * before ? 1 - before * SLOWER / after : 0;
            slowness *= Math.min(1, Math.min(selfBefore.size(), selfAfter.size()) / 5.0);
            double own = errorsAfter == 0 ? 1 : 0.4 + 0.6 * ownErrorsAfter / errorsAfter;
            double score = Math.min(1, Math.max(errors * own, slowness * 0.7));
            if (score < QUIET) return null;
            var says = new StringBuilder();
            if (errors > 0) {
                says.append(errorsAfter).append(" of ").append(selfAfter.size()).append(" calls of ").append(operation).append(" in ")
                        .append(service).append(selfAfter.size() == 1 ? " fails" : " fail");
                if (!selfBefore.isEmpty())
                    says.append(", where ").append(errorsBefore).append(" of ").append(selfBefore.size()).append(" did");
                if (message != null) says.append(": ").append(message);
                if (ownErrorsAfter == 0) says.append("; each passes on the failure of a call it makes");
                says.append('.');
            } else {
                says.append(operation).append(" in ").append(service).append(" takes ").append(millis(after))
                        .append(" in itself, where it took ").append(millis(before)).append('.');
            }
            EvidenceId evidence = first.evidence();
            return new Finding(says.toString(), Entity.service(service), first.span().start(), score,
                    new Signal.SpanShift(service, operation, selfBefore.isEmpty() ? Double.NaN : (double) errorsBefore / selfBefore.size(),
                            selfAfter.isEmpty() ? Double.NaN : (double) errorsAfter / selfAfter.size(), before, after, message),
                    List.of(evidence));
        }

        private static String millis(double value) {
            return String.format(Locale.ROOT, value < 10 ? "%.1f ms" : "%.0f ms", value);
        }

        private static double median(List<Double> values) {
            if (values.isEmpty()) return Double.NaN;
            double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
            Arrays.sort(sorted);
            int middle = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }
}
