package dev.firsthour.incident;

import java.util.UUID;

/// The name of one incident, a UUIDv7, so that ids sort by the time they were made.
public record IncidentId(UUID value) {

    /// @throws IllegalArgumentException if `text` is not a UUID in its 36-character form
    public static IncidentId parse(String text) {
        return new IncidentId(Ids.parse("incident id", text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
