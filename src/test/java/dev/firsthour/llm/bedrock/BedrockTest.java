package dev.firsthour.llm.bedrock;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LanguageModelContract;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Models;
import dev.firsthour.llm.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BedrockTest extends LanguageModelContract {

    private static final String PROFILE = "eu.amazon.nova-pro-v1:0";

    @BeforeAll
    static void giveCredentials() {
        System.setProperty("aws.accessKeyId", "AKIDEXAMPLE");
        System.setProperty("aws.secretAccessKey", "of-no-account");
    }

    @AfterAll
    static void takeThemBack() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    private static LlmProperties inRegion(LlmProperties properties, String region) {
        return properties.with(properties.azure(), new LlmProperties.Aws(region), properties.google());
    }

    @Override
    protected LanguageModel model(URI baseUrl, LlmProperties properties) {
        return Models.of(inRegion(properties, "eu-central-1").at("bedrock", baseUrl, PROFILE)).orElseThrow();
    }

    @Override
    protected String answer(String text, String finishReason, int inputTokens, int outputTokens) {
        return """
                {"metrics": {"latencyMs": 1}, "output": {"message": {"role": "assistant", "content": [{"text": %s}]}}, "stopReason": "%s",
                 "usage": {"inputTokens": %d, "outputTokens": %d, "totalTokens": 0}}"""
                .formatted(quoted(text), finishReason.equals("length") ? "max_tokens" : "end_turn", inputTokens, outputTokens);
    }

    @Override
    protected String answerThatCalls() {
        return """
                {"output": {"message": {"role": "assistant", "content": [{"text": "Let me look."}, {"toolUse": {"toolUseId": "c-7", "name": "look",
                 "input": {"where": "logs"}}}]}}, "stopReason": "tool_use", "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2}}""";
    }

    @Override
    protected String error(String message) {
        return "{\"message\":" + quoted(message) + "}";
    }

    @Override
    protected JsonNode schemaIn(JsonNode request) {
        return JsonMapper.shared().readTree(request.at("/outputConfig/textFormat/structure/jsonSchema/schema").asString());
    }

    @Override
    protected int maxOutputTokensIn(JsonNode request) {
        return request.at("/inferenceConfig/maxTokens").asInt();
    }

    @Override
    protected List<String> toolsIn(JsonNode request) {
        return request.at("/toolConfig/tools").valueStream().map(tool -> tool.at("/toolSpec/name").asString("")).toList();
    }

    @Override
    protected List<String> conversationIn(JsonNode request) {
        var said = new ArrayList<String>();
        request.path("system").forEach(block -> said.add("system:" + block.path("text").asString("")));
        for (JsonNode message : request.path("messages")) {
            for (JsonNode block : message.path("content")) {
                if (block.has("toolUse")) said.add("call:" + block.at("/toolUse/name").asString("") + " " + block.at("/toolUse/input"));
                else if (block.has("toolResult")) said.add("result:" + block.at("/toolResult/content/0/text").asString(""));
                else
                    said.add(message.path("role").asString("") + ":" + block.path("text").asString(""));
            }
        }
        return said;
    }

    @Test
    void aRequestIsSignedForItsRegionAndTheProfileIsOneSegmentOfItsPath() {
        askOnce();
        assertThat(header("Authorization")).startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
                .contains("/eu-central-1/bedrock/aws4_request")
                .contains("host;");
        assertThat(path()).isEqualTo("/v1/model/eu.amazon.nova-pro-v1%3A0/converse");
    }

    @Test
    void aKeyForBedrockIsSentInstead() {
        var properties = inRegion(LlmProperties.defaults().withKey("k-123"), "eu-central-1");
        assertThat(((Converse) Models.of(properties.at("bedrock", null, PROFILE)).orElseThrow()).name()).isEqualTo("bedrock/" + PROFILE);
        assertThat(new Keyed("k-123").headers(URI.create("http://x"), "")).containsEntry("Authorization", "Bearer k-123");
        assertThat(new Keyed("k-123").toString()).doesNotContain("k-123");
    }

    @Test
    void aMissingSettingIsNamed() {
        assertThatThrownBy(() -> Models.of(LlmProperties.defaults().at("bedrock", null, null))).hasMessageContaining("firsthour.llm.model");
        assertThatThrownBy(() -> Models.of(LlmProperties.defaults().at("bedrock", null, PROFILE)))
                .hasMessageContaining("firsthour.llm.aws.region");
    }

    @Test
    void anAnswerThatAGuardrailHeldBackIsRefused() {
        assertThat(
                askWith("""
                        {"output": {"message": {"role": "assistant", "content": [{"text": "Sorry."}]}}, "stopReason": "guardrail_intervened", "usage": {}}"""))
                .isInstanceOfSatisfying(Reply.Refused.class, refused -> assertThat(refused.reason()).contains("guardrail_intervened"));
    }
}
