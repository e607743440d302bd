package dev.firsthour.web.api;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Incident;

/// An investigation that has not come to its end.
///
/// @param state `queued`, `running`, or `waiting` for something that is away
/// @param provisional what the engine found so far; null until it has
/// @param previous the analysis of an earlier run; null if there is none
record UnderWayView(String incidentId, @Nullable String analysisId, String state, @Nullable DiagnosisView provisional,
        @Nullable AnalysisView previous) {

    /// What the deterministic engine makes of the evidence, before any model has had its say.
    ///
    /// @param verdict `FAULT`, `NO_FAULT`, `RECOVERED` or `NOT_ENOUGH_EVIDENCE`
    /// @param score how sure it is, 0 to 1
    record DiagnosisView(String verdict, String summary, double score, List<FindingView> findings, List<HypothesisView> hypotheses,
            List<String> affected, List<String> gaps) {

        static DiagnosisView of(Diagnosis diagnosis) {
            return new DiagnosisView(diagnosis.verdict().name(), diagnosis.summary(), diagnosis.score(),
                    diagnosis.findings().stream().map(FindingView::of).toList(),
                    diagnosis.hypotheses().stream().map(HypothesisView::of).toList(), diagnosis.affected(), diagnosis.gaps());
        }
    }

    static UnderWayView of(Incident incident, @Nullable Diagnosis provisional, @Nullable AnalysisView previous) {
        return new UnderWayView(incident.id().toString(),
                incident.standing().analysisId() == null ? null : incident.standing().analysisId().toString(),
                incident.standing().state().word(), provisional == null ? null : DiagnosisView.of(provisional), previous);
    }
}
