package dev.firsthour.llm.triton;

import java.net.URI;

import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Protocol;

/// Triton's `generate` extension. Its OpenAI-compatible front end is the kind `triton-openai`, and the better choice where it runs: it knows turns,
/// tools and schemas.
public final class TritonProtocol implements Protocol {

    static final URI LOOPBACK = URI.create("http://127.0.0.1:8000");

    @Override
    public String kind() {
        return "triton";
    }

    @Override
    public LanguageModel open(LlmProperties properties) {
        String model = properties.model();
        if (model == null) {
            throw new IllegalArgumentException(
                    "firsthour.llm.model is missing: kind triton needs the name of the model or ensemble that takes "
                            + "text_input, as in ensemble or vllm_model");
        }
        return new Triton(properties.baseUrl() == null ? LOOPBACK : properties.baseUrl(), model,
                Template.named(properties.triton().template()),
                properties);
    }
}
