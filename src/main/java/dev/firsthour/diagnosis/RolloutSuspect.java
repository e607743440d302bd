package dev.firsthour.diagnosis;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.EvidenceId;

/// A rollout and how its new instances compare with the old.
///
/// @param score how much it looks like the defective one, 0 and up; 0 if it is ruled out
/// @param fails how much more of its calls the new version fails than the old one at the same time, 0 to 1, as far as that is certain
/// @param silent how surely new instances are never called, or never answer, while old ones are, 0 to 1
/// @param slower how many times slower the new version answers than the old one did before, as a natural logarithm, 0 and up
/// @param prior what time and place alone say, 0 to 1
/// @param because what speaks for it, in words; empty if nothing does
/// @param ruledOut why it cannot have been; null if it can
/// @param cites the evidence of the rollout and of what was compared
record RolloutSuspect(Rollout rollout, double score, double fails, double silent, double slower, double prior, String because,
        @Nullable String ruledOut, List<EvidenceId> cites) {

    RolloutSuspect { cites = List.copyOf(cites); }
}
