/// Logs in Loki, by itself or behind Grafana's proxy.
@NullMarked
package dev.firsthour.evidence.loki;

import org.jspecify.annotations.NullMarked;
