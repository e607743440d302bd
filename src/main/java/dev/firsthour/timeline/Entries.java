package dev.firsthour.timeline;

import java.time.temporal.ChronoUnit;
import java.util.List;

import dev.firsthour.incident.Event;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;

/// Makes chained entries of new events, and checks them: what every store has in common.
public final class Entries {

    private final Chain chain;

    public Entries(Chain chain) {
        this.chain = chain;
    }

    /// The entry that follows position and hash of the one before it.
    public Event next(IncidentId incident, long previousPosition, String previousHash, NewEvent event) {
        long position = previousPosition + 1;
        var occurredAt = event.occurredAt().truncatedTo(ChronoUnit.MICROS);
        String hash = chain.hash(incident, position, occurredAt, event.actor(), event.type(), event.message(), Json.write(event.data()),
                previousHash);
        return new Event(incident, position, occurredAt, event.actor(), event.type(), event.message(), event.data(), previousHash, hash);
    }

    /// Checks a whole timeline against what the incident remembers of its newest entry.
    ///
    /// @param stored every entry by rising position, its data as the text that was stored
    public Verification verify(Incident incident, String newestHash, List<Stored> stored) {
        long expected = 1;
        String previous = Chain.BEGINNING;
        for (Stored entry : stored) {
            Event event = entry.event();
            if (event.position() != expected) {
                return broken(stored, expected, "entry " + expected + " is missing: entry " + event.position() + " follows entry "
                        + (expected - 1));
            }
            String hash = chain.hash(event.incidentId(), event.position(), event.occurredAt(), event.actor(), event.type(), event.message(),
                    entry.data(), previous);
            if (!event.previousHash().equals(previous) || !event.hash().equals(hash)) {
                return broken(stored, expected, "entry " + expected + " (" + event.type() + ") is not as it was written");
            }
            previous = hash;
            expected++;
        }
        if (expected - 1 != incident.position() || !previous.equals(newestHash)) {
            return broken(stored, expected,
                    "the incident remembers " + incident.position() + " entries, and " + (expected - 1)
                            + " fit: the tail was cut off or replaced");
        }
        return new Verification(true, stored.size(), null, stored.size() + " entries, each as it was written");
    }

    private static Verification broken(List<Stored> stored, long position, String explanation) {
        return new Verification(false, stored.size(), position, explanation);
    }

    /// An entry with the exact text of its data.
    public record Stored(Event event, String data) {}
}
