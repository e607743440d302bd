package dev.firsthour.incident;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// What is known of the trouble before any evidence: the diagnosis' question.
///
/// @param detectedAt when it was noticed, which may be off by minutes
/// @param metric the metric that the alert watches; null if it does not say
public record Symptom(String title, String description, Severity severity, @Nullable String service, @Nullable String metric,
        Instant detectedAt, Map<String, String> labels) {

    public Symptom { labels = Map.copyOf(labels); }

    /// What an alert says of its trouble, before there is an incident.
    public static Symptom of(Alert alert) {
        return new Symptom(alert.title(), alert.description(), alert.severity(), alert.service(), alert.labels().get("metric"),
                alert.startedAt(), alert.labels());
    }

    /// What an incident says of its trouble. The metric is taken from the label `metric`, if there is one.
    public static Symptom of(Incident incident) {
        return new Symptom(incident.title(), incident.description(), incident.severity(), incident.service(),
                incident.labels().get("metric"), incident.startedAt(), incident.labels());
    }
}
