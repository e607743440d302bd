package dev.firsthour.incident;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/// How the investigation of an incident stands, as a list shows it.
///
/// @param analysisId the run that is under way, else the one that ended last; null before the first
/// @param executionStatus of the analysis that is shown: the newest finished run that did not fail, else the newest; null before the first ended
/// @param confidenceScore of the same, 0 to 100; null where there is none
/// @param rootCause of the same; null where there is none
/// @param analyst who wrote it; null where there is none
/// @param needsReview whether a person should look at it before it is believed
public record Standing(State state, @Nullable AnalysisId analysisId, @Nullable ExecutionStatus executionStatus,
        @Nullable Double confidenceScore, @Nullable String rootCause, @Nullable String analyst, boolean needsReview) {

    /// What the investigation is doing.
    public enum State {
        /// Its job waits for a worker.
        QUEUED,
        /// A worker is on it.
        RUNNING,
        /// It waits for something that is away, and will be tried again.
        WAITING,
        /// It has come to an end, or none was asked for.
        IDLE;

        /// The word of the API and the database.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static final Standing NONE = new Standing(State.IDLE, null, null, null, null, null, false);

    public Standing in(State next) {
        return new Standing(next, analysisId, executionStatus, confidenceScore, rootCause, analyst, needsReview);
    }

    /// The same, looked at by a person.
    public Standing reviewed() {
        return new Standing(state, analysisId, executionStatus, confidenceScore, rootCause, analyst, false);
    }

    public Standing on(AnalysisId run, State next) {
        return new Standing(next, run, executionStatus, confidenceScore, rootCause, analyst, needsReview);
    }
}
