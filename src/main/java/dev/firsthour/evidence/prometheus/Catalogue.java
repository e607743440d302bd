package dev.firsthour.evidence.prometheus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/// The metrics that one service has, and how each is best asked for. What a metric is, its name tells, by the suffixes that Prometheus'
/// and OpenMetrics' naming rules lay down: `_bucket` a histogram, `_count` with `_sum` a summary or timer, `_total` a counter, anything
/// else a gauge. A metric that breaks the rules is asked for as a gauge and shows its raw values.
///
/// Cost: one question for all gauges together, since `max by (__name__)` keeps them apart; one for each counter, since `rate()` drops the
/// name; up to three for each histogram. What is asked is bounded by the numbers below, the telling metrics first.
final class Catalogue {

    /// A page of gauges is asked for in one question, so its length bounds the question's.
    static final int MOST_GAUGES = 40;
    static final int MOST_COUNTERS = 12;
    static final int MOST_TIMERS = 6;

    /// Housekeeping that says nothing of the service.
    private static final Pattern NOISE = Pattern
            .compile(".*_(created|info)|scrape_.*|promhttp_.*|go_(gc|memstats|sched|godebug|cgo|cpu)_.*|ALERTS.*|jvm_info.*|target_info");
    /// What telling metrics have in their names, the most telling first. Requests come before resources, as symptoms come before causes.
    private static final List<Pattern> TELLING = List.of(Pattern.compile("(http|grpc|rpc)_.*|.*_?requests?(_.*)?"),
            Pattern.compile(".*(error|fail|timeout|timed_out|reject|retr|drop|throttl|deadlock|oom|evict|exhaust).*"),
            Pattern.compile(".*(pool|connections?|queue|pending|active|waiting|lag|backlog|inflight|in_flight).*"),
            Pattern.compile("up|process_.*|container_.*|jvm_(memory_used|threads|gc_pause).*|go_(goroutines|threads)|kube_.*"));
    private static final Pattern REQUESTS = TELLING.getFirst();

    private final TreeSet<String> names;
    private final @Nullable String wanted;

    /// @param names all metrics of the service
    /// @param wanted the alert's own metric, which comes first; null if it has none
    Catalogue(Set<String> names, @Nullable String wanted) {
        this.names = names.stream().filter(name -> !NOISE.matcher(name).matches()).collect(Collectors.toCollection(TreeSet::new));
        this.wanted = wanted;
    }

    /// The counts of requests, of which a label may say how they ended; empty if the service counts none.
    List<String> requestCounts() {
        return kept().stream().filter(Catalogue::countsRequests).toList();
    }

    /// What to ask, the telling things first.
    ///
    /// @param selector the label matchers that pick the service, without braces
    /// @param outcome the matcher of requests that failed, as in `code=~"5.."`; empty if no label tells
    /// @param range the range of `rate()`
    List<Measure> measures(String selector, Optional<String> outcome, Duration range) {
        String over = "[" + range.toSeconds() + "s]";
        var measures = new ArrayList<Measure>();
        for (String name : kept()) {
            String base = stem(name);
            if (isTimer(name)) {
                String count = "sum(rate(" + base + "_count{" + selector + "}" + over + "))";
                measures.add(new Measure(count, base + "_rate", "1/s"));
                if (names.contains(base + "_bucket")) {
                    measures.add(
                            new Measure("histogram_quantile(0.99, sum by (le) (rate(" + base + "_bucket{" + selector + "}" + over + ")))",
                                    base + "_p99", Measure.unitOf(base)));
                } else {
                    measures.add(new Measure("sum(rate(" + base + "_sum{" + selector + "}" + over + ")) / " + count, base + "_mean",
                            Measure.unitOf(base)));
                }
            } else if (name.endsWith("_total")) {
                measures.add(new Measure("sum(rate(" + name + "{" + selector + "}" + over + "))", base + "_rate", rateUnit(base)));
            }
            if (countsRequests(name) && outcome.isPresent()) {
                measures.add(new Measure(errorRatio(name, selector, outcome.get(), over), base + "_error_ratio", "1"));
            }
        }
        List<String> gauges = kept().stream().filter(this::isGauge).toList();
        if (!gauges.isEmpty()) {
            // The least of `up` is what tells: one instance of three is gone.
            List<String> highest = gauges.stream().filter(name -> !name.equals("up")).toList();
            if (!highest.isEmpty()) {
                measures.add(
                        new Measure("max by (__name__) ({__name__=~\"" + String.join("|", highest) + "\", " + selector + "})", null, null));
            }
            if (gauges.contains("up")) measures.add(new Measure("min(up{" + selector + "})", "up", "1"));
        }
        return measures;
    }

    /// The failed among all; zero, not nothing, where none failed.
    private static String errorRatio(String count, String selector, String outcome, String over) {
        String all = "sum(rate(" + count + "{" + selector + "}" + over + "))";
        String failed = "sum(rate(" + count + "{" + selector + ", " + outcome + "}" + over + "))";
        return "(" + failed + " or 0 * " + all + ") / " + all;
    }

    /// The names to ask for, within the bounds.
    private List<String> kept() {
        var order = Comparator.comparingInt(this::rank).thenComparing(Comparator.naturalOrder());
        var kept = new ArrayList<String>();
        int timers = 0;
        int counters = 0;
        int gauges = 0;
        for (String name : names.stream().sorted(order).toList()) {
            boolean keep = isTimer(name)
                    ? timers++ < MOST_TIMERS
                    : name.endsWith("_total") ? counters++ < MOST_COUNTERS : isGauge(name) && gauges++ < MOST_GAUGES;
            if (keep) kept.add(name);
        }
        return kept;
    }

    private int rank(String name) {
        if (wanted != null && stem(name).equals(stem(wanted))) return -1;
        for (int i = 0; i < TELLING.size(); i++) {
            if (TELLING.get(i).matcher(name).matches()) return i;
        }
        return TELLING.size();
    }

    /// A timer stands in the list once, by its count.
    private boolean isTimer(String name) {
        return name.endsWith("_count") && (names.contains(stem(name) + "_sum") || names.contains(stem(name) + "_bucket"));
    }

    private boolean isGauge(String name) {
        if (name.endsWith("_total") || name.endsWith("_bucket")) return false;
        boolean partOfTimer = (name.endsWith("_count") || name.endsWith("_sum")) && names.contains(stem(name) + "_count");
        // A summary's quantiles bear its bare name.
        return !partOfTimer && !names.contains(name + "_count");
    }

    private static boolean countsRequests(String name) {
        return (name.endsWith("_total") || name.endsWith("_count")) && REQUESTS.matcher(name).matches();
    }

    private static String stem(String name) {
        return name.replaceFirst("_(total|count|sum|bucket)$", "");
    }

    /// Seconds a second are a share: CPU.
    private static String rateUnit(String base) {
        String unit = Measure.unitOf(base);
        return unit == null ? "1/s" : unit.equals("s") ? "1" : unit + "/s";
    }
}
