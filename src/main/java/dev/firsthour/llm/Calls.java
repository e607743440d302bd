package dev.firsthour.llm;

import java.time.Duration;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/// The calls as metrics, by the names and attributes of OpenTelemetry's semantic conventions for generative AI.
final class Calls {

    private final MeterRegistry meters;

    Calls(MeterRegistry meters) {
        this.meters = meters;
    }

    /// One call that ended.
    ///
    /// @param model provider and model, as [LanguageModel#name] has it
    void ended(String endpoint, String model, Reply reply, Duration took) {
        int slash = model.indexOf('/');
        Tags tags = Tags.of("gen_ai.operation.name", "chat", "gen_ai.provider.name", provider(model.substring(0, Math.max(0, slash))),
                "gen_ai.request.model", model.substring(slash + 1), "firsthour.endpoint", endpoint);
        // The convention leaves error.type out of what went well, but Prometheus wants the same labels on all series of a name.
        Timer.builder("gen_ai.client.operation.duration").description("how long models took to answer")
                .tags(tags.and("error.type", error(reply))).register(meters).record(took);
        switch (reply) {
            case Reply.Answered answered -> tokens(tags, answered.inputTokens(), answered.outputTokens());
            case Reply.Cut cut -> tokens(tags, cut.inputTokens(), cut.outputTokens());
            case Reply.Busy _,Reply.Away _,Reply.Refused _,Reply.Overspent _ -> {
                /* nothing was counted */ }
        }
    }

    private void tokens(Tags tags, long input, long output) {
        record("input", tags, input);
        record("output", tags, output);
    }

    private void record(String type, Tags tags, long tokens) {
        DistributionSummary.builder("gen_ai.client.token.usage").description("how many tokens went in and out").baseUnit("{token}")
                .tags(tags.and("gen_ai.token.type", type)).register(meters).record(tokens);
    }

    private static String error(Reply reply) {
        return switch (reply) {
            case Reply.Answered _,Reply.Cut _ -> "none";
            case Reply.Busy _ -> "busy";
            case Reply.Away _ -> "away";
            case Reply.Refused _ -> "refused";
            case Reply.Overspent _ -> "overspent";
        };
    }

    /// The convention's names for the providers that have one.
    private static String provider(String ours) {
        return switch (ours) {
            case "azure" -> "azure.ai.openai";
            case "bedrock" -> "aws.bedrock";
            case "vertex" -> "gcp.vertex_ai";
            default -> ours;
        };
    }
}
