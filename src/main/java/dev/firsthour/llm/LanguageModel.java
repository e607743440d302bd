package dev.firsthour.llm;

import java.time.Duration;

/// A language model: one at one endpoint, or the gateway that stands before several.
public interface LanguageModel {

    /// Provider and model, as in `ollama/qwen3:8b`: the name that stands in analyses and metrics. Of a gateway the one that it would ask
    /// first; who answered in the end stands in [Reply#served].
    String name();

    /// Asks and waits. Whether an endpoint that failed is asked again decides whoever asks, because the timeline records it; only a request that was
    /// refused for its schema goes out a second time without. Every expected end is returned, an interrupted wait as [Reply.Away].
    Reply ask(Prompt prompt);

    /// What it can, as far as that is known now. Asks nobody.
    default Abilities abilities() {
        return Abilities.of(LlmProperties.defaults());
    }

    /// Asks the endpoint what it says of itself, where its protocol has a question for that. Never fails: what was not learnt is unsaid.
    default Particulars particulars(Duration timeout) {
        return Particulars.UNSAID;
    }
}
