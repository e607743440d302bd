package dev.firsthour.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import dev.firsthour.incident.MetricSeries;

/// What a metric says about its owner, read from the words of its name and its unit.
///
/// The division follows the RED method (rate, errors, duration: what a caller sees from outside) and the USE method (utilisation,
/// saturation: what goes on inside). It decides whether a shift shows trouble inside a service or only at its door, and which
/// direction is the bad one. A name that says nothing is OTHER, and is then neither.
enum MetricRole {
    /// How long callers wait. Seen from outside; up is bad.
    LATENCY,
    /// How often calls fail, as a count or a share. Seen from outside; up is bad.
    ERRORS,
    /// The share of calls that succeed. Seen from outside; down is bad.
    SUCCESS,
    /// How much is asked of it. Neither side of the door: load comes from the callers.
    TRAFFIC,
    /// What the service itself uses or has left: processor, memory, disk, connections. Inside.
    RESOURCE,
    /// The name does not say.
    OTHER;

    private static final Set<String> SUCCESS_WORDS = Set.of("availability", "success", "successes", "successrate", "uptime", "apdex", "ok");
    private static final Set<String> ERROR_WORDS = Set.of("error", "errors", "errorrate", "fault", "faults", "failure", "failures",
            "failed",
            "fail", "5xx", "4xx", "exception", "exceptions", "timeouts", "rejected", "dropped", "drops", "retries", "restarts", "restart",
            "throttled", "throttles", "deadlocks", "aborted");
    private static final Set<String> LATENCY_WORDS = Set.of("latency", "latencies", "lat", "duration", "durations", "rt", "responsetime",
            "elapsed", "lag", "delay", "p50", "p90", "p95", "p99", "wait", "rtt", "time");
    private static final Set<String> TRAFFIC_WORDS = Set.of("requests", "request", "rps", "qps", "tps", "ops", "workload", "throughput",
            "load",
            "hits", "calls", "invocations", "messages", "traffic", "iops", "count", "rate");
    private static final Set<String> RESOURCE_WORDS = Set.of("cpu", "mem", "memory", "heap", "rss", "disk", "diskio", "storage",
            "filesystem",
            "fs", "socket", "sockets", "network", "net", "bandwidth", "connections", "threads", "thread", "pool", "gc", "swap", "queue",
            "descriptors", "fds", "fd", "inodes", "saturation", "utilization", "utilisation", "usage", "burst", "credit", "credits",
            "iowait",
            "space", "freeable", "syscall");

    /// The role of a series. Words for what callers see are stronger than words for resources, and both are stronger than mere volume,
    /// so that `http_request_duration` is a latency and `connection_errors` are errors.
    static MetricRole of(MetricSeries series) {
        String[] words = words(series.name());
        if (holds(words, SUCCESS_WORDS)) return SUCCESS;
        if (holds(words, ERROR_WORDS)) return ERRORS;
        if (holds(words, LATENCY_WORDS) && !holds(words, RESOURCE_WORDS)) return LATENCY;
        if (holds(words, RESOURCE_WORDS)) return RESOURCE;
        if (holds(words, TRAFFIC_WORDS)) return TRAFFIC;
        return OTHER;
    }

    /// Whether a shift in this direction is trouble: 1 up, -1 down. Resources and the unknown can be in trouble either way.
    boolean isBad(int direction) {
        return switch (this) {
            case LATENCY, ERRORS -> direction > 0;
            case SUCCESS -> direction < 0;
            case TRAFFIC, RESOURCE, OTHER -> true;
        };
    }

    /// Whether a caller sees it.
    boolean isOutside() {
        return this == LATENCY || this == ERRORS || this == SUCCESS;
    }

    /// Whether two roles tell of the same kind of suffering: failing calls, or slow ones.
    boolean isKinTo(MetricRole other) {
        return this == other || (this == ERRORS && other == SUCCESS) || (this == SUCCESS && other == ERRORS);
    }

    /// The words of a name in camelCase, snake_case, kebab-case or with dots, in lower case.
    static String[] words(String name) {
        List<String> words = new ArrayList<>();
        int from = -1;
        for (int i = 0; i < name.length(); i++) {
            char here = name.charAt(i);
            if (!isWordly(here)) {
                if (from >= 0) words.add(name.substring(from, i).toLowerCase(Locale.ROOT));
                from = -1;
                continue;
            }
            if (from >= 0 && isUpper(here) && (!isUpper(name.charAt(i - 1)) || (i + 1 < name.length() && isLower(name.charAt(i + 1))))) {
                words.add(name.substring(from, i).toLowerCase(Locale.ROOT));
                from = i;
            }
            if (from < 0) from = i;
        }
        if (from >= 0) words.add(name.substring(from).toLowerCase(Locale.ROOT));
        return words.toArray(String[]::new);
    }

    private static boolean isUpper(char character) {
        return character >= 'A' && character <= 'Z';
    }

    private static boolean isLower(char character) {
        return character >= 'a' && character <= 'z';
    }

    private static boolean isWordly(char character) {
        return isUpper(character) || isLower(character) || (character >= '0' && character <= '9');
    }

    private static boolean holds(String[] words, Set<String> of) {
        for (String word : words) {
            if (of.contains(word)) return true;
        }
        return false;
    }
}
