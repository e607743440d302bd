package dev.firsthour.llm.openai;

import java.net.URI;

import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Protocol;

/// OpenAI's chat completions, at whichever address speaks them.
public final class OpenAiProtocol implements Protocol {

    private static final String OPENAI = "api.openai.com";

    @Override
    public String kind() {
        return "openai";
    }

    @Override
    public LanguageModel open(LlmProperties properties) {
        URI baseUrl = properties.baseUrl();
        if (baseUrl == null) {
            throw new IllegalArgumentException("firsthour.llm.base-url is missing: kind openai needs the endpoint's address, "
                    + "as in http://127.0.0.1:8000/v1 for vLLM");
        }
        String model = properties.model();
        if (model == null) {
            throw new IllegalArgumentException("firsthour.llm.model is missing: kind openai needs the model's name as " + baseUrl
                    + "/models lists it");
        }
        var host = OPENAI.equals(baseUrl.getHost()) ? OpenAiCompatible.Host.OPENAI : OpenAiCompatible.Host.OTHER;
        return new OpenAiCompatible(host, baseUrl, model, properties);
    }
}
