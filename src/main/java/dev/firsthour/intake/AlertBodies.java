package dev.firsthour.intake;

import dev.firsthour.incident.IncidentId;

/// The alerts of incidents as they are kept whole, for whoever has to erase them.
public final class AlertBodies {

    private final Ledger ledger;

    AlertBodies(Ledger ledger) {
        this.ledger = ledger;
    }

    /// Erases what an incident's alerts said, in the caller's transaction. That they fired, and what the timeline says of them, stays; one that fires again is
    /// kept whole again.
    ///
    /// @return how many alerts were kept whole before
    public int erase(IncidentId id) {
        return ledger.eraseBodies(id);
    }
}
