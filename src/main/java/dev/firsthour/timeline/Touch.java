package dev.firsthour.timeline;

import java.time.Instant;

import dev.firsthour.incident.IncidentId;

/// An incident's timeline reaches to that position since then.
public record Touch(IncidentId id, long position, Instant updatedAt) {}
