/// Grafana's alerting: its contact point of the kind webhook.
@NullMarked
package dev.firsthour.intake.grafana;

import org.jspecify.annotations.NullMarked;
