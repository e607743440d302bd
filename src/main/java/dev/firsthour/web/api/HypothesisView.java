package dev.firsthour.web.api;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Claim;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Hypothesis;

/// One explanation that competed with others.
///
/// @param score how likely it is against the others, 0 to 1
/// @param ruledOut why it was ruled out; null while it stands
record HypothesisView(String id, String statement, @Nullable EntityView culprit, String fault, @Nullable String trigger, double score,
        List<ClaimView> evidenceFor, List<ClaimView> evidenceAgainst, @Nullable String ruledOut) {

    /// A sentence and the evidence it stands on.
    record ClaimView(String text, List<String> cites) {

        static ClaimView of(Claim claim) {
            return new ClaimView(claim.text(), claim.cites().stream().map(EvidenceId::toString).toList());
        }
    }

    static HypothesisView of(Hypothesis hypothesis) {
        return new HypothesisView(hypothesis.id(), hypothesis.statement(), EntityView.of(hypothesis.culprit()), hypothesis.fault(),
                hypothesis.trigger(), hypothesis.score(), hypothesis.evidenceFor().stream().map(ClaimView::of).toList(),
                hypothesis.evidenceAgainst().stream().map(ClaimView::of).toList(), hypothesis.ruledOut());
    }
}
