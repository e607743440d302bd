package dev.firsthour.diagnosis;

import java.time.Instant;
import java.util.List;

import dev.firsthour.incident.Claim;
import dev.firsthour.incident.Entity;

/// A cause that lies inside one of our services, and where: in its code, its processor, the network before it.
///
/// @param statement what would have happened, in one or two sentences
/// @param service the service it lies in
/// @param culprit the thing itself: `CODE` named `service|FROM -> TO` for a place in the flow of its code, `RESOURCE` named `service|cpu` and
///        the like
/// @param fault the kind of fault in a few words
/// @param strength how much it is to be believed, 0 to 1
/// @param began when it was first seen
record InsideCause(String statement, String service, Entity culprit, String fault, double strength, Instant began, List<Claim> speaksFor) {

    InsideCause {
        speaksFor = List.copyOf(speaksFor);
        if (!(strength >= 0 && strength <= 1)) throw new IllegalArgumentException("a cause's strength lies in 0 to 1, not " + strength);
    }

    /// The same cause, believed less.
    InsideCause weakened(double factor) {
        return new InsideCause(statement, service, culprit, fault, strength * factor, began, speaksFor);
    }
}
