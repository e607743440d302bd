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

    private final List<Call> calls = new ArrayList<>();

    private record Edge(String caller, String callee) {}

    /// One call between two services.
    ///
    /// @param start when the caller began it, in nanoseconds since the epoch
    /// @param millis how long it was under way
    private record Call(Edge edge, long start, double millis, EvidenceId evidence) {}

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

    /// Takes note of a call: a caller's span and its callee's, if they are of two services.
    void add(Span caller, Span callee, EvidenceId evidence) {
        if (caller.service().equals(callee.service())) return;
        double millis = Math.max(0, (caller.duration().toNanos() - callee.duration().toNanos()) / 1e6);
        calls.add(new Call(new Edge(caller.service(), callee.service()), nanos(caller.start()), millis, evidence));
    }

    /// The services that are reached late since a split, in nanoseconds since the epoch.
    List<InsideCause> since(long split) {
        var edges = new HashMap<Edge, Ways>();
        for (Call call : calls) {
            Ways ways = edges.computeIfAbsent(call.edge, _ -> new Ways());
            (call.start < split ? ways.before : ways.after).add(call.millis);
            if (call.start >= split && call.start < ways.first) {
                ways.first = call.start;
                ways.evidence = call.evidence;
            }
        }
        var callees = new HashMap<String, List<Map.Entry<Edge, Ways>>>();
        edges.entrySet().forEach(edge -> callees.computeIfAbsent(edge.getKey().callee, _ -> new ArrayList<>()).add(edge));
        var causes = new ArrayList<InsideCause>();
        callees.forEach((callee, all) -> {
            double sum = 0;
            double weights = 0;
            int late = 0;
            int count = 0;
            double usual = 0;
            Map.Entry<Edge, Ways> worst = null;
            for (var edge : all) {
                Ways ways = edge.getValue();
                if (!ways.tells()) continue;
                double weight = Math.min(10, ways.after.size());
                sum += weight * ways.growth();
                weights += weight;
                late += ways.late();
                count += ways.after.size();
                usual += (double) ways.after.size() / (ways.before.size() + 2);
                if (worst == null || ways.growth() > worst.getValue().growth()) worst = edge;
            }
            if (worst == null || sum == 0) return;
            double evidence = -RateTest.logUpper(late, count, usual / count) - Math.log(callees.size());
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

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }
}
