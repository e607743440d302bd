package dev.firsthour.incident;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// What an entry of the timeline carries besides its sentence, one record for each kind of entry. Its stored form is
/// pinned by a golden file for each type: to rename a component is a migration.
public sealed interface EventData {

    record IncidentCreated(String source, String title, Severity severity, @Nullable String service, @Nullable String environment,
            Instant startedAt, Map<String, String> labels, List<String> links, @Nullable String groupingKey, @Nullable String fingerprint,
            List<String> warnings) implements EventData {}

    /// @param repeat whether the same alert had been received before
    /// @param service whose alert it is; null if it does not say
    /// @param joined why it belongs to this incident, where its sender did not say so itself; null if it did
    record AlertReceived(String source, String title, Severity severity, @Nullable String fingerprint, Map<String, String> labels,
            boolean repeat, List<String> warnings, @Nullable String service, @Nullable String joined) implements EventData {

        /// An alert that its sender itself says belongs here.
        public AlertReceived(String source, String title, Severity severity, @Nullable String fingerprint, Map<String, String> labels,
                boolean repeat, List<String> warnings) {
            this(source, title, severity, fingerprint, labels, repeat, warnings, null, null);
        }
    }

    record AlertResolved(String source, String title, @Nullable String fingerprint, @Nullable Instant endedAt) implements EventData {}

    /// @param requestedBy who or what asked for it
    record AnalysisStarted(AnalysisId analysisId, String analyst, String requestedBy) implements EventData {}

    /// @param attempt counts from 1; the first attempt starts, later ones resume
    record AnalysisResumed(AnalysisId analysisId, int attempt) implements EventData {}

    record EvidenceCollected(String source, String query, List<Piece> evidence) implements EventData {

        /// One piece of evidence as the chain holds it: its body may be erased later, its digest stays.
        public record Piece(EvidenceId id, String kind, String title, int size, String digest, int redactions, boolean truncated) {}
    }

    record EvidenceMissing(String source, String query, String reason) implements EventData {}

    /// @param lasting whether asking again will not help
    record SourceUnavailable(String source, String query, String reason, boolean lasting) implements EventData {}

    record DiagnosisCompleted(AnalysisId analysisId, Diagnosis.Verdict verdict, double score, int findings, int hypotheses,
            @Nullable Entity culprit, String summary) implements EventData {}

    /// @param by which agent
    record HypothesisProposed(AnalysisId analysisId, String hypothesis, String statement, @Nullable Entity culprit, double score, String by,
            List<EvidenceId> evidenceFor, List<EvidenceId> evidenceAgainst) implements EventData {}

    record HypothesisRefuted(AnalysisId analysisId, String hypothesis, String reason, String by) implements EventData {}

    /// How the agents are to go about it.
    ///
    /// @param mode `lean` or `deep`
    /// @param reason why that way
    /// @param questions what each specialist is asked; empty for the lean way
    record AnalysisPlanned(AnalysisId analysisId, String mode, String reason, List<Question> questions) implements EventData {
        public AnalysisPlanned { questions = List.copyOf(questions); }

        public record Question(String specialist, String question) {}
    }

    /// One question of an agent to a read-only tool.
    ///
    /// @param call counts the agent's calls from 1
    /// @param arguments as JSON
    /// @param summary what came back, in a sentence
    /// @param evidence what was newly collected for it
    /// @param known the highest number of evidence that it could see: asked again over the same, it answers the same
    /// @param stale whether it brought nothing that the agent had not seen already
    record ToolCalled(AnalysisId analysisId, String agent, int call, String tool, String arguments, String summary,
            List<EvidenceId> evidence, int known, boolean stale) implements EventData {
        public ToolCalled { evidence = List.copyOf(evidence); }
    }

    /// What a specialist hands back.
    ///
    /// @param failure why it handed nothing back; null if it did
    /// @param gaps what it wanted to see and could not
    record SpecialistReported(AnalysisId analysisId, String specialist, @Nullable String failure, List<Observation> observations,
            List<String> gaps) implements EventData {
        public SpecialistReported {
            observations = List.copyOf(observations);
            gaps = List.copyOf(gaps);
        }

        /// One thing it saw.
        ///
        /// @param weight how much it says about the cause, 0 to 1, as the specialist sees it
        /// @param cites what it rests on, never empty
        public record Observation(String statement, double weight, List<EvidenceId> cites) {
            public Observation { cites = List.copyOf(cites); }
        }
    }

