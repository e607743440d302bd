package dev.firsthour.web.api;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.Confidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Usage;

/// The typed root cause analysis of one finished run.
///
/// @param confidenceScore 0 to 100
/// @param executionStatus `COMPLETED`, `RECOVERED_FALLBACK` or `FAILED`
/// @param failure why it failed or fell back; null if it is COMPLETED
/// @param unsupported sentences that cite nothing that exists
record AnalysisView(String id, String incidentId, String rootCause, String reasoning, String mitigation, String prevention,
        String recommendation, double confidenceScore, String executionStatus, String analyst, @Nullable String failure,
        @Nullable EntityView culprit, @Nullable String trigger, List<String> contributingFactors, List<String> affected,
        List<HypothesisView> hypotheses, List<FindingView> findings, List<String> evidenceGaps, List<String> citations,
        List<String> unsupported, List<FactorView> confidenceBreakdown, UsageView usage, boolean needsReview, Instant startedAt,
        Instant completedAt) {

    /// One input of the confidence.
    ///
    /// @param value 0 to 1
    /// @param effect by how many points it moved the score
    record FactorView(String name, double value, double effect, String why) {

        static FactorView of(Confidence.Factor factor) {
            return new FactorView(factor.name(), factor.value(), factor.effect(), factor.why());
        }
    }

    /// What the run cost.
    ///
    /// @param moneyMicros in millionths of the currency that prices are given in; 0 where no price is set
    record UsageView(long inputTokens, long outputTokens, int modelCalls, long modelMillis, long moneyMicros) {

        static UsageView of(Usage usage) {
            return new UsageView(usage.inputTokens(), usage.outputTokens(), usage.modelCalls(), usage.modelMillis(), usage.moneyMicros());
        }
    }

    static AnalysisView of(Analysis analysis) {
        return new AnalysisView(analysis.id().toString(), analysis.incidentId().toString(), analysis.rootCause(), analysis.reasoning(),
                analysis.mitigation(), analysis.prevention(), analysis.recommendation(), analysis.confidence().score(),
                analysis.executionStatus().name(), analysis.analyst(), analysis.failure(), EntityView.of(analysis.culprit()),
                analysis.trigger(), analysis.contributingFactors(), analysis.affected(),
                analysis.hypotheses().stream().map(HypothesisView::of).toList(), analysis.findings().stream().map(FindingView::of).toList(),
                analysis.evidenceGaps(), analysis.citations().stream().map(EvidenceId::toString).toList(), analysis.unsupported(),
                analysis.confidence().factors().stream().map(FactorView::of).toList(), UsageView.of(analysis.usage()),
                analysis.needsReview(), analysis.startedAt(), analysis.completedAt());
    }
}
