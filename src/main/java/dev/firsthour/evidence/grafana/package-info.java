/// Annotations from Grafana, and the queries of the panel and the rule of the alert that fired there.
@NullMarked
package dev.firsthour.evidence.grafana;

import org.jspecify.annotations.NullMarked;
