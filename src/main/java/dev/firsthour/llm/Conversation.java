package dev.firsthour.llm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
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
        for (Prompt.Turn turn : prompt.messages()) {
            messages.add(switch (turn) {
                case Prompt.Message message -> switch (message.role()) {
                    case USER -> UserMessage.from(message.text());
                    case ASSISTANT -> AiMessage.from(message.text());
                };
                case Prompt.Calls calls -> AiMessage.from(calls.text(), calls.calls().stream().map(Conversation::request).toList());
                case Prompt.Result result -> ToolExecutionResultMessage.from(request(result.call()), result.text());
            });
        }
        return messages;
    }

    private static ToolExecutionRequest request(Tool.Call call) {
        return ToolExecutionRequest.builder().id(call.id()).name(call.name()).arguments(call.arguments()).build();
    }

    /// The tools on offer. Only the outermost object of a schema is taken apart: below it, schemas are passed on raw.
    public static List<ToolSpecification> tools(Prompt prompt) {
        return prompt.tools().stream().map(tool -> {
            JsonNode schema = JSON.readTree(tool.jsonSchema());
            var arguments = JsonObjectSchema.builder();
            schema.path("properties")
                    .forEachEntry((name, property) -> arguments.addProperty(name, JsonRawSchema.from(property.toString())));
            arguments.required(schema.path("required").valueStream().map(name -> name.asString("")).toList());
            if (schema.has("additionalProperties")) arguments.additionalProperties(schema.path("additionalProperties").asBoolean(true));
            return ToolSpecification.builder().name(tool.name()).description(tool.description()).parameters(arguments.build()).build();
        }).toList();
    }

    /// The schema of the answer as endpoints take it, without the words they stumble over.
    public static JsonNode schema(String jsonSchema) {
        JsonNode schema = JSON.readTree(jsonSchema);
        withoutBounds(schema);
        return schema;
    }

    /// The schema passed on raw: one that was derived from classes makes everything nullable. Null where the answer is free text.
    public static @Nullable ResponseFormat format(Prompt prompt) {
        if (prompt.jsonSchema() == null) return null;
        JsonNode schema = schema(prompt.jsonSchema());
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
        return new Reply.Answered(text, calls(response.aiMessage()), input, output);
    }

    // Ollama gives calls no ids; their place is one.
    private static List<Tool.Call> calls(AiMessage message) {
        var calls = new ArrayList<Tool.Call>();
        for (ToolExecutionRequest request : message.toolExecutionRequests()) {
            String id = request.id() == null || request.id().isBlank() ? "call-" + (calls.size() + 1) : request.id();
            calls.add(new Tool.Call(id, request.name() == null ? "" : request.name(),
                    request.arguments() == null ? "" : request.arguments()));
        }
        return calls;
    }
}
