package dev.firsthour.web.page;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Claim;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Hypothesis;

/// One explanation on the page, with what speaks for and against it.
///
/// @param likelihood 0 to 100
/// @param ruledOut why it was ruled out; null while it stands
record HypothesisPart(String id, Cited statement, String fault, @Nullable String culprit, long likelihood, List<ClaimPart> evidenceFor,
        List<ClaimPart> evidenceAgainst, @Nullable Cited ruledOut) {

    /// A sentence, and the evidence it stands on where the sentence itself does not name it.
    record ClaimPart(Cited text, Cited cites) {

        static ClaimPart of(Claim claim, Set<EvidenceId> known) {
            List<EvidenceId> named = EvidenceId.citedIn(claim.text()).toList();
            return new ClaimPart(Cited.of(claim.text(), known),
                    Cited.of(claim.cites().stream().filter(id -> !named.contains(id)).toList(), known));
        }
    }

    static HypothesisPart of(Hypothesis hypothesis, Set<EvidenceId> known) {
        return new HypothesisPart(hypothesis.id(), Cited.of(hypothesis.statement(), known), hypothesis.fault(),
                hypothesis.culprit() == null ? null : hypothesis.culprit().toString(), Math.round(hypothesis.score() * 100),
                hypothesis.evidenceFor().stream().map(claim -> ClaimPart.of(claim, known)).toList(),
                hypothesis.evidenceAgainst().stream().map(claim -> ClaimPart.of(claim, known)).toList(),
                hypothesis.ruledOut() == null ? null : Cited.of(hypothesis.ruledOut(), known));
    }
}
