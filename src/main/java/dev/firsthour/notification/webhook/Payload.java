package dev.firsthour.notification.webhook;

import java.net.URI;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.ExecutionStatus;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Status;
import dev.firsthour.notification.Announcement;

/// What is sent, as `docs/notification-v1.schema.json` describes it. Fields may be added; what changes or takes away one is another version.
///
/// @param sequence the entry's position on the incident's timeline: who has seen a higher one has newer news
/// @param incident as it stands when this is sent
record Payload(String version, String id, String event, long sequence, Instant occurredAt, String actor, String message, About incident,
        @Nullable Cause analysis) {

    static final String VERSION = "1";

    record About(String id, String title, Severity severity, Status status, @Nullable String service, @Nullable String environment,
            String source, Instant startedAt, URI url) {}

    record Cause(String id, ExecutionStatus executionStatus, double confidenceScore, String rootCause, String reasoning, String mitigation,
            String prevention, String recommendation, @Nullable Entity culprit, String analyst, boolean needsReview,
            @Nullable String failure, Instant completedAt) {}

    static Payload of(Announcement announcement, Occasion occasion) {
        Incident incident = announcement.incident();
        Analysis analysis = announcement.analysis();
        About about = new About(incident.id().toString(), incident.title(), incident.severity(), incident.status(), incident.service(),
                incident.environment(), incident.source(), incident.startedAt(), announcement.page());
        Cause cause = analysis == null
                ? null
                : new Cause(analysis.id().toString(), analysis.executionStatus(), analysis.confidence().score(), analysis.rootCause(),
                        analysis.reasoning(), analysis.mitigation(), analysis.prevention(), analysis.recommendation(), analysis.culprit(),
                        analysis.analyst(), analysis.needsReview(), analysis.failure(), analysis.completedAt());
        return new Payload(VERSION, announcement.id(), occasion.word(), announcement.entry().position(), announcement.entry().occurredAt(),
                announcement.entry().actor(), announcement.entry().message(), about, cause);
    }
}
