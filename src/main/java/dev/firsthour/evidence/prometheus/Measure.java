package dev.firsthour.evidence.prometheus;

import org.jspecify.annotations.Nullable;

/// One PromQL expression, and what to call what it gives.
///
/// @param expression what is asked, one series a metric
/// @param name the name of the series; null where the answer has it in its `__name__`
/// @param unit in UCUM, as in `s` or `By`; null if unknown, or if it follows from the name in the answer
record Measure(String expression, @Nullable String name, @Nullable String unit) {

    /// The unit that a metric's name ends with, by Prometheus' own naming rules; null if it ends with none.
    static @Nullable String unitOf(String metric) {
        String base = metric.replaceFirst("_(total|count|sum|max|mean|p99)$", "");
        if (base.endsWith("_seconds")) return "s";
        if (base.endsWith("_milliseconds") || base.endsWith("_ms")) return "ms";
        if (base.endsWith("_bytes")) return "By";
        if (base.endsWith("_ratio")) return "1";
        if (base.endsWith("_celsius")) return "Cel";
        return base.endsWith("_percent") || base.endsWith("_pct") ? "%" : null;
    }
}
