package dev.firsthour.web.api;

import java.time.Instant;

import dev.firsthour.incident.Event;

/// One entry of a timeline.
///
/// @param position counts from 1 without gaps
/// @param previousHash the hash of the entry before; of the first entry the empty text
record EventView(long position, Instant occurredAt, String actor, String type, String message, Stored data, String previousHash,
        String hash) {

    static EventView of(Event event) {
        return new EventView(event.position(), event.occurredAt(), event.actor(), event.type().name(), event.message(),
                new Stored(event.data()), event.previousHash(), event.hash());
    }
}
