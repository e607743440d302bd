package dev.firsthour.llm.vertex;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.firsthour.llm.Abilities;
import dev.firsthour.llm.AlternatingTurns;
import dev.firsthour.llm.Conversation;
import dev.firsthour.llm.Exchange;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Prompt;
import dev.firsthour.llm.Reply;
import dev.firsthour.llm.Tool;
import dev.firsthour.llm.Wire;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A Gemini model behind Vertex AI's `generateContent`.
final class Gemini implements LanguageModel {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final AlternatingTurns TURNS = new AlternatingTurns("model", "parts",
            (part, call) -> part.putObject("functionCall").put("name", call.name()).set("args", AlternatingTurns.arguments(call)),
            (part, result) -> part.putObject("functionResponse").put("name", result.call().name()).putObject("response")
                    .put("output", result.text()));
    /// The finish reasons that mean: the answer was held back.
    private static final Set<String> HELD_BACK = Set.of("SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE");

    private final URI address;
    private final String model;
    private final Admission admission;
    private final LlmProperties properties;
    private final Wire wire;

    Gemini(URI baseUrl, String project, String region, String model, Admission admission, LlmProperties properties) {
        this.address = URI.create(baseUrl.toString().replaceAll("(/v1)?/*$", "") + "/v1/projects/" + project + "/locations/" + region
                + "/publishers/google/models/" + model + ":generateContent");
        this.model = model;
        this.admission = admission;
        this.properties = properties;
        this.wire = new Wire(properties.connectTimeout());
    }

    @Override
    public String name() {
        return "vertex/" + model;
    }

    @Override
    public Abilities abilities() {
        return wire.abilities(properties);
    }

    @Override
    public Reply ask(Prompt prompt) {
        Map<String, String> headers;
        if (Wire.isLoopbackOnly() && !Wire.isLoopback(address)) {
            headers = Map.of();
        } else {
            try {
                headers = admission.headers();
            } catch (IOException none) {
                return new Reply.Away("no token for Vertex AI is to be had: " + none.getMessage());
            }
        }
        return wire.ask(prompt, (exchange, question) -> put(exchange, question, headers));
    }

    private Reply put(Exchange exchange, Prompt prompt, Map<String, String> headers) {
        exchange.post(address, headers, request(prompt).toString());
        return reply(exchange.json());
    }

    private ObjectNode request(Prompt prompt) {
        ObjectNode request = JSON.createObjectNode();
        request.putObject("systemInstruction").putArray("parts").addObject().put("text", prompt.system());
        TURNS.write(prompt, request.putArray("contents"));
        ObjectNode limits = request.putObject("generationConfig").put("maxOutputTokens", prompt.maxOutputTokens());
        if (properties.temperature() != null) limits.put("temperature", properties.temperature());
        if (!prompt.tools().isEmpty()) {
            ArrayNode declarations = request.putArray("tools").addObject().putArray("functionDeclarations");
            for (Tool tool : prompt.tools()) {
                declarations.addObject().put("name", tool.name()).put("description", tool.description()).set("parametersJsonSchema",
                        JSON.readTree(tool.jsonSchema()));
            }
        }
        if (prompt.jsonSchema() != null) {
            limits.put("responseMimeType", "application/json").set("responseJsonSchema", Conversation.schema(prompt.jsonSchema()));
        }
        return request;
    }

    private static Reply reply(JsonNode body) {
        String blocked = body.at("/promptFeedback/blockReason").asString("");
        if (!blocked.isEmpty()) return new Reply.Refused("the endpoint will not answer this prompt: " + blocked);
        JsonNode candidate = body.at("/candidates/0");
        String finish = candidate.path("finishReason").asString("");
        if (HELD_BACK.contains(finish)) return new Reply.Refused("the endpoint held the answer back: " + finish);
        if (finish.isEmpty()) throw new IllegalStateException("no candidate");
        var text = new StringBuilder();
        List<Tool.Call> calls = new ArrayList<>();
        for (JsonNode part : candidate.at("/content/parts")) {
            // Thoughts are not the answer.
            if (!part.path("thought").asBoolean(false)) text.append(part.path("text").asString(""));
            JsonNode call = part.path("functionCall");
            if (call.isObject()) {
                calls.add(new Tool.Call(call.path("id").asString("call-" + (calls.size() + 1)), call.path("name").asString(""),
                        call.path("args").isObject() ? call.path("args").toString() : "{}"));
            }
        }
        JsonNode usage = body.path("usageMetadata");
        long input = usage.path("promptTokenCount").asLong(0);
        long output = usage.path("candidatesTokenCount").asLong(0) + usage.path("thoughtsTokenCount").asLong(0);
        return finish.equals("MAX_TOKENS")
                ? new Reply.Cut(text.toString(), input, output)
                : new Reply.Answered(text.toString(), calls, input, output);
    }
}
