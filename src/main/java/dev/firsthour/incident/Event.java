package dev.firsthour.incident;

import java.time.Instant;

/// One entry of an incident's timeline.
///
/// @param position counts from 1 without gaps within its incident
/// @param actor who did it: `system`, `engine`, a model, or a person's name
/// @param message a sentence for people
/// @param previousHash the hash of the entry before it; of the first entry the empty string
/// @param hash chains this entry to the one before it, in hex
public record Event(IncidentId incidentId, long position, Instant occurredAt, String actor, EventType type, String message, EventData data,
        String previousHash, String hash) {}
