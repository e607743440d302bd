package dev.firsthour.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// One span of a trace, in OpenTelemetry's terms.
///
/// @param parentId null for the root
/// @param error whether its status is ERROR
/// @param statusMessage what the status says of the error; null if nothing
public record Span(String traceId, String spanId, @Nullable String parentId, String service, String name, Instant start,
        Duration duration, boolean error, @Nullable String statusMessage, Map<String, String> attributes) {

    public Span { attributes = Map.copyOf(attributes); }
}
