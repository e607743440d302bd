package dev.firsthour.diagnosis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.firsthour.incident.Claim;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Signal;
import dev.firsthour.incident.Span;

/// Calls that take longer on their way than before: the time that a caller's span waits and for which none of the spans below it accounts.
///
/// Durations are read off one clock each, so clocks that differ do no harm. A span around one single call, a client's, has no work of its own to speak
/// of: what it waits beyond the callee's own span is the way. The span of a whole request has: its waiting may be the caller's own work, so it is
/// asked only about callees that no client's span tells of, what all its calls take is taken off, and it counts less, the least where there is one
/// caller only, which may simply have become slow itself. A call counts only where it and those beside it went well: one that fails makes
/// its caller wait for time limits and before it tries again, which is no slow network.
///
/// What delays a service's network delays all who call it, and what
/// delays one caller only is that caller's; so a service is judged by the mean over its callers, in logarithms of how many times longer
/// the upper quartile became. The upper quartile is taken because part of the time after may lie before the fault began. That it is no chance
/// is tested by how many calls are under way longer than every one before: of `n` normal calls each is the longest with chance 1/n.
///
/// Cost: O(n log n) in the spans. Limits: a callee that lets calls wait before it opens its span looks the same as a slow network; a network so
/// slow that every call fails is seen as failing calls alone.
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
    /// What waiting counts at most that may be the caller's own work.
    private static final double VAGUE = 0.5;

    private final List<Call> calls = new ArrayList<>();

    private record Edge(String caller, String callee) {}

    /// One call between two services.
    ///
    /// @param client whether the caller's span is around this call alone
    /// @param start when the caller began it, in nanoseconds since the epoch
    /// @param millis how long it was under way
    private record Call(Edge edge, boolean client, long start, double millis, EvidenceId evidence) {}

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

    /// Takes note of the calls that a span makes to other services, all of which went well.
    ///
    /// @param client whether the span is around one call alone, inside a span of its own service
    /// @param callees all spans right below it, those of its own service among them
    void add(Span caller, boolean client, List<CitedSpan> callees) {
        long waited = caller.duration().toNanos();
        for (CitedSpan callee : callees) {
            waited -= callee.span().duration().toNanos();
        }
        double millis = Math.max(0, waited / 1e6);
        for (CitedSpan callee : callees) {
            if (callee.span().service().equals(caller.service())) continue;
            calls.add(new Call(new Edge(caller.service(), callee.span().service()), client, nanos(caller.start()), millis,
                    callee.evidence()));
        }
    }

    /// The services that are reached late since a split, in nanoseconds since the epoch.
    List<InsideCause> since(long split) {
        var edges = new HashMap<Edge, Ways>();
        var told = new HashSet<String>();
        for (Call call : calls) {
            if (call.client) told.add(call.edge.callee);
        }
        for (Call call : calls) {
            if (!call.client && told.contains(call.edge.callee)) continue;
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
            int callers = 0;
            double usual = 0;
            Map.Entry<Edge, Ways> worst = null;
            for (var edge : all) {
                Ways ways = edge.getValue();
                if (!ways.tells()) continue;
                double weight = Math.min(10, ways.after.size());
                sum += weight * ways.growth();
                weights += weight;
                callers++;
                late += ways.late();
                count += ways.after.size();
                usual += (double) ways.after.size() / (ways.before.size() + 2);
                if (worst == null || ways.growth() > worst.getValue().growth()) worst = edge;
            }
            if (worst == null || sum == 0) return;
            double evidence = -RateTest.logUpper(late, count, usual / count) - Math.log(callees.size());
            double sure = 1 / (1 + Math.exp((HALF_SURE - evidence) / 2));
            double much = 1 - Math.exp(-Math.pow(sum / weights / GROWN, 1.5));
            double clear = told.contains(callee) ? 1 : VAGUE * (1 - Math.pow(0.5, callers));
            causes.add(cause(callee, worst.getKey().caller, worst.getValue(), WEIGHT * much * sure * clear));
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
                new Claim(says, List.of(ways.evidence)),
                new Signal.CallDelay(caller, callee, upperQuartile(ways.before), upperQuartile(ways.after)));
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
