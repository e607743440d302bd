package dev.firsthour.llm.ollama;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

import dev.firsthour.llm.Abilities;
import dev.firsthour.llm.Conversation;
import dev.firsthour.llm.Exchange;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Particulars;
import dev.firsthour.llm.Prompt;
import dev.firsthour.llm.Reply;
import dev.firsthour.llm.Wire;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.ollama.OllamaChatModel;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A model that Ollama runs.
final class Ollama implements LanguageModel {

    /// Low enough that an analysis repeats, above the zero at which small models fall into loops.
    private static final double TEMPERATURE = 0.1;

    private final URI baseUrl;
    private final String model;
    private final LlmProperties properties;
    private final Wire wire;

    Ollama(URI baseUrl, String model, LlmProperties properties) {
        this.baseUrl = baseUrl;
        this.model = model;
        this.properties = properties;
        this.wire = new Wire(properties.connectTimeout());
    }

    @Override
    public String name() {
        return "ollama/" + model;
    }

    @Override
    public Abilities abilities() {
        return wire.abilities(properties);
    }

    @Override
    public Reply ask(Prompt prompt) {
        return wire.ask(prompt, this::put);
    }

    private Reply put(Exchange exchange, Prompt prompt) {
        double temperature = properties.temperature() == null ? TEMPERATURE : properties.temperature();
        return Conversation.reply(OllamaChatModel.builder().httpClientBuilder(exchange).baseUrl(baseUrl.toString()).modelName(model)
                .maxRetries(0).temperature(temperature).numCtx(properties.contextTokens()).numPredict(prompt.maxOutputTokens()).build()
                .chat(ChatRequest.builder().messages(Conversation.messages(prompt)).toolSpecifications(Conversation.tools(prompt))
                        .responseFormat(Conversation.format(prompt)).build()));
    }

    /// `/api/show` tells what the model was made for. Its room is also bounded by what it is told to take, which is the setting.
    @Override
    public Particulars particulars(Duration timeout) {
        Exchange exchange = wire.exchange(timeout);
        try {
            exchange.post(URI.create(baseUrl.toString().replaceAll("/+$", "") + "/api/show"), Map.of(),
                    JsonMapper.shared().writeValueAsString(Map.of("model", model)));
        } catch (RuntimeException thrown) {
            // Whatever it was, it is classified there, and rethrown if it is a fault of ours.
            Reply _ = exchange.failure(thrown);
            return exchange.status() == 404 ? Particulars.NOT_THERE : Particulars.UNSAID;
        }
        JsonNode about = exchange.json();
        int context = about.path("model_info").propertyStream().filter(entry -> entry.getKey().endsWith(".context_length"))
                .mapToInt(entry -> entry.getValue().asInt(0)).max().orElse(0);
        JsonNode capabilities = about.path("capabilities");
        Abilities.Ability tools = !capabilities.isArray()
                ? Abilities.Ability.UNKNOWN
                : capabilities.valueStream().anyMatch(ability -> ability.asString("").equals("tools"))
                        ? Abilities.Ability.YES
                        : Abilities.Ability.NO;
        return new Particulars(Abilities.Ability.YES, context, tools);
    }
}
