package dev.firsthour.incident;

/// What an entry of the timeline says. The names are stored and never change; new ones may be added.
public enum EventType {
    // @formatter:off
    INCIDENT_CREATED(EventData.IncidentCreated.class),
    ALERT_RECEIVED(EventData.AlertReceived.class),
    ALERT_RESOLVED(EventData.AlertResolved.class),
    AI_ANALYSIS_STARTED(EventData.AnalysisStarted.class),
    AI_ANALYSIS_RESUMED(EventData.AnalysisResumed.class),
    EVIDENCE_COLLECTED(EventData.EvidenceCollected.class),
    EVIDENCE_MISSING(EventData.EvidenceMissing.class),
    SOURCE_UNAVAILABLE(EventData.SourceUnavailable.class),
    DIAGNOSIS_COMPLETED(EventData.DiagnosisCompleted.class),
    HYPOTHESIS_PROPOSED(EventData.HypothesisProposed.class),
    HYPOTHESIS_REFUTED(EventData.HypothesisRefuted.class),
    AI_ANALYSIS_PLANNED(EventData.AnalysisPlanned.class),
    TOOL_CALLED(EventData.ToolCalled.class),
    SPECIALIST_REPORTED(EventData.SpecialistReported.class),
    MODEL_CALLED(EventData.ModelCalled.class),
    OUTPUT_REJECTED(EventData.OutputRejected.class),
    OUTPUT_REPAIRED(EventData.OutputRepaired.class),
    FALLBACK_USED(EventData.FallbackUsed.class),
    INJECTION_SUSPECTED(EventData.InjectionSuspected.class),
    ROOT_CAUSE_GENERATED(EventData.RootCauseGenerated.class),
    AI_ANALYSIS_FAILED(EventData.AnalysisFailed.class),
    AI_ANALYSIS_RETRY_SCHEDULED(EventData.RetryScheduled.class),
    AI_ANALYSIS_CANCELLED(EventData.AnalysisCancelled.class),
    BUDGET_EXHAUSTED(EventData.BudgetExhausted.class),
    ACKNOWLEDGED(EventData.StatusChanged.class),
    MITIGATED(EventData.StatusChanged.class),
    RESOLVED(EventData.StatusChanged.class),
    REOPENED(EventData.StatusChanged.class),
    SEVERITY_CHANGED(EventData.SeverityChanged.class),
    ALERT_MOVED(EventData.AlertMoved.class),
    INCIDENT_MERGED(EventData.IncidentMerged.class),
    COMMENT_ADDED(EventData.CommentAdded.class),
    FEEDBACK_GIVEN(EventData.FeedbackGiven.class),
    NOTIFICATION_SENT(EventData.NotificationSent.class),
    NOTIFICATION_FAILED(EventData.NotificationFailed.class),
    PSEUDONYMS_REVEALED(EventData.PseudonymsRevealed.class),
    BODIES_ERASED(EventData.BodiesErased.class);
    // @formatter:on

    private final Class<? extends EventData> data;

    EventType(Class<? extends EventData> data) {
        this.data = data;
    }

    /// The record that an entry of this type carries.
    public Class<? extends EventData> data() {
        return data;
    }
}
