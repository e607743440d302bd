package dev.firsthour.llm.bedrock;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.firsthour.aws.NoCredentials;
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

/// A model behind Bedrock's Converse.
final class Converse implements LanguageModel {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final AlternatingTurns TURNS = new AlternatingTurns("assistant", "content",
            (part, call) -> part.putObject("toolUse").put("toolUseId", call.id()).put("name", call.name())
                    .set("input", AlternatingTurns.arguments(call)),
            (part, result) -> part.putObject("toolResult").put("toolUseId", result.call().id()).putArray("content").addObject()
                    .put("text", result.text()));

    private final URI address;
    private final String model;
    private final Admission admission;
    private final LlmProperties properties;
    private final Wire wire;

    Converse(URI baseUrl, String model, Admission admission, LlmProperties properties) {
        // Ids of inference profiles hold colons and slashes, which must reach Bedrock as one segment of the path.
        this.address = URI.create(baseUrl.toString().replaceAll("/+$", "") + "/model/" + URLEncoder.encode(model, StandardCharsets.UTF_8)
                + "/converse");
        this.model = model;
        this.admission = admission;
        this.properties = properties;
        this.wire = new Wire(properties.connectTimeout());
    }

    @Override
    public String name() {
        return "bedrock/" + model;
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
        String body = request(prompt).toString();
        Map<String, String> headers;
        try {
            headers = admission.headers(address, body);
        } catch (NoCredentials none) {
            return none.isLasting() ? new Reply.Refused(none.getMessage()) : new Reply.Away(none.getMessage());
        }
        exchange.post(address, headers, body);
        JsonNode answer = exchange.json();
        JsonNode content = answer.at("/output/message/content");
        String stop = answer.path("stopReason").asString("");
        if (!content.isArray() || stop.isEmpty()) throw new IllegalStateException("no content");
        return reply(content, stop, answer.path("usage"));
    }

    private ObjectNode request(Prompt prompt) {
        ObjectNode request = JSON.createObjectNode();
        request.putArray("system").addObject().put("text", prompt.system());
        TURNS.write(prompt, request.putArray("messages"));
        ObjectNode limits = request.putObject("inferenceConfig").put("maxTokens", prompt.maxOutputTokens());
        if (properties.temperature() != null) limits.put("temperature", properties.temperature());
        if (!prompt.tools().isEmpty()) {
            ArrayNode tools = request.putObject("toolConfig").putArray("tools");
            for (Tool tool : prompt.tools()) {
                tools.addObject().putObject("toolSpec").put("name", tool.name()).put("description", tool.description())
                        .putObject("inputSchema")
                        .set("json", JSON.readTree(tool.jsonSchema()));
            }
        }
        if (prompt.jsonSchema() != null) {
            request.putObject("outputConfig").putObject("textFormat").put("type", "json_schema").putObject("structure")
                    .putObject("jsonSchema")
                    .put("name", "answer").put("schema", Conversation.schema(prompt.jsonSchema()).toString());
        }
        return request;
    }

    private static Reply reply(JsonNode content, String stop, JsonNode usage) {
        var text = new StringBuilder();
        List<Tool.Call> calls = new ArrayList<>();
        for (JsonNode block : content) {
            text.append(block.path("text").asString(""));
            JsonNode use = block.path("toolUse");
            if (use.isObject()) {
                calls.add(new Tool.Call(use.path("toolUseId").asString(""), use.path("name").asString(""), use.path("input").toString()));
            }
        }
        long input = usage.path("inputTokens").asLong(0);
        long output = usage.path("outputTokens").asLong(0);
        return switch (stop) {
            case "max_tokens", "model_context_window_exceeded" -> new Reply.Cut(text.toString(), input, output);
            case "content_filtered", "guardrail_intervened" -> new Reply.Refused("the endpoint held the answer back: " + stop);
            default -> new Reply.Answered(text.toString(), calls, input, output);
        };
    }
}
