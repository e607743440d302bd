package dev.firsthour.llm.openai;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Protocol;

/// OpenAI's chat completions, at whichever address speaks them; for the servers that have a kind of their own, with what is known of them.
public sealed class OpenAiProtocol implements Protocol {

    private static final String OPENAI = "api.openai.com";

    private final String kind;
    private final Host host;
    private final @Nullable URI usual;

    public OpenAiProtocol() {
        this("openai", Host.OTHER, null);
    }

    private OpenAiProtocol(String kind, Host host, @Nullable URI usual) {
        this.kind = kind;
        this.host = host;
        this.usual = usual;
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public List<String> served(URI baseUrl, Duration timeout) {
        return new OpenAiCompatible(host, baseUrl, "", Credential.bearer(null), LlmProperties.defaults()).served(timeout);
    }

    @Override
    public LanguageModel open(LlmProperties properties) {
        URI baseUrl = properties.baseUrl() == null ? usual : properties.baseUrl();
        if (baseUrl == null) {
            throw new IllegalArgumentException("firsthour.llm.base-url is missing: kind " + kind
                    + " needs the endpoint's address, as in http://127.0.0.1:8000/v1");
        }
        String model = properties.model();
        if (model == null) {
            throw new IllegalArgumentException("firsthour.llm.model is missing: kind " + kind + " needs the model's name as " + baseUrl
                    + "/models lists it");
        }
        return new OpenAiCompatible(OPENAI.equals(baseUrl.getHost()) ? Host.OPENAI : host, baseUrl, model,
                Credential.bearer(properties.apiKey()), properties);
    }

    /// vLLM where `vllm serve` listens.
    public static final class Vllm extends OpenAiProtocol {
        public Vllm() {
            super("vllm", Host.VLLM, URI.create("http://127.0.0.1:8000/v1"));
        }
    }

    /// Text Generation Inference by its Messages API, where its launcher listens.
    public static final class Tgi extends OpenAiProtocol {
        public Tgi() {
            super("tgi", Host.TGI, URI.create("http://127.0.0.1:3000/v1"));
        }
    }

    /// The OpenAI-compatible front end of Triton Inference Server.
    public static final class TritonFrontEnd extends OpenAiProtocol {
        public TritonFrontEnd() {
            super("triton-openai", Host.TRITON, URI.create("http://127.0.0.1:9000/v1"));
        }
    }
}
