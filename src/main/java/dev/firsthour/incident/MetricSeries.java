package dev.firsthour.incident;

import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/// One series of one metric of one entity.
///
/// @param service the service or other thing measured; null if the series belongs to none
/// @param unit the unit as UCUM or Prometheus spells it, as in `s` or `By`; null if unknown
public record MetricSeries(@Nullable String service, String name, @Nullable String unit, Map<String, String> labels, Samples samples) {

    public MetricSeries { labels = Map.copyOf(labels); }

    /// What to call the series towards people: its service and name, and its labels if it has any.
    public String title() {
        String base = service == null ? name : service + " " + name;
        return labels.isEmpty() ? base : base + new TreeMap<>(labels);
    }
}
