package dev.firsthour.incident;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// One incident as it stands now.
///
/// @param startedAt when the trouble began, as far as the sender knows
/// @param updatedAt when its newest timeline entry was written
/// @param position the position of its newest timeline entry
/// @param standing how its investigation stands
/// @param mergedInto the incident that it became part of; null if it stands by itself
public record Incident(IncidentId id, String title, String description, Severity severity, Status status, @Nullable String service,
        @Nullable String environment, String source, Map<String, String> labels, @Nullable String groupingKey, Instant startedAt,
        Instant createdAt, Instant updatedAt, long position, Standing standing, @Nullable IncidentId mergedInto) {

    public Incident { labels = Map.copyOf(labels); }

    /// An incident that stands by itself.
    public Incident(IncidentId id, String title, String description, Severity severity, Status status, @Nullable String service,
            @Nullable String environment, String source, Map<String, String> labels, @Nullable String groupingKey, Instant startedAt,
            Instant createdAt, Instant updatedAt, long position, Standing standing) {
        this(id, title, description, severity, status, service, environment, source, labels, groupingKey, startedAt, createdAt, updatedAt,
                position, standing, null);
    }
}
