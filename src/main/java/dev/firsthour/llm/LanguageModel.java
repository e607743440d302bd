package dev.firsthour.llm;

/// A language model: one at one endpoint, or the gateway that stands before several.
public interface LanguageModel {

    /// Provider and model, as in `ollama/qwen3:8b`: the name that stands in analyses and metrics. Of a gateway the one that it would ask
    /// first; who answered in the end stands in [Reply#served].
    String name();

    /// Asks once and waits. Never asks the same endpoint again: whoever asks decides that, because the timeline records it.
    /// Every expected end is returned, an interrupted wait as [Reply.Away].
    Reply ask(Prompt prompt);

    /// What it can, as far as that is known now. Asks nobody.
    default Abilities abilities() {
        return Abilities.of(LlmProperties.defaults());
    }
}
