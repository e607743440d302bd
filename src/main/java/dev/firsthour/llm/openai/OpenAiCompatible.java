package dev.firsthour.llm.openai;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.firsthour.llm.Abilities;
import dev.firsthour.llm.Conversation;
import dev.firsthour.llm.Exchange;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Particulars;
import dev.firsthour.llm.Prompt;
import dev.firsthour.llm.Reply;
import dev.firsthour.llm.Tool;
import dev.firsthour.llm.Wire;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.openai.OpenAiChatModel;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// A model behind OpenAI's chat completions.
final class OpenAiCompatible implements LanguageModel {

    private static final String MESSAGE = "/choices/0/message";
    /// Low enough that an analysis repeats, above the zero at which small models fall into loops.
    private static final double TEMPERATURE = 0.1;

    private final URI baseUrl;
    private final String model;
    private final Host host;
    private final Credential credential;
    private final LlmProperties properties;
    private final Wire wire;

    OpenAiCompatible(Host host, URI baseUrl, String model, Credential credential, LlmProperties properties) {
        this.baseUrl = baseUrl;
        this.model = model;
        this.host = host;
        this.credential = credential;
        this.properties = properties;
        this.wire = new Wire(properties.connectTimeout());
    }

    @Override
    public String name() {
        return host.provider() + "/" + model;
    }

    @Override
    public Abilities abilities() {
        return wire.abilities(properties);
    }

    @Override
    public Reply ask(Prompt prompt) {
        Map<String, String> headers;
        switch (credential.headers(prompt.timeout())) {
            case Credential.Given given -> headers = given.headers();
            case Credential.Denied denied -> {
                return denied.reply();
            }
        }
        return wire.ask(prompt, (exchange, question) -> put(exchange, question, headers));
    }

    private Reply put(Exchange exchange, Prompt prompt, Map<String, String> headers) {
        try {
            var response = model(exchange, prompt, headers).chat(ChatRequest.builder().messages(Conversation.messages(prompt))
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
            default -> new Reply.Answered(text, calls(message), input, output);
        };
    }

    private static List<Tool.Call> calls(JsonNode message) {
        var calls = new ArrayList<Tool.Call>();
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode arguments = call.at("/function/arguments");
            calls.add(new Tool.Call(call.path("id").asString("call-" + (calls.size() + 1)), call.at("/function/name").asString(""),
                    arguments.isString() ? arguments.asString() : arguments.toString()));
        }
        return calls;
    }

    private OpenAiChatModel model(Exchange exchange, Prompt prompt, Map<String, String> headers) {
        Double temperature = properties.temperature();
        if (temperature == null && host.isPlain()) temperature = TEMPERATURE;
        var builder = OpenAiChatModel.builder().httpClientBuilder(exchange).baseUrl(baseUrl.toString()).modelName(model).maxRetries(0)
                .strictJsonSchema(true).temperature(temperature).customHeaders(headers);
        if (host == Host.AZURE && properties.azure().apiVersion() != null) {
            builder.customQueryParams(Map.of("api-version", properties.azure().apiVersion()));
        }
        // OpenAI's newer models know only the new name of this limit, most other servers only the old one.
        if (host.isPlain()) builder.maxTokens(prompt.maxOutputTokens());
        else
            builder.maxCompletionTokens(prompt.maxOutputTokens());
        return builder.build();
    }

    /// The list of models, which vLLM (`max_model_len`), OpenRouter (`context_length`) and llama.cpp (`meta.n_ctx`) enrich with their room; TGI tells
    /// its own by `/info` and llama.cpp by `/props`, both beside `/v1`.
    @Override
    public Particulars particulars(Duration timeout) {
        if (host == Host.AZURE) return Particulars.UNSAID;
        if (!(credential.headers(timeout) instanceof Credential.Given(var headers))) return Particulars.UNSAID;
        JsonNode listed = get(baseUrl + "/models", headers, timeout);
        JsonNode found = null;
        for (JsonNode entry : listed.path("data")) {
            if (entry.path("id").asString("").equals(model)) found = entry;
        }
        int context = 0;
        if (found != null) {
            context = first(found.path("max_model_len"), found.path("context_length"), found.at("/meta/n_ctx"));
        }
        String root = baseUrl.toString().replaceAll("/v1/*$", "");
        if (context == 0 && host == Host.TGI) {
            context = first(get(root + "/info", headers, timeout).path("max_total_tokens"));
        } else if (context == 0 && host == Host.OTHER) {
            context = first(get(root + "/props", headers, timeout).at("/default_generation_settings/n_ctx"));
        }
        if (found != null || (host == Host.TGI && context > 0)) return Particulars.there(context);
        // A server that lists nothing, or one model under another name as llama.cpp does, may have the model all the same.
        return listed.path("data").size() > 1
                ? Particulars.NOT_THERE
                : new Particulars(Abilities.Ability.UNKNOWN, context,
                        Abilities.Ability.UNKNOWN);
    }

    List<String> served(Duration timeout) {
        return get(baseUrl + "/models", Map.of(), timeout).path("data").valueStream().map(entry -> entry.path("id").asString(""))
                .filter(name -> !name.isBlank()).toList();
    }

    private static int first(JsonNode... nodes) {
        for (JsonNode node : nodes) {
            if (node.asInt(0) > 0) return node.asInt();
        }
        return 0;
    }

    private JsonNode get(String address, Map<String, String> headers, Duration timeout) {
        Exchange exchange = wire.exchange(timeout);
        try {
            exchange.get(URI.create(address), new HashMap<>(headers));
        } catch (RuntimeException thrown) {
            // Whatever it was, it is classified there, and rethrown if it is a fault of ours.
            Reply _ = exchange.failure(thrown);
            return MissingNode.getInstance();
        }
        return exchange.json();
    }
}
