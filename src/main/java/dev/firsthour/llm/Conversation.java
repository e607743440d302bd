package dev.firsthour.llm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A prompt in the provider modules' words, and their answer in ours.
public final class Conversation {

    /// Bounds on text lengths and the schema's own name are for our validation alone. Endpoints compile the schema to a grammar: OpenAI's
    /// strict mode refuses these words, and llama.cpp, Ollama's engine, unrolls a length of thousands into a grammar it then refuses.
    private static final Set<String> NOT_FOR_ENDPOINTS = Set.of("$schema", "$id", "$comment", "minLength", "maxLength");
    private static final JsonMapper JSON = JsonMapper.shared();

    private Conversation() {}

    public static List<ChatMessage> messages(Prompt prompt) {
        var messages = new ArrayList<ChatMessage>();
        messages.add(SystemMessage.from(prompt.system()));
        for (Prompt.Message message : prompt.messages()) {
            messages.add(switch (message.role()) {
                case USER -> UserMessage.from(message.text());
                case ASSISTANT -> AiMessage.from(message.text());
            });
        }
        return messages;
    }

    /// The schema passed on raw: one that was derived from classes makes everything nullable. Null where the answer is free text.
    public static @Nullable ResponseFormat format(Prompt prompt) {
        if (prompt.jsonSchema() == null) return null;
        JsonNode schema = JSON.readTree(prompt.jsonSchema());
        withoutBounds(schema);
        return ResponseFormat.builder().type(ResponseFormatType.JSON)
                .jsonSchema(JsonSchema.builder().name("answer").rootElement(JsonRawSchema.from(schema.toString())).build()).build();
    }

    // A property may itself be called like a keyword, so what stands under "properties" is entered by value only.
    private static void withoutBounds(JsonNode schema) {
        switch (schema) {
            case ObjectNode object -> {
                object.remove(NOT_FOR_ENDPOINTS);
                object.properties().forEach(entry -> {
                    if (entry.getKey().equals("properties") || entry.getKey().equals("$defs")) {
                        entry.getValue().forEach(Conversation::withoutBounds);
                    } else {
                        withoutBounds(entry.getValue());
                    }
                });
            }
            case ArrayNode array -> array.forEach(Conversation::withoutBounds);
            default -> {
                /* a value has no keywords */ }
        }
    }

    /// The answer, cut or refused as its finish reason says. An answer without text is an answer: the reader tells it apart.
    public static Reply reply(ChatResponse response) {
        String text = response.aiMessage().text() == null ? "" : response.aiMessage().text();
        var usage = response.tokenUsage();
        long input = usage == null || usage.inputTokenCount() == null ? 0 : usage.inputTokenCount();
        long output = usage == null || usage.outputTokenCount() == null ? 0 : usage.outputTokenCount();
        FinishReason reason = response.finishReason();
        if (reason == FinishReason.LENGTH) return new Reply.Cut(text, input, output);
        if (reason == FinishReason.CONTENT_FILTER) return new Reply.Refused("the endpoint's content filter held the answer back");
        return new Reply.Answered(text, input, output);
    }
}
