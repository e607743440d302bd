package dev.firsthour.incident;

import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/// One series of one metric of one entity.
///
/// @param service the service or other thing measured; null if the series belongs to none
/// @param unit the unit as UCUM or Prometheus spells it, as in `s` or `By`; null if unknown
public record MetricSeries(@Nullable String service, String name, @Nullable String unit, Map<String, String> labels, Samples samples) {

    /// The label of a series that was measured at another time for comparison, as in `a day before`.
    public static final String COMPARED = "compared";

    public MetricSeries { labels = Map.copyOf(labels); }

    /// Whether it shows what is usual at this time rather than what happened.
    public boolean isComparison() {
        return labels.containsKey(COMPARED);
    }

    /// What to call the series towards people: its service and name, and its labels if it has any.
    public String title() {
        String base = service == null ? name : service + " " + name;
        return labels.isEmpty() ? base : base + new TreeMap<>(labels);
    }
}
