package dev.firsthour.llm;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/// The language model that the settings ask for.
public final class Models {

    private Models() {}

    /// Opens the model that is configured, or with `auto` finds one on loopback.
    ///
    /// With `auto` the machine is asked each time, which takes a few milliseconds where nothing listens: a model that is started later is
    /// found by the next call.
    ///
    /// @return empty if no model is wanted, or with `auto` none is there
    /// @throws IllegalArgumentException if the settings name an unknown kind or lack something that their kind needs
    public static Optional<LanguageModel> of(LlmProperties properties) {
        return of(properties, protocols());
    }

    static Optional<LanguageModel> of(LlmProperties properties, List<Protocol> protocols) {
        if (properties.kind().equals(LlmProperties.NONE)) return Optional.empty();
        if (properties.kind().equals(LlmProperties.AUTO)) {
            return protocols.stream().map(protocol -> protocol.discover(properties)).flatMap(Optional::stream).findFirst();
        }
        return Optional.of(protocol(properties.kind(), protocols).open(properties));
    }

    /// The names of the models that an endpoint serves, in its order; empty if it does not tell.
    ///
    /// @throws IllegalArgumentException if there is no such kind
    public static List<String> served(String kind, URI baseUrl, Duration timeout) {
        return protocol(kind, protocols()).served(baseUrl, timeout);
    }

    private static List<Protocol> protocols() {
        return ServiceLoader.load(Protocol.class).stream().map(ServiceLoader.Provider::get).toList();
    }

    private static Protocol protocol(String kind, List<Protocol> protocols) {
        return protocols.stream().filter(protocol -> protocol.kind().equals(kind)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("firsthour.llm.kind '" + kind + "' is none of "
                        + LlmProperties.AUTO + ", " + LlmProperties.NONE + ", "
                        + String.join(", ", protocols.stream().map(Protocol::kind).sorted().toList())));
    }
}
