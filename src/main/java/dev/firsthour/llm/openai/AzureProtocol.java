package dev.firsthour.llm.openai;

import java.net.URI;

import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Protocol;

/// OpenAI's models on Azure, by the address that is the same for all versions of its API. With an Entra token instead of a key, kind `openai`
/// is the one to use: it sends a bearer token.
public final class AzureProtocol implements Protocol {

    @Override
    public String kind() {
        return "azure";
    }

    @Override
    public LanguageModel open(LlmProperties properties) {
        URI baseUrl = properties.baseUrl();
        if (baseUrl == null) {
            throw new IllegalArgumentException("firsthour.llm.base-url is missing: kind azure needs the resource's address, "
                    + "as in https://NAME.openai.azure.com/openai/v1");
        }
        String deployment = properties.model();
        if (deployment == null)
            throw new IllegalArgumentException("firsthour.llm.model is missing: kind azure needs the deployment's name");
        return new OpenAiCompatible(OpenAiCompatible.Host.AZURE, baseUrl, deployment, properties);
    }
}
