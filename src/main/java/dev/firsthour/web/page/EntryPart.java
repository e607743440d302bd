package dev.firsthour.web.page;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Event;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EvidenceId;

/// One entry of the timeline on the page.
///
/// @param tone what sort of entry it is: `person`, `evidence`, `thought`, `trouble`, `result` or `fact`
/// @param type the stored name, in small words
/// @param details what there is to say besides the sentence, a line each
/// @param cites the evidence that it brought or stands on
/// @param moves whether it changed what the rest of the page shows
record EntryPart(long position, Moment at, String actor, String tone, String type, Cited message, List<Cited> details, Cited cites,
        boolean moves) {

    static EntryPart of(Event event, Set<EvidenceId> known, Instant now) {
        return new EntryPart(event.position(), Moment.of(event.occurredAt(), now), event.actor(), tone(event.data()),
                event.type().name().toLowerCase(Locale.ROOT).replace('_', ' '), Cited.of(event.message(), known),
                details(event.data()).stream().filter(line -> !plain(event.message()).contains(plain(line)))
                        .map(line -> Cited.of(line, known))
                        .toList(),
                Cited.of(cites(event.data()), known),
                moves(event.data()));
    }

    private static String tone(EventData data) {
        return switch (data) {
            case EventData.AlertMoved _,EventData.IncidentMerged _,EventData.StatusChanged _,EventData.SeverityChanged _,EventData.CommentAdded _,EventData.FeedbackGiven _,EventData.PseudonymsRevealed _,EventData.BodiesErased _ ->
                "person";
            case EventData.EvidenceCollected _,EventData.EvidenceMissing _ -> "evidence";
            case EventData.DiagnosisCompleted _,EventData.HypothesisProposed _,EventData.HypothesisRefuted _,EventData.AnalysisPlanned _,EventData.ToolCalled _,EventData.SpecialistReported _,EventData.ModelCalled _,EventData.OutputRepaired _ ->
                "thought";
            case EventData.SourceUnavailable _,EventData.OutputRejected _,EventData.FallbackUsed _,EventData.RetryScheduled _,EventData.AnalysisFailed _,EventData.AnalysisCancelled _,EventData.BudgetExhausted _,EventData.InjectionSuspected _,EventData.NotificationFailed _ ->
                "trouble";
            case EventData.RootCauseGenerated _ -> "result";
            case EventData.IncidentCreated _,EventData.AlertReceived _,EventData.AlertResolved _,EventData.AnalysisStarted _,EventData.AnalysisResumed _,EventData.NotificationSent _ ->
                "fact";
        };
    }

    /// What a sentence says, whatever its line breaks: many a message says the detail already.
    private static String plain(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private static List<String> details(EventData data) {
        return switch (data) {
            case EventData.IncidentCreated created -> created.warnings();
            case EventData.AlertReceived received ->
                Stream.concat(optional(received.joined()).stream(), received.warnings().stream()).toList();
            case EventData.AlertMoved moved -> optional(moved.comment());
            case EventData.IncidentMerged merged -> optional(merged.comment());
            case EventData.EvidenceCollected collected -> collected.evidence().stream().map(
                    piece -> "[" + piece.id() + "] " + piece.title() + (piece.truncated() ? ", cut to its bound" : "")
                            + redactions(piece.redactions()))
                    .toList();
            case EventData.EvidenceMissing missing -> List.of("asked: " + missing.query());
            case EventData.SourceUnavailable away -> List.of(away.source() + ": " + away.reason());
            case EventData.DiagnosisCompleted diagnosis -> List.of(diagnosis.summary());
            case EventData.HypothesisProposed proposed -> List.of(proposed.statement());
            case EventData.HypothesisRefuted refuted -> List.of(refuted.reason());
            case EventData.AnalysisPlanned planned ->
                planned.questions().stream().map(question -> question.specialist() + ": " + question.question()).toList();
            case EventData.ToolCalled called -> List.of(called.summary());
            case EventData.SpecialistReported reported -> Stream.concat(
                    reported.observations().stream().map(seen -> seen.statement() + " " + seen.cites()),
                    reported.gaps().stream().map(gap -> "Could not see: " + gap)).toList();
            case EventData.OutputRejected rejected -> rejected.violations();
            case EventData.OutputRepaired repaired -> repaired.repairs();
            case EventData.FallbackUsed fallback -> List.of(fallback.reason());
            case EventData.InjectionSuspected suspected -> List.of(suspected.sign() + ": " + suspected.excerpt());
            case EventData.PseudonymsRevealed revealed -> List.of(revealed.reason());
            case EventData.BodiesErased erased -> List.of(erased.reason());
            case EventData.NotificationFailed failed -> List.of(failed.reason());
            case EventData.AnalysisFailed failed -> List.of(failed.reason());
            case EventData.RetryScheduled retry -> List.of(retry.reason());
            case EventData.StatusChanged changed -> optional(changed.comment());
            case EventData.CommentAdded comment -> List.of(comment.text());
            case EventData.FeedbackGiven feedback -> feedback.actualCause() == null
                    ? optional(feedback.comment())
                    : List.of("It was: " + feedback.actualCause());
            // The root cause stands large beside the timeline.
            case EventData.RootCauseGenerated _,EventData.ModelCalled _,EventData.AlertResolved _,EventData.AnalysisStarted _,EventData.AnalysisResumed _,EventData.AnalysisCancelled _,EventData.SeverityChanged _,EventData.BudgetExhausted _,EventData.NotificationSent _ ->
                List.of();
        };
    }

    private static List<EvidenceId> cites(EventData data) {
        return data instanceof EventData.HypothesisProposed proposed ? proposed.evidenceFor() : List.of();
    }

    /// Whether status, investigation or analysis look different after it.
    private static boolean moves(EventData data) {
        return switch (data) {
            case EventData.AlertMoved _,EventData.IncidentMerged _,EventData.AlertReceived _,EventData.AlertResolved _,EventData.StatusChanged _,EventData.SeverityChanged _,EventData.FeedbackGiven _,EventData.AnalysisStarted _,EventData.AnalysisResumed _,EventData.DiagnosisCompleted _,EventData.RetryScheduled _,EventData.RootCauseGenerated _,EventData.AnalysisFailed _,EventData.AnalysisCancelled _,EventData.EvidenceCollected _,EventData.BodiesErased _ ->
                true;
            case EventData.IncidentCreated _,EventData.EvidenceMissing _,EventData.SourceUnavailable _,EventData.HypothesisProposed _,EventData.HypothesisRefuted _,EventData.ModelCalled _,EventData.OutputRejected _,EventData.OutputRepaired _,EventData.FallbackUsed _,EventData.CommentAdded _,EventData.BudgetExhausted _,EventData.InjectionSuspected _,EventData.PseudonymsRevealed _,EventData.NotificationSent _,EventData.NotificationFailed _,EventData.AnalysisPlanned _,EventData.ToolCalled _,EventData.SpecialistReported _ ->
                false;
        };
    }

    private static String redactions(int count) {
        return count == 0 ? "" : ", " + count + (count == 1 ? " secret taken out" : " secrets taken out");
    }

    private static List<String> optional(@Nullable String text) {
        return text == null || text.isBlank() ? List.of() : List.of(text);
    }
}
