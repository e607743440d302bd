package dev.firsthour.diagnosis;

import java.util.List;

import dev.firsthour.incident.Claim;
import dev.firsthour.incident.Entity;

/// A cause that lies in none of our own changes.
///
/// @param fault the kind of fault, in a few words
/// @param strength how much it is to be believed, 0 to 1, on the scale of {@link Suspicion#strength}
record OutsideCause(Entity culprit, String fault, String statement, double strength, List<Claim> speaksFor) {

    OutsideCause {
        speaksFor = List.copyOf(speaksFor);
        strength = Math.clamp(strength, 0, 1);
    }
}
