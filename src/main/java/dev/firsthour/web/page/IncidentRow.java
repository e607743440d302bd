package dev.firsthour.web.page;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Incident;

/// One line of the list.
record IncidentRow(String id, String title, Badge severity, Badge status, @Nullable String service, @Nullable String rootCause,
        @Nullable Badge trust, @Nullable String confidence, boolean needsReview, Moment started) {

    static IncidentRow of(Incident incident, Instant now) {
        Double score = incident.standing().confidenceScore();
        return new IncidentRow(incident.id().toString(), incident.title(), Badge.of(incident.severity()), Badge.of(incident.status()),
                incident.service(), incident.standing().rootCause(), Badge.of(incident.standing()),
                score == null ? null : Long.toString(Math.round(score)), incident.standing().needsReview(),
                Moment.of(incident.startedAt(), now));
    }
}
