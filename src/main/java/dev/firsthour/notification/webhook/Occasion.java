package dev.firsthour.notification.webhook;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.firsthour.incident.EventType;

/// What a receiver can be told of, by the names of the payload. They never change; new ones may be added.
enum Occasion {

    OPENED("incident.opened", EventType.INCIDENT_CREATED), ACKNOWLEDGED("incident.acknowledged", EventType.ACKNOWLEDGED), MITIGATED(
            "incident.mitigated", EventType.MITIGATED), RESOLVED("incident.resolved", EventType.RESOLVED), REOPENED("incident.reopened",
                    EventType.REOPENED), SEVERITY_CHANGED("incident.severity_changed", EventType.SEVERITY_CHANGED), STARTED(
                            "analysis.started", EventType.AI_ANALYSIS_STARTED), COMPLETED("analysis.completed",
                                    EventType.ROOT_CAUSE_GENERATED), FAILED("analysis.failed", EventType.AI_ANALYSIS_FAILED), JUDGED(
                                            "analysis.judged", EventType.FEEDBACK_GIVEN);

    private final String word;
    private final EventType type;

    Occasion(String word, EventType type) {
        this.word = word;
        this.type = type;
    }

    String word() {
        return word;
    }

    static Optional<Occasion> of(EventType type) {
        return Arrays.stream(values()).filter(occasion -> occasion.type == type).findFirst();
    }

    /// @throws IllegalArgumentException naming those that there are
    static Occasion of(String word, String setting) {
        return Arrays.stream(values()).filter(occasion -> occasion.word.equals(word)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(setting + " names '" + word + "', which is none of "
                        + Arrays.stream(values()).map(Occasion::word).collect(Collectors.joining(", "))));
    }
}
