package dev.firsthour.llm.bedrock;

import java.net.URI;

import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Protocol;
import dev.firsthour.llm.Wire;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;

/// Amazon Bedrock, by Converse: one form for all its models. Requests are signed with what AWS' standard chain of credentials finds, or carry a Bedrock API
/// key.
public final class BedrockProtocol implements Protocol {

    @Override
    public String kind() {
        return "bedrock";
    }

    @Override
    public LanguageModel open(LlmProperties properties) {
        String model = properties.model();
        if (model == null) {
            throw new IllegalArgumentException(
                    "firsthour.llm.model is missing: kind bedrock needs the id of a model or of an inference profile, "
                            + "as in eu.amazon.nova-pro-v1:0");
        }
        String region = properties.aws().region() == null ? usualRegion() : properties.aws().region();
        URI baseUrl = properties.baseUrl() == null
                ? URI.create("https://bedrock-runtime." + region + ".amazonaws.com" + (region.startsWith("cn-") ? ".cn" : ""))
                : properties.baseUrl();
        String key = properties.apiKey();
        return new Converse(baseUrl, model, key == null ? new Signed(region) : new Keyed(key), properties);
    }

    private static String usualRegion() {
        try {
            // The rest of the chain asks other machines.
            AwsRegionProvider provider = Wire.isLoopbackOnly()
                    ? new AwsRegionProviderChain(new SystemSettingsRegionProvider())
                    : new DefaultAwsRegionProviderChain();
            return provider.getRegion().id();
        } catch (SdkException missing) {
            throw new IllegalArgumentException(
                    "firsthour.llm.aws.region is missing, and AWS' own settings name none: write it as in eu-central-1",
                    missing);
        }
    }
}
