package dev.firsthour.incident;

import java.time.Instant;

/// What a model was asked and what it answered, both redacted.
///
/// @param agent which agent asked
/// @param promptVersion the version of the prompt file that the request was made from
/// @param request the whole request as the model saw it
/// @param reply the text it answered; empty if it did not
/// @param outcome `answered`, or how it failed
public record ModelExchange(String id, AnalysisId analysisId, String agent, String model, String promptVersion, String request,
        String reply, String outcome, Usage usage, Instant startedAt) implements Kept {

    /// The same exchange as part of another run.
    public ModelExchange of(AnalysisId run) {
        return new ModelExchange(id, run, agent, model, promptVersion, request, reply, outcome, usage, startedAt);
    }
}
