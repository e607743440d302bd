package dev.firsthour.llm.openai;

import java.net.URI;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.firsthour.llm.Conversation;
import dev.firsthour.llm.Exchange;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Prompt;
import dev.firsthour.llm.Reply;
import dev.firsthour.llm.Wire;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.openai.OpenAiChatModel;

import tools.jackson.databind.JsonNode;

/// A model behind OpenAI's chat completions.
final class OpenAiCompatible implements LanguageModel {

    /// How the hosts of this protocol differ.
    enum Host {
        /// OpenAI itself.
        OPENAI,
        /// OpenAI's models on Azure: the key has a header of its own.
        AZURE,
        /// Everything else: vLLM, TGI, Triton's front end, llama.cpp, LM Studio.
        OTHER
    }

    private static final String MESSAGE = "/choices/0/message";
    /// Low enough that an analysis repeats, above the zero at which small models fall into loops.
    private static final double TEMPERATURE = 0.1;

    private final URI baseUrl;
    private final String model;
    private final @Nullable String apiKey;
    private final @Nullable Double temperature;
    private final Host host;
    private final Wire wire;

    OpenAiCompatible(Host host, URI baseUrl, String model, LlmProperties properties) {
        this.baseUrl = baseUrl;
        this.model = model;
        this.apiKey = properties.apiKey();
        this.host = host;
        this.temperature = properties.temperature() != null || host != Host.OTHER ? properties.temperature() : Double.valueOf(TEMPERATURE);
        this.wire = new Wire(properties.connectTimeout());
    }

    @Override
    public String name() {
        return (host == Host.AZURE ? "azure/" : "openai/") + model;
    }

    @Override
    public Reply ask(Prompt prompt) {
        Exchange exchange = wire.exchange(prompt.timeout());
        try {
            var response = model(exchange, prompt).chat(ChatRequest.builder().messages(Conversation.messages(prompt))
                    .toolSpecifications(Conversation.tools(prompt)).responseFormat(Conversation.format(prompt)).build());
            Reply refusal = refusal(exchange.json().at(MESSAGE));
            return refusal == null ? Conversation.reply(response) : refusal;
        } catch (RuntimeException thrown) {
            // An adapter is an edge: the provider module answers a body it did not expect with any exception there is.
            return exchange.isAnswered() && exchange.json().at(MESSAGE).isObject() ? lenient(exchange.json()) : exchange.failure(thrown);
        }
    }

    private static @Nullable Reply refusal(JsonNode message) {
        JsonNode refusal = message.path("refusal");
        return refusal.isString() && !refusal.asString().isBlank() ? new Reply.Refused("the model declined: " + refusal.asString()) : null;
    }

    /// Many servers leave parts of OpenAI's answer out, as the usage, which the provider module does not forgive. What is there is read.
    private static Reply lenient(JsonNode body) {
        JsonNode message = body.at(MESSAGE);
        Reply refusal = refusal(message);
        if (refusal != null) return refusal;
        JsonNode content = message.path("content");
        String text = content.isArray()
                ? content.valueStream().map(part -> part.path("text").asString("")).reduce("", String::concat)
                : content.asString("");
        long input = body.at("/usage/prompt_tokens").asLong(0);
        long output = body.at("/usage/completion_tokens").asLong(0);
        return switch (body.at("/choices/0/finish_reason").asString("")) {
            case "length" -> new Reply.Cut(text, input, output);
            case "content_filter" -> new Reply.Refused("the endpoint's content filter held the answer back");
            default -> new Reply.Answered(text, input, output);
        };
    }

    private OpenAiChatModel model(Exchange exchange, Prompt prompt) {
        var builder = OpenAiChatModel.builder().httpClientBuilder(exchange).baseUrl(baseUrl.toString()).modelName(model).maxRetries(0)
                .strictJsonSchema(true).temperature(temperature);
        if (apiKey != null && host == Host.AZURE) builder.customHeaders(Map.of("api-key", apiKey));
        else if (apiKey != null) builder.apiKey(apiKey);
        // OpenAI's newer models know only the new name of this limit, most other servers only the old one.
        if (host == Host.OTHER) builder.maxTokens(prompt.maxOutputTokens());
        else
            builder.maxCompletionTokens(prompt.maxOutputTokens());
        return builder.build();
    }
}
