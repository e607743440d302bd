/// Annotations from Grafana, and the queries of the alert rule that fired there.
@NullMarked
package dev.firsthour.evidence.grafana;

import org.jspecify.annotations.NullMarked;
