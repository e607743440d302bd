package dev.firsthour.llm;

import java.util.function.BiConsumer;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How turns are written for endpoints that want the two sides to alternate, and all results of one turn of calls in one message: what follows from the
/// same side is added to its message.
///
/// @param assistant what the model's side is called
/// @param parts the field with the parts of a message
/// @param call fills the part that is a call
/// @param result fills the part that is a call's result
public record AlternatingTurns(String assistant, String parts, BiConsumer<ObjectNode, Tool.Call> call,
        BiConsumer<ObjectNode, Prompt.Result> result) {

    /// Adds the turns of a prompt to the messages of a request.
    public void write(Prompt prompt, ArrayNode messages) {
        for (Prompt.Turn turn : prompt.messages()) {
            ArrayNode content = content(messages, turn.role() == Prompt.Role.USER ? "user" : assistant);
            switch (turn) {
                case Prompt.Message message -> content.addObject().put("text", message.text());
                case Prompt.Calls calls -> {
                    if (!calls.text().isBlank()) content.addObject().put("text", calls.text());
                    calls.calls().forEach(one -> call.accept(content.addObject(), one));
                }
                case Prompt.Result answered -> result.accept(content.addObject(), answered);
            }
        }
    }

    private ArrayNode content(ArrayNode messages, String role) {
        JsonNode last = messages.isEmpty() ? messages : messages.get(messages.size() - 1);
        return last.path("role").asString("").equals(role)
                ? (ArrayNode) last.path(parts)
                : messages.addObject().put("role", role).putArray(parts);
    }

    /// What a call is made with, as an object: an empty one where a model wrote something else.
    public static JsonNode arguments(Tool.Call call) {
        try {
            JsonNode node = JsonMapper.shared().readTree(call.arguments());
            return node != null && node.isObject() ? node : JsonMapper.shared().createObjectNode();
        } catch (JacksonException _) {
            return JsonMapper.shared().createObjectNode();
        }
    }
}
