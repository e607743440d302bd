package dev.firsthour.llm;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One way to talk to endpoints. Each adapter package brings one, and names it in `META-INF/services`, so that the port
/// knows none of its adapters and works with and without Spring.
public interface Protocol {

    /// The word for it in `firsthour.llm.kind`.
    String kind();

    /// A model at the endpoint that the settings name. Nothing is asked yet where the settings say all that is needed.
    ///
    /// @throws IllegalArgumentException if a setting is missing that this protocol needs, naming it
    LanguageModel open(LlmProperties properties);

    /// A model on this very machine that needs no settings, if there is one. It never leaves loopback.
    default Optional<LanguageModel> discover(LlmProperties properties) {
        return Optional.empty();
    }

    /// The names of the models that an endpoint of this kind serves, in its order.
    ///
    /// @return empty if it serves none, does not answer within the time, or such endpoints do not tell
    default List<String> served(URI baseUrl, Duration timeout) {
        return List.of();
    }
}
