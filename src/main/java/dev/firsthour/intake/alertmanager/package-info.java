/// Prometheus Alertmanager's webhooks.
@NullMarked
package dev.firsthour.intake.alertmanager;

import org.jspecify.annotations.NullMarked;
