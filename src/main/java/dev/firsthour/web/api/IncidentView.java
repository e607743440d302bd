package dev.firsthour.web.api;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Incident;
import dev.firsthour.incident.Standing;

/// One incident as it stands now.
///
/// @param position the position of its newest timeline entry
/// @param mergedInto the incident that it became part of; null if it stands by itself
record IncidentView(String id, String title, String description, String severity, String status, @Nullable String service,
        @Nullable String environment, String source, Map<String, String> labels, Instant startedAt, Instant createdAt, Instant updatedAt,
        long position, Investigation investigation, @Nullable String mergedInto) {

    /// How its investigation stands, and the analysis that is shown.
    record Investigation(String state, @Nullable String analysisId, @Nullable String executionStatus, @Nullable Double confidenceScore,
            @Nullable String rootCause, @Nullable String analyst, boolean needsReview) {

        static Investigation of(Standing standing) {
            return new Investigation(standing.state().word(), standing.analysisId() == null ? null : standing.analysisId().toString(),
                    standing.executionStatus() == null ? null : standing.executionStatus().name(), standing.confidenceScore(),
                    standing.rootCause(), standing.analyst(), standing.needsReview());
        }
    }

    static IncidentView of(Incident incident) {
        return new IncidentView(incident.id().toString(), incident.title(), incident.description(), incident.severity().word(),
                incident.status().word(), incident.service(), incident.environment(), incident.source(), new TreeMap<>(incident.labels()),
                incident.startedAt(), incident.createdAt(), incident.updatedAt(), incident.position(),
                Investigation.of(incident.standing()), incident.mergedInto() == null ? null : incident.mergedInto().toString());
    }
}
