package dev.firsthour.llm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a model answered, kept in a folder so that it can stand in for the model later: in a test, or where another engine is measured with the same
/// answers. One JSON file a question, named by the question's digest, that holds both; and `model.json` with the model's name and abilities.
///
/// A question is what it says: its system text, turns, tools and schema. Time limits and whose budget it spends are no part of it. Answers that a
/// later call might not get again (busy, away, a budget used up) are not kept.
public final class Recordings {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MODEL = "model.json";

    private Recordings() {}

    /// The same model, whose answers are kept in the folder as they come. What was kept of the same questions before is replaced.
    ///
    /// @throws UncheckedIOException if the folder cannot be written
    public static LanguageModel keeping(LanguageModel model, Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException unwritable) {
            throw new UncheckedIOException("cannot create " + folder + ": name a folder that can be written", unwritable);
        }
        write(folder.resolve(MODEL), JSON.createObjectNode().put("name", model.name()).set("abilities", abilities(model.abilities())));
        return new Keeping(model, folder);
    }

    /// The answers of a folder in place of the model that gave them. A question that was never asked is [Reply.Refused].
    ///
    /// @throws IllegalArgumentException if the folder holds no recording
    public static LanguageModel of(Path folder) {
        JsonNode about = Files.exists(folder.resolve(MODEL)) ? read(folder.resolve(MODEL)) : JSON.createObjectNode();
        if (!about.path("name").isString()) {
            throw new IllegalArgumentException(folder + " holds no recording: it has no " + MODEL + " with a name (see --record)");
        }
        return new Recorded(about.path("name").asString(), abilities(about.path("abilities")), folder);
    }

    private record Keeping(LanguageModel model, Path folder) implements LanguageModel {

        @Override
        public String name() {
            return model.name();
        }

        @Override
        public Abilities abilities() {
            return model.abilities();
        }

        @Override
        public Reply ask(Prompt prompt) {
            Reply reply = model.ask(prompt);
            ObjectNode answer = JSON.createObjectNode();
            switch (reply) {
                case Reply.Answered(var text, var calls, var input, var output, var _) -> {
                    answer.put("answered", text).put("input_tokens", input).put("output_tokens", output).set("calls", calls(calls));
                }
                case Reply.Cut(var text, var input, var output, var _) ->
                    answer.put("cut", text).put("input_tokens", input).put("output_tokens", output);
                case Reply.Refused(var reason, var _) -> answer.put("refused", reason);
                case Reply.Busy _,Reply.Away _,Reply.Overspent _ -> {
                    return reply;
                }
            }
            ObjectNode question = question(prompt);
            ObjectNode file = JSON.createObjectNode();
            file.set("question", question);
            file.set("answer", answer);
            write(folder.resolve(digest(question) + ".json"), file);
            return reply;
        }
    }

    private record Recorded(String name, Abilities abilities, Path folder) implements LanguageModel {

        @Override
        public Reply ask(Prompt prompt) {
            Path file = folder.resolve(digest(question(prompt)) + ".json");
            if (!Files.exists(file)) {
                return new Reply.Refused("the recording in " + folder + " holds no answer to this question: record it again with --record");
            }
            JsonNode answer = read(file).path("answer");
            long input = answer.path("input_tokens").asLong(0);
            long output = answer.path("output_tokens").asLong(0);
            if (answer.path("answered").isString()) {
                return new Reply.Answered(answer.path("answered").asString(), calls(answer.path("calls")), input, output);
            }
            if (answer.path("cut").isString()) return new Reply.Cut(answer.path("cut").asString(), input, output);
            return new Reply.Refused(answer.path("refused").asString(file + " holds no answer"));
        }
    }

    private static ObjectNode question(Prompt prompt) {
        ObjectNode question = JSON.createObjectNode().put("system", prompt.system());
        ArrayNode turns = question.putArray("turns");
        for (Prompt.Turn turn : prompt.messages()) {
            switch (turn) {
                case Prompt.Message(var role, var text) -> turns.addObject().put(role.name(), text);
                case Prompt.Calls(var text, var calls) -> turns.addObject().put("ASSISTANT", text).set("calls", calls(calls));
                case Prompt.Result(var call, var text) -> turns.addObject().put("RESULT", text).put("of", call.id());
            }
        }
        ArrayNode tools = question.putArray("tools");
        prompt.tools().forEach(tool -> tools.addObject().put("name", tool.name()).put("description", tool.description()).put("schema",
                tool.jsonSchema()));
        return question.put("schema", prompt.jsonSchema());
    }

    private static ArrayNode calls(List<Tool.Call> calls) {
        ArrayNode array = JSON.createArrayNode();
        calls.forEach(call -> array.addObject().put("id", call.id()).put("name", call.name()).put("arguments", call.arguments()));
        return array;
    }

    private static List<Tool.Call> calls(JsonNode array) {
        List<Tool.Call> calls = new ArrayList<>();
        array.forEach(call -> calls.add(new Tool.Call(call.path("id").asString(""), call.path("name").asString(""),
                call.path("arguments").asString(""))));
        return calls;
    }

    private static ObjectNode abilities(Abilities abilities) {
        return JSON.createObjectNode().put("context_tokens", abilities.contextTokens())
                .put("max_output_tokens", abilities.maxOutputTokens())
                .put("tools", abilities.tools().name()).put("schema", abilities.schema().name());
    }

    // The speed is left out: a recording answers at once.
    private static Abilities abilities(JsonNode node) {
        Abilities unsaid = Abilities.of(LlmProperties.defaults());
        return new Abilities(node.path("context_tokens").asInt(unsaid.contextTokens()),
                node.path("max_output_tokens").asInt(unsaid.maxOutputTokens()),
                Abilities.Ability.valueOf(node.path("tools").asString(unsaid.tools().name())),
                Probe.Schema.valueOf(node.path("schema").asString(unsaid.schema().name())), Double.NaN);
    }

    private static String digest(ObjectNode question) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(JSON.writeValueAsString(question).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException | JacksonException unreadable) {
            throw new IllegalArgumentException(file + " is no recording that can be read: " + unreadable.getMessage(), unreadable);
        }
    }

    // Two agents may ask the same at once, and a reader must never see half a file.
    private static void write(Path file, JsonNode content) {
        try {
            Path written = Files.createTempFile(file.toAbsolutePath().getParent(), "recording", ".tmp");
            Files.writeString(written, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n");
            Files.move(written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException unwritable) {
            throw new UncheckedIOException("cannot write " + file, unwritable);
        }
    }
}
