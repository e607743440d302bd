package dev.firsthour.llm;

import java.net.URI;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Which language model is asked, and how.
///
/// @param kind `auto` takes an Ollama on loopback that has a local model, else none; `none` asks no model; `ollama`, `openai` and `azure` name the
///        protocol, `openai` for every endpoint that speaks OpenAI's chat completions (vLLM, TGI, Triton's front end, llama.cpp, LM Studio)
/// @param baseUrl the endpoint's address; for `openai` with its `/v1`. Empty: `http://127.0.0.1:11434` for `ollama`,
///        and nothing for `openai`, which must be told where to go
/// @param model the model's name as the endpoint spells it; `ollama` takes its newest local model where it is empty
/// @param apiKey sent as a bearer token; empty for endpoints that want none
/// @param connectTimeout how long to wait for a connection
/// @param timeout how long to wait for one whole answer
/// @param maxOutputTokens where the model must stop; an answer that reaches it counts as cut
/// @param contextTokens how many tokens of prompt and answer the model is given room for; told to Ollama, which otherwise cuts silently
/// @param temperature how freely it chooses its words, 0 to 2; empty: 0.1, and nothing to OpenAI's own endpoint, where some models refuse it
@ConfigurationProperties("firsthour.llm")
public record LlmProperties(@DefaultValue("auto") String kind, @Nullable URI baseUrl, @Nullable String model, @Nullable String apiKey,
        @DefaultValue("5s") Duration connectTimeout, @DefaultValue("120s") Duration timeout, @DefaultValue("2048") int maxOutputTokens,
        @DefaultValue("16384") int contextTokens, @Nullable Double temperature) {

    public static final String AUTO = "auto";
    public static final String NONE = "none";

    public LlmProperties {
        if (baseUrl != null && baseUrl.toString().isBlank()) baseUrl = null;
        if (model != null && model.isBlank()) model = null;
        if (apiKey != null && apiKey.isBlank()) apiKey = null;
        if (baseUrl != null
                && (baseUrl.getHost() == null || !("http".equals(baseUrl.getScheme()) || "https".equals(baseUrl.getScheme())))) {
            throw new IllegalArgumentException(
                    "firsthour.llm.base-url '" + baseUrl + "' is no http address: write it as in http://127.0.0.1:8000/v1");
        }
        requirePositive("connect-timeout", connectTimeout);
        requirePositive("timeout", timeout);
        if (maxOutputTokens < 1)
            throw new IllegalArgumentException("firsthour.llm.max-output-tokens is at least 1, not " + maxOutputTokens);
        if (contextTokens <= maxOutputTokens) {
            throw new IllegalArgumentException("firsthour.llm.context-tokens (" + contextTokens
                    + ") must leave room for a prompt beside firsthour.llm.max-output-tokens (" + maxOutputTokens + ")");
        }
        if (temperature != null && !(temperature >= 0 && temperature <= 2)) {
            throw new IllegalArgumentException("firsthour.llm.temperature lies in 0 to 2, not " + temperature);
        }
    }

    /// The settings as they are when nobody sets anything.
    public static LlmProperties defaults() {
        return new LlmProperties(AUTO, null, null, null, Duration.ofSeconds(5), Duration.ofSeconds(120), 2048, 16384, null);
    }

    /// The same settings for another endpoint, as a command line names it.
    public LlmProperties at(String otherKind, @Nullable URI otherBaseUrl, @Nullable String otherModel) {
        return new LlmProperties(otherKind, otherBaseUrl, otherModel, apiKey, connectTimeout, timeout, maxOutputTokens, contextTokens,
                temperature);
    }

    private static void requirePositive(String setting, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("firsthour.llm." + setting + " is longer than nothing, as in 5s, not " + duration);
        }
    }

    /// Without the key, so that it never reaches a log.
    @Override
    public String toString() {
        return "LlmProperties[kind=" + kind + ", baseUrl=" + baseUrl + ", model=" + model + ", apiKey=" + (apiKey == null ? "none" : "set")
                + ", timeout=" + timeout + ", maxOutputTokens=" + maxOutputTokens + ", contextTokens=" + contextTokens + "]";
    }
}
