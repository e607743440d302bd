package dev.firsthour.llm;

/// One language model at one endpoint.
public interface LanguageModel {

    /// Provider and model, as in `ollama/qwen3:8b`: the name that stands in analyses and metrics.
    String name();

    /// Asks once and waits. Never retries: whoever asks decides that, because the timeline records it.
    /// Every expected end is returned, an interrupted wait as [Reply.Away].
    Reply ask(Prompt prompt);
}
