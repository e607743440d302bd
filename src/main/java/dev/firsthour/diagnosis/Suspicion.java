package dev.firsthour.diagnosis;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.Claim;
import dev.firsthour.incident.EvidenceId;

/// A change and how it stands to the trouble.
///
/// @param change what is suspected: the commit where one is known, else the deployment, flag or configuration itself
/// @param carrier the deployment that brought it; null if none is known or the change brings itself
/// @param cites the evidence of the change and of its carrier
/// @param effective when it took effect, as far as that is known
/// @param nearness 0 to 1, by time: 0 where it took effect after the trouble had begun
/// @param place 0 to 1, by service
/// @param mechanism 0 to 1: whether what it does can produce what is seen
/// @param words what the change and the symptoms have in common, the most telling first
/// @param service the service that it went to; null if nobody knows
/// @param brief what it does that fits best, as a clause; null if nothing does
/// @param how the same with what it is read from, as a sentence; null if nothing does
/// @param speaksFor reasons to believe it
/// @param speaksAgainst reasons not to
/// @param ruledOut why it cannot have been; null if it can
record Suspicion(Change change, @Nullable Change carrier, List<EvidenceId> cites, Instant effective, double nearness, double place,
        double mechanism, List<String> words, @Nullable String service, @Nullable String brief, @Nullable String how, List<Claim> speaksFor,
        List<Claim> speaksAgainst,
        @Nullable String ruledOut) {

    Suspicion {
        cites = List.copyOf(cites);
        words = List.copyOf(words);
        speaksFor = List.copyOf(speaksFor);
        speaksAgainst = List.copyOf(speaksAgainst);
    }

    /// How much it is to be believed, 0 to 1. Mechanism carries most: being near in time and place is what innocent changes are too.
    double strength() {
        if (ruledOut != null) return 0;
        return mechanism * (0.55 + 0.25 * nearness + 0.2 * place);
    }
}
