package dev.firsthour.incident;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/// What a model was asked and what it answered, both redacted.
///
/// @param agent which agent asked
/// @param promptVersion the version of the prompt file that the request was made from
/// @param request the whole request as the model saw it
/// @param reply the text it answered; empty if it did not
/// @param outcome `answered`, or how it failed
/// @param erasedAt when request and reply were erased, which are empty since; null if they are here
public record ModelExchange(String id, AnalysisId analysisId, String agent, String model, String promptVersion, String request,
        String reply, String outcome, Usage usage, Instant startedAt, @Nullable Instant erasedAt) implements Kept {

    /// One with its texts.
    public ModelExchange(String id, AnalysisId analysisId, String agent, String model, String promptVersion, String request, String reply,
            String outcome, Usage usage, Instant startedAt) {
        this(id, analysisId, agent, model, promptVersion, request, reply, outcome, usage, startedAt, null);
    }

    /// The same exchange as part of another run.
    public ModelExchange of(AnalysisId run) {
        return new ModelExchange(id, run, agent, model, promptVersion, request, reply, outcome, usage, startedAt, erasedAt);
    }

    /// The same without its texts.
    public ModelExchange erased(Instant at) {
        return new ModelExchange(id, analysisId, agent, model, promptVersion, "", "", outcome, usage, startedAt, at);
    }
}
