package dev.firsthour.llm.ollama;

import java.net.URI;

import dev.firsthour.llm.Conversation;
import dev.firsthour.llm.Exchange;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Prompt;
import dev.firsthour.llm.Reply;
import dev.firsthour.llm.Wire;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.ollama.OllamaChatModel;

/// A model that Ollama runs.
final class Ollama implements LanguageModel {

    /// Low enough that an analysis repeats, above the zero at which small models fall into loops.
    private static final double TEMPERATURE = 0.1;

    private final URI baseUrl;
    private final String model;
    private final int contextTokens;
    private final double temperature;
    private final Wire wire;

    Ollama(URI baseUrl, String model, LlmProperties properties) {
        this.baseUrl = baseUrl;
        this.model = model;
        this.contextTokens = properties.contextTokens();
        this.temperature = properties.temperature() == null ? TEMPERATURE : properties.temperature();
        this.wire = new Wire(properties.connectTimeout());
    }

    @Override
    public String name() {
        return "ollama/" + model;
    }

    @Override
    public Reply ask(Prompt prompt) {
        Exchange exchange = wire.exchange(prompt.timeout());
        try {
            var response = OllamaChatModel.builder().httpClientBuilder(exchange).baseUrl(baseUrl.toString()).modelName(model).maxRetries(0)
                    .temperature(temperature).numCtx(contextTokens).numPredict(prompt.maxOutputTokens()).build().chat(
                            ChatRequest.builder().messages(Conversation.messages(prompt)).toolSpecifications(Conversation.tools(prompt))
                                    .responseFormat(Conversation.format(prompt))
                                    .build());
            return Conversation.reply(response);
        } catch (RuntimeException thrown) {
            // An adapter is an edge: the provider module answers a body it did not expect with any exception there is.
            return exchange.failure(thrown);
        }
    }
}
