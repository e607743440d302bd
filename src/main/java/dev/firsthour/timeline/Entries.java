package dev.firsthour.timeline;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import dev.firsthour.incident.Event;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.NotPossibleNow;
import dev.firsthour.incident.Standing;

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

    /// What an analysis reads is not erased under its hands.
    ///
    /// @throws NotPossibleNow while one is under way
    public static void requireIdle(Incident incident) {
        if (incident.standing().state() != Standing.State.IDLE) {
            throw new NotPossibleNow("incident " + incident.id() + " is being investigated: wait for the end of it, or cancel it first");
        }
    }

    /// Nothing is erased in silence.
    public static void requireNoted(Erased erased, Optional<Event> entry) {
        if (entry.isEmpty() ? !erased.isNothing() : entry.get().type() != EventType.BODIES_ERASED) {
            throw new IllegalStateException("who erases bodies says so by " + EventType.BODIES_ERASED);
        }
    }

    /// Checks a whole timeline against what the incident remembers of its newest entry, and against the bodies that lie beside it.
    ///
    /// @param stored every entry by rising position, its data as the text that was stored
    public Verification verify(Incident incident, String newestHash, List<Stored> stored, Bodies bodies) {
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
        return beside(stored, bodies);
    }

    private static Verification beside(List<Stored> stored, Bodies bodies) {
        long erasedBefore = stored.stream().map(Stored::event).filter(event -> event.type() == EventType.BODIES_ERASED)
                .mapToLong(Event::position).max().orElse(0);
        long erased = 0;
        for (Stored entry : stored) {
            Event event = entry.event();
            for (Named body : named(event.data())) {
                String found = bodies.digests().get(body.name());
                if (found == null && event.position() < erasedBefore) {
                    erased++;
                } else if (found == null) {
                    return broken(stored, event.position(), body.sort() + " " + body.name() + " of entry " + event.position() + " ("
                            + event.type() + ") is missing, and no entry says that it was erased");
                } else if (!found.equals(body.digest())) {
                    return broken(stored, event.position(), body.sort() + " " + body.name() + " of entry " + event.position() + " ("
                            + event.type() + ") is not as it was recorded");
                }
            }
        }
        String explanation = stored.size() + " entries, each as it was written"
                + (erased == 0 ? "" : "; " + erased + (erased == 1 ? " body was" : " bodies were") + " erased, as an entry says");
        return new Verification(true, stored.size(), erased, null, explanation);
    }

    /// The bodies that an entry brought along.
    private static List<Named> named(EventData data) {
        return switch (data) {
            case EventData.EvidenceCollected collected -> collected.evidence().stream()
                    .map(piece -> new Named("evidence", piece.id().toString(), piece.digest())).toList();
            case EventData.ModelCalled called -> List.of(new Named("exchange", called.exchangeId(), called.digest()));
            default -> List.of();
        };
    }

    private record Named(String sort, String name, String digest) {}

    private static Verification broken(List<Stored> stored, long position, String explanation) {
        return new Verification(false, stored.size(), 0, position, explanation);
    }

    /// An entry with the exact text of its data.
    public record Stored(Event event, String data) {}
}
