package dev.firsthour.evidence.datadog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/// One metric query of Datadog, and what to call the series that it gives.
///
/// @param expression as in `max:system.mem.used{service:checkout}`
/// @param unit where it follows from the question; null where the answer says it
record Measure(String expression, String name, @Nullable String unit) {

    /// Of one service, the telling ones.
    static final int MOST = 24;
    /// What counts rather than measures, by its name: asked for as a rate over all that report it.
    private static final Pattern COUNT = Pattern
            .compile(".*[._](count|total|hits|errors|requests|calls|failures|timeouts|retries|rejected|dropped|restarts|exceptions)");
    /// Housekeeping, and breakdowns of metrics that are asked for as a whole.
    private static final Pattern NOISE = Pattern.compile("datadog\\..*|.*\\.by_[a-z_]+(\\..*)?|.*\\.apdex(\\..*)?|n_o_i_n_d_e_x\\..*");
    /// Requests come before resources, as symptoms come before causes.
    private static final List<Pattern> TELLING = List.of(Pattern.compile("trace\\..*\\.(hits|errors|duration)|.*request.*"),
            Pattern.compile("trace\\..*"), Pattern.compile(".*(error|fail|timeout|reject|retr|drop|throttl|deadlock|oom|evict|exhaust).*"),
            Pattern.compile(".*(pool|connection|queue|pending|active|waiting|lag|backlog).*"),
            Pattern.compile(".*(cpu|mem|heap|gc|thread|disk|restart).*"));
    private static final String HITS = ".hits";
    private static final String ERRORS = ".errors";

    /// What to ask of a service that has these metrics, the telling ones first.
    ///
    /// @param scope the tags that pick the service, without braces
    /// @param wanted the alert's own metric, which comes first; null if it has none
    static List<Measure> of(Set<String> names, String scope, @Nullable String wanted) {
        var order = Comparator.comparingInt((String name) -> rank(name, wanted)).thenComparing(Comparator.naturalOrder());
        var measures = new ArrayList<Measure>();
        names.stream().filter(name -> name.matches("[A-Za-z][A-Za-z0-9_.]*") && !NOISE.matcher(name).matches()).sorted(order)
                .limit(MOST).forEach(name -> {
                    boolean counts = COUNT.matcher(name.toLowerCase(Locale.ROOT)).matches();
                    boolean trace = name.startsWith("trace.");
                    if (trace && name.endsWith(ERRORS) && names.contains(stem(name) + HITS)) {
                        measures.add(new Measure("default_zero(sum:" + name + "{" + scope + "}.as_count()) / sum:" + stem(name) + HITS + "{"
                                + scope + "}.as_count()", stem(name) + ".error_ratio", "1"));
                    }
                    if (counts) {
                        measures.add(new Measure("sum:" + name + "{" + scope + "}.as_rate()", name + "_rate", "1/s"));
                    } else if (trace && names.contains(name + HITS)) {
                        // The span's own name is the distribution of its durations.
                        measures.add(new Measure("p99:" + name + "{" + scope + "}", name + ".duration.p99", null));
                    } else {
                        measures.add(new Measure((trace ? "avg:" : "max:") + name + "{" + scope + "}", name, null));
                    }
                });
        return measures;
    }

    private static String stem(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }

    private static int rank(String name, @Nullable String wanted) {
        if (name.equals(wanted)) return -1;
        for (int i = 0; i < TELLING.size(); i++) {
            if (TELLING.get(i).matcher(name).matches()) return i;
        }
        return TELLING.size();
    }
}
