package dev.firsthour.incident;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// One log record, in the terms of the OpenTelemetry log data model.
///
/// @param at when it happened; null if the line carries no time that could be read
/// @param service who logged it; null if nobody knows
/// @param severityText the level as the source spelt it, as in `WARN`; null if it has none
/// @param body the message, headers included where the source had them in one line
public record LogRecord(@Nullable Instant at, @Nullable String service, @Nullable String severityText, String body,
        @Nullable String traceId, @Nullable String spanId, Map<String, String> attributes) {

    /// By rising time; those without one come first.
    public static final Comparator<LogRecord> BY_TIME = Comparator.comparing(LogRecord::at,
            Comparator.nullsFirst(Comparator.naturalOrder()));

    public LogRecord { attributes = Map.copyOf(attributes); }
}
