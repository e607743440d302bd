package dev.firsthour.web.page;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.Confidence;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Hypothesis;

/// The analysis on the page: of a finished run, or what the engine found so far.
///
/// @param trust how far it can be trusted to be what was asked for
/// @param failure why it failed or fell back; null if neither
/// @param confidence 0 to 100, rounded
/// @param breakdown what the confidence was computed from; empty while provisional
/// @param facts what it cost and who wrote it, one short phrase each
/// @param asked whether a model was asked anything
record AnalysisPart(@Nullable String id, boolean provisional, Badge trust, @Nullable String failure, boolean needsReview, Cited rootCause,
        @Nullable Cited mitigation, @Nullable Cited reasoning, @Nullable Cited prevention, @Nullable Cited recommendation,
        @Nullable String culprit, @Nullable Cited trigger, long confidence, String confidenceWord, List<FactorPart> breakdown,
        List<Cited> contributingFactors, List<String> affected, List<HypothesisPart> standing, List<HypothesisPart> ruledOut,
        List<FindingPart> findings, List<Cited> gaps, List<String> unsupported, List<String> facts, boolean asked) {

    private static final Badge PROVISIONAL = new Badge("working", "…", "PROVISIONAL",
            "What the engine found so far; the investigation is still under way");

    /// One input of the confidence.
    ///
    /// @param share 0 to 100
    /// @param effect by how many points it moved the score, with its sign
    /// @param raises whether it raised it
    record FactorPart(String name, long share, String effect, boolean raises, String why) {

        static FactorPart of(Confidence.Factor factor) {
            return new FactorPart(factor.name().replace('_', ' '), Math.round(Math.clamp(factor.value(), 0.0, 1.0) * 100),
                    Numbers.signed(factor.effect()), factor.effect() >= 0, factor.why());
        }
    }

    static AnalysisPart of(Analysis analysis, Set<EvidenceId> known, Instant now) {
        Duration took = Duration.between(analysis.startedAt(), analysis.completedAt());
        long calls = analysis.usage().modelCalls();
        return new AnalysisPart(analysis.id().toString(), false, Badge.of(analysis.executionStatus()), analysis.failure(),
                analysis.needsReview(), Cited.of(analysis.rootCause(), known), text(analysis.mitigation(), known),
                text(analysis.reasoning(), known), text(analysis.prevention(), known), text(analysis.recommendation(), known),
                analysis.culprit() == null ? null : analysis.culprit().toString(), text(analysis.trigger(), known),
                Math.round(analysis.confidence().score()), word(analysis.confidence().score()),
                analysis.confidence().factors().stream().map(FactorPart::of).toList(), texts(analysis.contributingFactors(), known),
                analysis.affected(), hypotheses(analysis.hypotheses(), known, false), hypotheses(analysis.hypotheses(), known, true),
                analysis.findings().stream().map(finding -> FindingPart.of(finding, known, now)).toList(),
                texts(analysis.evidenceGaps(), known), analysis.unsupported(),
                calls == 0
                        ? List.of("by " + analysis.analyst(), "took " + Numbers.length(took))
                        : List.of("by " + analysis.analyst(), "took " + Numbers.length(took),
                                calls + (calls == 1 ? " model call, " : " model calls, ")
                                        + Numbers.plain(analysis.usage().inputTokens() + analysis.usage().outputTokens()) + " tokens"),
                calls > 0);
    }

    /// What the engine found, before the investigation has come to its end.
    static AnalysisPart provisional(Diagnosis diagnosis, Set<EvidenceId> known, Instant now) {
        Hypothesis first = diagnosis.hypotheses().isEmpty() ? null : diagnosis.hypotheses().getFirst();
        return new AnalysisPart(null, true, PROVISIONAL, null, false, Cited.of(diagnosis.summary(), known), null, null, null, null,
                first == null || first.culprit() == null ? null : first.culprit().toString(),
                first == null ? null : text(first.trigger(), known), Math.round(diagnosis.score() * 100), word(diagnosis.score() * 100),
                List.of(), List.of(), diagnosis.affected(), hypotheses(diagnosis.hypotheses(), known, false),
                hypotheses(diagnosis.hypotheses(), known, true),
                diagnosis.findings().stream().map(finding -> FindingPart.of(finding, known, now)).toList(),
                texts(diagnosis.gaps(), known), List.of(), List.of("by the engine"), false);
    }

    private static String word(double score) {
        return score >= 80 ? "high" : score >= 50 ? "moderate" : "low";
    }

    private static List<HypothesisPart> hypotheses(List<Hypothesis> all, Set<EvidenceId> known, boolean ruledOut) {
        return all.stream().filter(hypothesis -> (hypothesis.ruledOut() != null) == ruledOut)
                .map(hypothesis -> HypothesisPart.of(hypothesis, known)).toList();
    }

    private static @Nullable Cited text(@Nullable String text, Set<EvidenceId> known) {
        return text == null || text.isBlank() ? null : Cited.of(text.strip(), known);
    }

    private static List<Cited> texts(List<String> texts, Set<EvidenceId> known) {
        return texts.stream().map(text -> Cited.of(text, known)).toList();
    }

    /// For the class that colours the confidence.
    public String confidenceTone() {
        return confidenceWord.toLowerCase(Locale.ROOT);
    }
}
