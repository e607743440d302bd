/// Logs, metrics, traces and events from Datadog.
@NullMarked
package dev.firsthour.evidence.datadog;

import org.jspecify.annotations.NullMarked;
