package dev.firsthour.incident;

import java.util.List;

import org.jspecify.annotations.Nullable;

/// One explanation that competes with others.
///
/// @param id `H` and a number from 1 on, within its analysis
/// @param statement what would have happened, in one or two sentences
/// @param culprit what would be to blame; null where nothing is wrong or nobody can say
/// @param fault the kind of fault, in a few words: `bad deployment`, `resource exhaustion`, `vendor outage`
/// @param trigger the change or event that set it off; null if none is known
/// @param score how likely it is against the others, 0 to 1
/// @param ruledOut why it was ruled out; null while it stands
public record Hypothesis(String id, String statement, @Nullable Entity culprit, String fault, @Nullable String trigger, double score,
        List<Claim> evidenceFor, List<Claim> evidenceAgainst, @Nullable String ruledOut) {

    public Hypothesis {
        evidenceFor = List.copyOf(evidenceFor);
        evidenceAgainst = List.copyOf(evidenceAgainst);
        if (!(score >= 0 && score <= 1)) throw new IllegalArgumentException("a hypothesis' score lies in 0 to 1, not " + score);
    }

    /// The same hypothesis, ruled out for a reason.
    public Hypothesis ruledOutBecause(String reason) {
        return new Hypothesis(id, statement, culprit, fault, trigger, score, evidenceFor, evidenceAgainst, reason);
    }
}
