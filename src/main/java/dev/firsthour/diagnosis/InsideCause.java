package dev.firsthour.diagnosis;

import java.time.Instant;

import dev.firsthour.incident.Claim;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.Signal;

/// A cause that lies inside one of our services, and where: in its code, its processor, the network before it.
///
/// @param statement what would have happened, in one or two sentences
/// @param service the service it lies in
/// @param culprit the thing itself: `CODE` named `service|FROM -> TO` for a place in the flow of its code, `RESOURCE` named `service|cpu` and
///        the like
/// @param fault the kind of fault in a few words
/// @param strength how much it is to be believed, 0 to 1
/// @param began when it was first seen
/// @param seen what shows it
/// @param signal the same in numbers
record InsideCause(String statement, String service, Entity culprit, String fault, double strength, Instant began, Claim seen,
        Signal signal) {

    InsideCause {
        if (!(strength >= 0 && strength <= 1)) throw new IllegalArgumentException("a cause's strength lies in 0 to 1, not " + strength);
    }

    /// The same cause, believed less.
    InsideCause weakened(double factor) {
        return new InsideCause(statement, service, culprit, fault, strength * factor, began, seen, signal);
    }

    /// What shows it, as a finding.
    Finding finding() {
        return new Finding(seen.text(), culprit, began, strength, signal, seen.cites());
    }
}
