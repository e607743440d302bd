package dev.firsthour.timeline;

import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Event;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.ExecutionStatus;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Standing;
import dev.firsthour.incident.Standing.State;
import dev.firsthour.incident.Status;

/// What an entry makes of its incident: a pure function, the same for every store.
public final class Projection {

    private Projection() {}

    /// The incident after one more entry.
    public static Incident after(Incident incident, Event event) {
        Status status = incident.status();
        Severity severity = incident.severity();
        Standing standing = incident.standing();
        IncidentId mergedInto = incident.mergedInto();
        switch (event.data()) {
            case EventData.StatusChanged changed -> status = changed.to();
            case EventData.SeverityChanged changed -> severity = changed.to();
            case EventData.IncidentMerged merged when merged.merged().equals(incident.id()) -> {
                status = Status.RESOLVED;
                mergedInto = merged.into();
            }
            case EventData.AnalysisStarted started -> standing = standing.on(started.analysisId(), State.RUNNING);
            case EventData.AnalysisResumed resumed -> standing = standing.on(resumed.analysisId(), State.RUNNING);
            case EventData.RetryScheduled retry -> standing = standing.on(retry.analysisId(), State.WAITING);
            case EventData.RootCauseGenerated result -> standing = new Standing(State.IDLE, result.analysisId(), result.executionStatus(),
                    result.confidenceScore(), result.rootCause(), result.analyst(), result.needsReview());
            case EventData.AnalysisFailed failed -> standing = failed(standing, failed.analysisId());
            case EventData.AnalysisCancelled cancelled -> standing = failed(standing, cancelled.analysisId());
            case EventData.FeedbackGiven _ -> standing = standing.reviewed();
            case EventData.IncidentCreated _,EventData.AlertReceived _,EventData.AlertResolved _,EventData.EvidenceCollected _,EventData.EvidenceMissing _,EventData.SourceUnavailable _,EventData.DiagnosisCompleted _,EventData.HypothesisProposed _,EventData.HypothesisRefuted _,EventData.ModelCalled _,EventData.OutputRejected _,EventData.OutputRepaired _,EventData.FallbackUsed _,EventData.CommentAdded _,EventData.BudgetExhausted _,EventData.InjectionSuspected _,EventData.PseudonymsRevealed _,EventData.BodiesErased _,EventData.NotificationSent _,EventData.NotificationFailed _,EventData.AnalysisPlanned _,EventData.ToolCalled _,EventData.SpecialistReported _,EventData.IncidentMerged _,EventData.AlertMoved _ ->
                {
                }
        }
        return new Incident(incident.id(), incident.title(), incident.description(), severity, status, incident.service(),
                incident.environment(), incident.source(), incident.labels(), incident.groupingKey(), incident.startedAt(),
                incident.createdAt(), event.occurredAt(), event.position(), standing, mergedInto);
    }

    /// A failed run hides no earlier one that did not fail.
    private static Standing failed(Standing standing, AnalysisId run) {
        boolean hasBetter = standing.executionStatus() != null && standing.executionStatus() != ExecutionStatus.FAILED;
        return hasBetter
                ? standing.on(run, State.IDLE)
                : new Standing(State.IDLE, run, ExecutionStatus.FAILED, 0.0, standing.rootCause(), standing.analyst(), true);
    }
}
