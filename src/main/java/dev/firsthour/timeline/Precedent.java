package dev.firsthour.timeline;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.IncidentId;

/// A past incident that resembles another, and what caused it.
///
/// @param cause what was to blame: as a person said it where one did, else as its analysis has it
/// @param confirmed whether a person said that this was the cause; otherwise it was only concluded
/// @param likeness 0 to 1, by [Resemblance]
public record Precedent(IncidentId incidentId, String title, @Nullable String service, Instant startedAt, String cause, boolean confirmed,
        double likeness) {}
