package dev.firsthour.incident;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/// One thing that the diagnosis saw, and explains.
///
/// @param statement a whole sentence that names the thing, what happened to it and how that is known
/// @param entity what it is about; null if it is about no one thing
/// @param at when it began; null if it cannot be placed
/// @param score how much it weighs, 0 to 1; findings are ranked by it
public record Finding(String statement, @Nullable Entity entity, @Nullable Instant at, double score, Signal signal,
        List<EvidenceId> cites) {

    public Finding {
        cites = List.copyOf(cites);
        if (cites.isEmpty()) throw new IllegalArgumentException("a finding cites evidence: " + statement);
        if (!(score >= 0 && score <= 1)) throw new IllegalArgumentException("a finding's score lies in 0 to 1, not " + score);
    }
}
