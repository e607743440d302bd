package dev.firsthour.incident;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/// The typed root cause analysis: what one run of the investigation came to.
///
/// @param rootCause the suspected cause, in one or two sentences that name the thing
/// @param reasoning how the evidence leads there, step by step, with citations as `[E3]`
/// @param mitigation what to do right now
/// @param prevention what change keeps it from coming back
/// @param recommendation what to do about it in the longer run
/// @param analyst who wrote it: the engine, or provider and model
/// @param failure why it FAILED or fell back; null if it is COMPLETED
/// @param trigger the change or event that set it off; null if none is known
/// @param unsupported sentences that cite nothing that exists
/// @param needsReview whether a person should look at it before it is believed
public record Analysis(AnalysisId id, IncidentId incidentId, String rootCause, String reasoning, String mitigation, String prevention,
        String recommendation, Confidence confidence, ExecutionStatus executionStatus, String analyst, @Nullable String failure,
        @Nullable Entity culprit, @Nullable String trigger, List<String> contributingFactors, List<String> affected,
        List<Hypothesis> hypotheses, List<Finding> findings, List<String> evidenceGaps, List<EvidenceId> citations,
        List<String> unsupported, Usage usage, boolean needsReview, Instant startedAt, Instant completedAt)
        implements
            Kept {

    public Analysis {
        contributingFactors = List.copyOf(contributingFactors);
        affected = List.copyOf(affected);
        hypotheses = List.copyOf(hypotheses);
        findings = List.copyOf(findings);
        evidenceGaps = List.copyOf(evidenceGaps);
        citations = List.copyOf(citations);
        unsupported = List.copyOf(unsupported);
    }
}
