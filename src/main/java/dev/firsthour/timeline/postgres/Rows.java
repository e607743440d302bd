package dev.firsthour.timeline.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Confidence;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Event;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.ExecutionStatus;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.ModelExchange;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Standing;
import dev.firsthour.incident.Status;
import dev.firsthour.incident.Usage;
import dev.firsthour.incident.Window;
import dev.firsthour.timeline.EvidenceHead;
import dev.firsthour.timeline.Json;
import dev.firsthour.timeline.Outcome;
import dev.firsthour.timeline.Touch;

/// Reads table rows back into the words they were written from.
final class Rows {

    private Rows() {}

    static Incident incident(ResultSet row) throws SQLException {
        return new Incident(new IncidentId(row.getObject("id", UUID.class)), row.getString("title"), row.getString("description"),
                Severity.valueOf(row.getString("severity").toUpperCase(Locale.ROOT)),
                Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)), row.getString("service"), row.getString("environment"),
                row.getString("source"), labels(row.getString("labels")), row.getString("grouping_key"), time(row, "started_at"),
                time(row, "created_at"), time(row, "updated_at"), row.getLong("position"), standing(row),
                mergedInto(row.getObject("merged_into", UUID.class)));
    }

    private static @Nullable IncidentId mergedInto(@Nullable UUID id) {
        return id == null ? null : new IncidentId(id);
    }

    private static Standing standing(ResultSet row) throws SQLException {
        UUID analysis = row.getObject("analysis_id", UUID.class);
        String status = row.getString("execution_status");
        return new Standing(Standing.State.valueOf(row.getString("analysis_state").toUpperCase(Locale.ROOT)),
                analysis == null ? null : new AnalysisId(analysis), status == null ? null : ExecutionStatus.valueOf(status),
                row.getObject("confidence_score", Double.class), row.getString("root_cause"), row.getString("analyst"),
                row.getBoolean("needs_review"));
    }

    static Event event(ResultSet row) throws SQLException {
        EventType type = EventType.valueOf(row.getString("type"));
        return new Event(new IncidentId(row.getObject("incident_id", UUID.class)), row.getLong("position"), time(row, "occurred_at"),
                row.getString("actor"), type, row.getString("message"), Json.read(row.getString("data"), type.data()),
                row.getString("previous_hash"), row.getString("hash"));
    }

    static Evidence evidence(ResultSet row) throws SQLException {
        return new Evidence(new EvidenceId(row.getInt("number")), row.getString("source"), row.getString("query"), row.getString("title"),
                window(row), Json.read(row.getString("content"), Content.class),
                row.getString("digest"), time(row, "collected_at"), row.getInt("redactions"), row.getBoolean("truncated"),
                row.getString("link"));
    }

    static EvidenceHead evidenceHead(ResultSet row) throws SQLException {
        return new EvidenceHead(new EvidenceId(row.getInt("number")), row.getString("source"), row.getString("query"),
                row.getString("title"),
                window(row), row.getString("kind"), row.getInt("size"), row.getString("digest"), time(row, "collected_at"),
                row.getInt("redactions"), row.getBoolean("truncated"), row.getString("link"), optionalTime(row, "erased_at"));
    }

    private static @Nullable Window window(ResultSet row) throws SQLException {
        Instant from = optionalTime(row, "window_from");
        Instant to = optionalTime(row, "window_to");
        return from == null || to == null ? null : new Window(from, to);
    }

    static Touch touch(ResultSet row) throws SQLException {
        return new Touch(new IncidentId(row.getObject("id", UUID.class)), row.getLong("position"), time(row, "updated_at"));
    }

    static ModelExchange exchange(ResultSet row) throws SQLException {
        return new ModelExchange(row.getString("id"), new AnalysisId(row.getObject("analysis_id", UUID.class)), row.getString("agent"),
                row.getString("model"), row.getString("prompt_version"), row.getString("request"), row.getString("reply"),
                row.getString("outcome"),
                new Usage(row.getLong("input_tokens"), row.getLong("output_tokens"), 1, row.getLong("millis"), row.getLong("money_micros")),
                time(row, "started_at"), optionalTime(row, "erased_at"));
    }

    static Outcome outcome(ResultSet row) throws SQLException {
        return new Outcome(new IncidentId(row.getObject("incident_id", UUID.class)), new AnalysisId(row.getObject("id", UUID.class)),
                Json.read(row.getString("confidence"), Confidence.class),
                Json.read(row.getString("data"), EventData.FeedbackGiven.class).correct(), time(row, "occurred_at"));
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new HashMap<>();
        Json.mapper().readTree(text).properties().forEach(label -> labels.put(label.getKey(), label.getValue().asString()));
        return labels;
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant optionalTime(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