    /// @param exchangeId names the stored request and reply
    /// @param agent which agent asked
    /// @param promptVersion the version of the prompt file
    /// @param outcome `answered`, or how it failed
    /// @param digest SHA-256 of request and reply as stored, in hex
    record ModelCalled(AnalysisId analysisId, String exchangeId, String agent, String model, String promptVersion, String outcome,
            long millis, long inputTokens, long outputTokens, String digest) implements EventData {}

    /// @param scope whose budget it is: `investigation`, `day` or `installation`
    /// @param unit `tokens`, or `money_micros` for millionths of the currency that prices are given in
    /// @param limit how much may be spent
    /// @param spent how much was
    record BudgetExhausted(AnalysisId analysisId, String scope, String unit, long limit, long spent) implements EventData {}

    /// @param violations what was wrong, each with the JSON pointer of its field
    record OutputRejected(AnalysisId analysisId, String agent, int attempt, List<String> violations, List<String> keptFields)
            implements
                EventData {}

    record OutputRepaired(AnalysisId analysisId, String agent, int attempt, List<String> repairs) implements EventData {}

    /// @param fields the fields of the analysis that come from the findings instead
    record FallbackUsed(AnalysisId analysisId, String reason, List<String> fields) implements EventData {}

    /// Text from outside reads as if written for a language model, or a model's answer follows such text.
    ///
    /// @param place where it stands: `E3`, `title`, `description`, `labels`, or `answer` for what a model said
    /// @param sign what gives it away, in a few words
    /// @param excerpt its first characters, links made inert
    /// @param setAside whether a model's answer was set aside because of it, so that the findings stand in
    record InjectionSuspected(AnalysisId analysisId, String place, String sign, String excerpt, boolean setAside) implements EventData {}

    record RootCauseGenerated(AnalysisId analysisId, ExecutionStatus executionStatus, double confidenceScore, String analyst,
            @Nullable Entity culprit, String rootCause, boolean needsReview) implements EventData {}

    record AnalysisFailed(AnalysisId analysisId, String reason) implements EventData {}

    record RetryScheduled(AnalysisId analysisId, int attempt, String reason, Instant nextAttemptAt) implements EventData {}

    record AnalysisCancelled(AnalysisId analysisId) implements EventData {}

    record StatusChanged(Status from, Status to, @Nullable String comment) implements EventData {}

    record SeverityChanged(Severity from, Severity to) implements EventData {}

    /// An alert was taken out of one incident into another, by a person: the same entry stands on both timelines.
    record AlertMoved(IncidentId from, IncidentId to, String title, @Nullable String fingerprint, @Nullable String comment)
            implements
                EventData {}

    /// One incident became part of another, by a person: the same entry stands on both timelines, and closes the first.
    ///
    /// @param alerts how many alerts went over
    record IncidentMerged(IncidentId merged, IncidentId into, int alerts, @Nullable String comment) implements EventData {}

    record CommentAdded(String text) implements EventData {}

    /// @param correct whether the analysis named the cause
    /// @param actualCause what it was, where a person knows better
    record FeedbackGiven(AnalysisId analysisId, boolean correct, @Nullable String actualCause, @Nullable String comment)
            implements
                EventData {}

    /// Somebody outside was told.
    ///
    /// @param channel who was told, by the name of the channel as configured
    /// @param about the position of the entry that was told of
    /// @param reference what the receiver calls the message, so that it can be found again; null if it has no name for it
    record NotificationSent(String channel, long about, @Nullable String reference) implements EventData {}

    /// Somebody outside should have been told, and could not be.
    ///
    /// @param about the position of the entry that should have been told of
    record NotificationFailed(String channel, long about, String reason) implements EventData {}

    /// Somebody with the right to it saw what pseudonyms stand for.
    ///
    /// @param reason why, in the words of who asked
    /// @param count how many pseudonyms they saw through
    record PseudonymsRevealed(String reason, int count) implements EventData {}

    /// What lay beside the chain until here is erased for good: every body that an earlier entry recorded. Heads and digests stay.
    ///
    /// @param reason why: the setting that says for how long they are kept, or the words of the administrator who had them erased
    /// @param evidence how many pieces of evidence lost their contents
    /// @param exchanges how many exchanges with models lost their texts
    /// @param alerts how many alerts are no longer kept whole
    /// @param pseudonyms of how many pseudonyms it is no longer known what they stand for
    record BodiesErased(String reason, int evidence, int exchanges, int alerts, int pseudonyms) implements EventData {}
}
