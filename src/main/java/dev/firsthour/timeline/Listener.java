package dev.firsthour.timeline;

import dev.firsthour.incident.Event;
import dev.firsthour.incident.Incident;

/// Hears of each entry within the transaction that appends it: what it writes to the same database is kept if, and only if, the entry is. It must not
/// append anything itself, nor wait for anybody.
@FunctionalInterface
public interface Listener {

    /// @param incident as the entry leaves it
    void appended(Incident incident, Event entry);
}
