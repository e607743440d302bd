/// Prometheus, and whatever speaks its query API: Thanos, Mimir, VictoriaMetrics, Grafana's proxy.
@NullMarked
package dev.firsthour.evidence.prometheus;

import org.jspecify.annotations.NullMarked;
