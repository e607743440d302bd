package dev.firsthour.timeline;

import java.time.Instant;

import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;

/// An entry about to be appended: the timeline gives it its position and its hash.
///
/// @param occurredAt kept to the microsecond
/// @param actor who did it: `system`, `engine`, a model, or a person's name
/// @param message a sentence for people
public record NewEvent(Instant occurredAt, String actor, EventType type, String message, EventData data) {

    public NewEvent {
        if (!type.data().isInstance(data)) {
            throw new IllegalArgumentException(
                    type + " carries " + type.data().getSimpleName() + ", not " + data.getClass().getSimpleName());
        }
    }
}
