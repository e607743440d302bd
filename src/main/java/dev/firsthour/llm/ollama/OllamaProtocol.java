package dev.firsthour.llm.ollama;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.firsthour.llm.Exchange;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Protocol;
import dev.firsthour.llm.Reply;
import dev.firsthour.llm.Wire;

import tools.jackson.databind.JsonNode;

/// Ollama, and the models it has.
public final class OllamaProtocol implements Protocol {

    static final URI LOOPBACK = URI.create("http://127.0.0.1:11434");
    /// What listens on loopback lists its models at once, or is not what we look for.
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final URI loopback;

    public OllamaProtocol() {
        this(LOOPBACK);
    }

    OllamaProtocol(URI loopback) {
        this.loopback = loopback;
    }

    @Override
    public String kind() {
        return "ollama";
    }

    /// Where no model is named, the newest local one; that asks the endpoint.
    @Override
    public LanguageModel open(LlmProperties properties) {
        URI baseUrl = properties.baseUrl() == null ? loopback : properties.baseUrl();
        String model = properties.model();
        if (model == null) {
            model = localModels(baseUrl, properties.timeout()).stream().findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("firsthour.llm.model is missing, and Ollama at " + baseUrl
                            + " has no local model to take instead: name one, or fetch one with `ollama pull`"));
        }
        return new Ollama(baseUrl, model, properties);
    }

    @Override
    public Optional<LanguageModel> discover(LlmProperties properties) {
        return localModels(loopback, LOOK).stream()
                .filter(model -> properties.model() == null || model.equals(properties.model())
                        || model.equals(properties.model() + ":latest"))
                .findFirst().map(model -> new Ollama(loopback, model, properties));
    }

    /// The models that run on the endpoint's own machine and can talk, newest first as Ollama lists them; none if it does not answer.
    /// One that it merely passes on to a cloud (`remote_host`) is left out: nothing leaves the building unless somebody configured it.
    private static List<String> localModels(URI baseUrl, Duration timeout) {
        Exchange exchange = new Wire(timeout).exchange(timeout);
        try {
            exchange.get(URI.create(baseUrl.toString().replaceAll("/+$", "") + "/api/tags"), Map.of());
        } catch (RuntimeException thrown) {
            // Whatever it was, it is classified there, and rethrown if it is a fault of ours.
            Reply _ = exchange.failure(thrown);
            return List.of();
        }
        return exchange.json().path("models").valueStream().filter(OllamaProtocol::isLocalChatModel)
                .map(model -> model.path("name").asString("")).filter(name -> !name.isBlank()).toList();
    }

    private static boolean isLocalChatModel(JsonNode model) {
        String name = model.path("name").asString("");
        String family = model.path("details").path("family").asString("");
        return !model.hasNonNull("remote_host") && !model.hasNonNull("remote_model") && !name.endsWith("-cloud") && !name.endsWith(":cloud")
                && !family.contains("bert") && !name.contains("embed");
    }
}
