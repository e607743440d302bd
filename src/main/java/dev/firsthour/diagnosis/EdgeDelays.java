package dev.firsthour.diagnosis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.firsthour.incident.Claim;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Span;

/// Calls that take longer on their way than before: the time between a caller's span and its callee's for which neither accounts.
///
/// Both durations are read off one clock each, so clocks that differ do no harm. What delays a service's network delays all who call it, and what
/// delays one caller only is that caller's; so a service is judged by the mean over its callers, in logarithms of how many times longer
/// the upper quartile became. The upper quartile is taken because part of the time after may lie before the fault began. That it is no chance
/// is tested by how many calls are under way longer than every one before: of `n` normal calls each is the longest with chance 1/n.
///
/// Cost: O(n log n) in the spans. Limits: a callee that lets calls wait before it opens its span looks the same as a slow network.
final class EdgeDelays {

    /// Below so many calls on a side an edge says nothing.
    private static final int CALLS = 3;
    /// How much longer in milliseconds a way must have become at least.
    private static final double LEAST = 20;
    /// Milliseconds that are added to both sides of a ratio, so that ways of microseconds do not count.
    private static final double OFFSET = 2;
    private static final double WEIGHT = 0.97;
    /// The logarithm of how many times longer ways are, in the mean, at which two thirds are explained by a slow network.
    private static final double GROWN = 2.5;
    /// Evidence against chance, as a natural logarithm and after all services that were tested, at which a delay counts half.
    private static final double HALF_SURE = 2;

    private EdgeDelays() {}

    private record Edge(String caller, String callee) {}

    private static final class Ways {
        private final List<Double> before = new ArrayList<>();
        private final List<Double> after = new ArrayList<>();
        private long first = Long.MAX_VALUE;
        private EvidenceId evidence = new EvidenceId(1);

        boolean tells() {
            return before.size() >= CALLS && after.size() >= CALLS;
        }

        /// How many ways are longer than every one before.
        int late() {
            double longest = before.stream().mapToDouble(Double::doubleValue).max().orElse(0);
            return (int) after.stream().filter(millis -> millis > longest).count();
        }

        double growth() {
            double was = upperQuartile(before);
            double is = upperQuartile(after);
            return is - was < LEAST ? 0 : Math.max(0, Math.log((is + OFFSET) / (was + OFFSET)));
        }
    }

    /// The services that are reached late since a split, in nanoseconds since the epoch.
    static List<InsideCause> of(List<CitedSpan> spans, long split) {
        var byId = new HashMap<String, CitedSpan>();
        spans.forEach(cited -> byId.putIfAbsent(key(cited.span().traceId(), cited.span().spanId()), cited));
        var edges = new HashMap<Edge, Ways>();
        for (CitedSpan cited : byId.values()) {
            Span span = cited.span();
            CitedSpan parent = span.parentId() == null ? null : byId.get(key(span.traceId(), span.parentId()));
            if (parent == null || parent.span().service().equals(span.service())) continue;
            Ways ways = edges.computeIfAbsent(new Edge(parent.span().service(), span.service()), _ -> new Ways());
            long start = nanos(parent.span().start());
            double millis = Math.max(0, (parent.span().duration().toNanos() - span.duration().toNanos()) / 1e6);
            (start < split ? ways.before : ways.after).add(millis);
            if (start >= split && start < ways.first) {
                ways.first = start;
                ways.evidence = cited.evidence();
            }
        }
        var callees = new HashMap<String, List<Map.Entry<Edge, Ways>>>();
        edges.entrySet().forEach(edge -> callees.computeIfAbsent(edge.getKey().callee, _ -> new ArrayList<>()).add(edge));
        var causes = new ArrayList<InsideCause>();
        callees.forEach((callee, all) -> {
            double sum = 0;
            double weights = 0;
            int late = 0;
            int calls = 0;
            double usual = 0;
            Map.Entry<Edge, Ways> worst = null;
            for (var edge : all) {
                Ways ways = edge.getValue();
                if (!ways.tells()) continue;
                double weight = Math.min(10, ways.after.size());
                sum += weight * ways.growth();
                weights += weight;
                late += ways.late();
                calls += ways.after.size();
                usual += (double) ways.after.size() / (ways.before.size() + 2);
                if (worst == null || ways.growth() > worst.getValue().growth()) worst = edge;
            }
            if (worst == null || sum == 0) return;
            double evidence = -RateTest.logUpper(late, calls, usual / calls) - Math.log(callees.size());
            double sure = 1 / (1 + Math.exp((HALF_SURE - evidence) / 2));
            double much = 1 - Math.exp(-Math.pow(sum / weights / GROWN, 1.5));
            causes.add(cause(callee, worst.getKey().caller, worst.getValue(), WEIGHT * much * sure));
        });
        return causes;
    }

    private static InsideCause cause(String callee, String caller, Ways ways, double strength) {
        String says = String.format(Locale.ROOT,
                "Calls from %s to %s are under way for %.0f ms (upper quartile of %d) beyond what %s itself takes, where it was %.0f ms.",
                caller,
                callee, upperQuartile(ways.after), ways.after.size(), callee, upperQuartile(ways.before));
        return new InsideCause("The network before " + callee + " is slow: its callers wait for it longer than it works.", callee,
                new Entity(Entity.Kind.RESOURCE, callee + "|network"), "network delay", strength, Instant.ofEpochSecond(0, ways.first),
                List.of(new Claim(says, List.of(ways.evidence))));
    }

    private static double upperQuartile(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, sorted.length * 3 / 4)];
    }

    private static String key(String trace, String span) {
        return trace + '\u0000' + span;
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }
}
