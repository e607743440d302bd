package dev.firsthour.llm.openai;

import java.net.URI;
import java.time.InstantSource;

import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Protocol;
import dev.firsthour.llm.Wire;

/// OpenAI's models on Azure: by the address that is the same for all versions of its API (`…/openai/v1`), or with `azure.api-version` by deployment.
/// A key or an Entra token lets in.
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
        if (properties.azure().apiVersion() != null) {
            String resource = baseUrl.toString().replaceAll("(/openai(/v1)?)?/*$", "");
            baseUrl = URI.create(resource + "/openai/deployments/" + deployment);
        }
        Credential credential = properties.azure().tenant() == null
                ? Credential.header("api-key", properties.apiKey())
                : new EntraToken(properties.azure(), new Wire(properties.connectTimeout()), InstantSource.system());
        return new OpenAiCompatible(Host.AZURE, baseUrl, deployment, credential, properties);
    }
}
