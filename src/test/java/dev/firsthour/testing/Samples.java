package dev.firsthour.testing;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Ids;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Standing;
import dev.firsthour.incident.Status;
import dev.firsthour.timeline.NewEvent;

/// Incidents and entries for tests that need any.
public final class Samples {

    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    public static final Ids IDS = Ids.system();

    private Samples() {}

    /// An incident as it is handed to the timeline: queued, with no entry yet.
    public static Incident incident(String title, @Nullable String groupingKey) {
        return incident(title, groupingKey, IDS.analysis());
    }

    public static Incident incident(String title, @Nullable String groupingKey, AnalysisId analysis) {
        return new Incident(IDS.incident(), title, "", Severity.HIGH, Status.OPEN, "checkout", "prod", "api", Map.of("team", "shop"),
                groupingKey, NOON,
                NOON, NOON, 0, Standing.NONE.on(analysis, Standing.State.QUEUED));
    }

    public static NewEvent created(Incident incident) {
        return new NewEvent(NOON, "api", EventType.INCIDENT_CREATED, incident.title(),
                new EventData.IncidentCreated("api", incident.title(), incident.severity(), incident.service(), incident.environment(),
                        NOON,
                        incident.labels(), List.of(), incident.groupingKey(), null, List.of()));
    }

    public static NewEvent comment(String text) {
        return new NewEvent(NOON.plusSeconds(1), "ada", EventType.COMMENT_ADDED, "ada: " + text, new EventData.CommentAdded(text));
    }

    public static NewEvent started(AnalysisId analysis) {
        return new NewEvent(NOON.plusSeconds(2), "system", EventType.AI_ANALYSIS_STARTED, "The analysis began.",
                new EventData.AnalysisStarted(analysis, "firsthour engine", "system"));
    }
}
