package dev.firsthour.investigation;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Reply;
import dev.firsthour.llm.Tool;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Run;
import dev.firsthour.timeline.Timeline;

import tools.jackson.databind.node.ObjectNode;

/// Opens dialogues of agents with a model.
///
/// @param answers how many answers are looked at until one is valid
record Conversation(Timeline timeline, Archive archive, Redactor redactor, Supplier<String> exchangeIds, InstantSource clock,
        RandomGenerator random, LlmProperties settings, int answers) {

    private static final int MARKER_BYTES = 6;

    /// How a turn of a dialogue ended.
    sealed interface End {

        /// The answer is valid in full.
        record Valid(ObjectNode answer) implements End {}

        /// The model wants tools used: each call is owed a [Dialogue#result], in order.
        record Called(List<Tool.Call> calls) implements End {}

        /// The model has no room or is away: go on later.
        record Waiting(String reason, @Nullable Duration atLeast) implements End {}

        /// No valid answer is to be had.
        ///
        /// @param valid the fields that were valid
        /// @param overspent the budget that is used up, if that is why; else null
        record Lost(String reason, ObjectNode valid, Reply.@Nullable Overspent overspent) implements End {}
    }

    /// Begins a dialogue, or goes on with the one that an earlier attempt at the same analysis began.
    ///
    /// @param agent which agent asks
    /// @param data what it is told of the incident
    Dialogue open(Run run, String agent, LanguageModel model, PromptFile prompt, String data) {
        byte[] bytes = new byte[MARKER_BYTES];
        random.nextBytes(bytes);
        return new Dialogue(this, run, agent, model, prompt, HexFormat.of().formatHex(bytes), data);
    }

    /// One question and its valid answer, without tools.
    End ask(Run run, String agent, LanguageModel model, PromptFile prompt, String data) {
        return open(run, agent, model, prompt, data).answer(prompt.schema(), List.of());
    }

    /// How many tokens of data fit into a question that this prompt is put to a model with, its answer left room for.
    int room(LanguageModel model, PromptFile prompt) {
        int whole = model.abilities().contextTokens() - mostOutput(model);
        return Math.max(0, whole - whole / Dialogue.SPARE - Tokens.of(prompt.instructions()) - Dialogue.AROUND);
    }

    int mostOutput(LanguageModel model) {
        return Math.min(settings.maxOutputTokens(), model.abilities().maxOutputTokens());
    }
}
