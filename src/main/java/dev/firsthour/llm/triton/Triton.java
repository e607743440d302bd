package dev.firsthour.llm.triton;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.firsthour.llm.Abilities;
import dev.firsthour.llm.Conversation;
import dev.firsthour.llm.Exchange;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Particulars;
import dev.firsthour.llm.Probe;
import dev.firsthour.llm.Prompt;
import dev.firsthour.llm.Reply;
import dev.firsthour.llm.Wire;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A model behind Triton's `generate` extension, which knows neither turns nor schemas nor tools and counts no tokens: turns become one text by a template,
/// and the schema is told in words.
///
/// Back ends differ in where they want their limits: TensorRT-LLM's ensembles as input tensors beside `text_input`, vLLM's as `parameters`. The model's
/// metadata, asked for once, tell which.
final class Triton implements LanguageModel {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final double TEMPERATURE = 0.1;
    private static final Duration METADATA = Duration.ofSeconds(5);

    private final URI model;
    private final String name;
    private final Template template;
    private final LlmProperties properties;
    private final Wire wire;
    private volatile @Nullable Set<String> inputs;

    Triton(URI baseUrl, String name, Template template, LlmProperties properties) {
        this.model = URI.create(baseUrl.toString().replaceAll("/+$", "") + "/v2/models/" + URLEncoder.encode(name, StandardCharsets.UTF_8));
        this.name = name;
        this.template = template;
        this.properties = properties;
        this.wire = new Wire(properties.connectTimeout());
    }

    @Override
    public String name() {
        return "triton/" + name;
    }

    /// Never tools, and a schema is only told of.
    @Override
    public Abilities abilities() {
        return new Abilities(properties.contextTokens(), properties.maxOutputTokens(), Abilities.Ability.NO, Probe.Schema.IGNORED,
                Double.NaN);
    }

    @Override
    public Reply ask(Prompt prompt) {
        return wire.ask(told(prompt), this::put);
    }

    private Reply put(Exchange exchange, Prompt prompt) {
        String text = template.text(prompt);
        exchange.post(URI.create(model + "/generate"), headers(), request(text, prompt));
        JsonNode output = exchange.json().path("text_output");
        if (!output.isString()) throw new IllegalStateException("no text_output");
        return reply(answer(output.asString(), text), exchange.json(), prompt);
    }

    private Map<String, String> headers() {
        return properties.apiKey() == null ? Map.of() : Map.of("Authorization", "Bearer " + properties.apiKey());
    }

    private static Prompt told(Prompt prompt) {
        if (prompt.jsonSchema() == null) return prompt;
        return new Prompt(prompt.system() + "\nAnswer with one JSON object that follows this JSON Schema, and nothing else:\n"
                + Conversation.schema(prompt.jsonSchema()),
                prompt.messages(), List.of(), null, prompt.maxOutputTokens(), prompt.timeout(), prompt.account());
    }

    private String request(String text, Prompt prompt) {
        Set<String> known = inputs(prompt.timeout());
        ObjectNode request = JSON.createObjectNode();
        request.put("text_input", text);
        ObjectNode parameters = request.putObject("parameters");
        double temperature = properties.temperature() == null ? TEMPERATURE : properties.temperature();
        (known.contains("max_tokens") ? request : parameters).put("max_tokens", prompt.maxOutputTokens());
        (known.contains("temperature") ? request : parameters).put("temperature", temperature);
        if (known.contains("stop_words")) request.putArray("stop_words").add(template.stop());
        if (known.contains("exclude_input_in_output")) request.put("exclude_input_in_output", true);
        parameters.put("stream", false);
        return request.toString();
    }

    /// Back ends may give the prompt back before the answer, and go on beyond its end where they were not told what ends it.
    private String answer(String output, String text) {
        String answer = output.startsWith(text) ? output.substring(text.length()) : output;
        int end = answer.indexOf(template.stop());
        return (end >= 0 ? answer.substring(0, end) : answer).strip();
    }

    private static Reply reply(String answer, JsonNode body, Prompt prompt) {
        long output = body.path("output_token_count").asLong(body.path("num_output_tokens").asLong(0));
        long input = body.path("input_token_count").asLong(body.path("num_input_tokens").asLong(0));
        boolean cut = body.path("finish_reason").asString("").equals("length") || output >= prompt.maxOutputTokens();
        return cut ? new Reply.Cut(answer, input, output) : new Reply.Answered(answer, input, output);
    }

    /// The names of the model's inputs, as its metadata list them; none if it does not answer, which asking the model will tell better.
    private Set<String> inputs(Duration timeout) {
        Set<String> known = inputs;
        if (known != null) return known;
        var names = new HashSet<String>();
        JsonNode metadata = metadata(timeout.compareTo(METADATA) < 0 ? timeout : METADATA);
        if (metadata == null) return names;
        for (JsonNode input : metadata.path("inputs")) {
            names.add(input.path("name").asString(""));
        }
        inputs = Set.copyOf(names);
        return names;
    }

    private @Nullable JsonNode metadata(Duration timeout) {
        Exchange exchange = wire.exchange(timeout);
        try {
            exchange.get(model, headers());
        } catch (RuntimeException thrown) {
            // Whatever it was, it is classified there, and rethrown if it is a fault of ours.
            Reply _ = exchange.failure(thrown);
            return exchange.status() == 404 || exchange.status() == 400 ? JSON.createObjectNode() : null;
        }
        return exchange.json();
    }

    @Override
    public Particulars particulars(Duration timeout) {
        JsonNode metadata = metadata(timeout);
        if (metadata == null) return Particulars.UNSAID;
        List<String> names = metadata.path("inputs").valueStream().map(input -> input.path("name").asString("")).toList();
        return names.contains("text_input") ? Particulars.there(0) : Particulars.NOT_THERE;
    }
}
