package dev.firsthour.llm.openai;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;

import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LanguageModelContract;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Models;
import dev.firsthour.llm.Prompt;
import dev.firsthour.llm.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import tools.jackson.databind.JsonNode;

class OpenAiCompatibleTest extends LanguageModelContract {

    String kind() {
        return "openai";
    }

    @Override
    protected LanguageModel model(URI baseUrl, LlmProperties properties) {
        return Models.of(properties.at(kind(), baseUrl, "qwen3")).orElseThrow();
    }

    @Override
    protected String answer(String text, String finishReason, int inputTokens, int outputTokens) {
        return """
                {"id": "c1", "object": "chat.completion", "created": 1, "model": "qwen3", "unheard_of": {"of": 1}, "choices": [{"index": 0,
                 "message": {"role": "assistant", "content": %s}, "finish_reason": "%s"}],
                 "usage": {"prompt_tokens": %d, "completion_tokens": %d, "total_tokens": 0}}"""
                .formatted(quoted(text), finishReason, inputTokens, outputTokens);
    }

    @Override
    protected String answerThatCalls() {
        return """
                {"id": "c1", "object": "chat.completion", "created": 1, "model": "m", "choices": [{"index": 0, "message": {"role": "assistant",
                 "content": null, "tool_calls": [{"id": "c-7", "type": "function", "function": {"name": "look", "arguments": "{\\"where\\": \\"logs\\"}"}}]},
                 "finish_reason": "tool_calls"}], "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}""";
    }

    @Override
    protected String error(String message) {
        return "{\"error\":{\"message\":" + quoted(message) + ",\"type\":\"x\",\"code\":null}}";
    }

    @Override
    protected JsonNode schemaIn(JsonNode request) {
        assertThat(request.at("/response_format/type").asString()).isEqualTo("json_schema");
        assertThat(request.at("/response_format/json_schema/strict").asBoolean()).isTrue();
        return request.at("/response_format/json_schema/schema");
    }

    @Override
    protected int maxOutputTokensIn(JsonNode request) {
        assertThat(request.path("temperature").asDouble()).isEqualTo(0.1);
        return request.path("max_tokens").asInt();
    }

    private Reply askWhen(String body, String apiKey) {
        var server = new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
        server.start();
        try {
            server.stubFor(WireMock.post(WireMock.urlEqualTo("/v1/chat/completions"))
                    .withHeader("Authorization", WireMock.equalTo("Bearer " + apiKey)).willReturn(WireMock.okJson(body)));
            var properties = LlmProperties.defaults().withKey(apiKey).at(kind(), URI.create(server.baseUrl() + "/v1"), "m");
            return Models.of(properties).orElseThrow().ask(new Prompt("s", List.of(new Prompt.Message(Prompt.Role.USER, "u")), null, 50,
                    Duration.ofSeconds(20)));
        } finally {
            server.stop();
        }
    }

    @Test
    void theKeyTravelsAsABearerTokenAndStaysOutOfWords() {
        assertThat(askWhen(answer("fine", "stop", 1, 1), "k-123")).isInstanceOf(Reply.Answered.class);
        var properties = LlmProperties.defaults().withKey("k-123").at("openai", null, "m");
        assertThat(properties.toString()).doesNotContain("k-123");
    }

    @Test
    void aModelThatDeclinesIsRefused() {
        assertThat(
                askWhen("""
                        {"choices": [{"message": {"role": "assistant", "content": null, "refusal": "I cannot help with that."}, "finish_reason": "stop"}]}""",
                        "k"))
                .isEqualTo(new Reply.Refused("the model declined: I cannot help with that."));
    }

    @Test
    void anAnswerThatAFilterHeldBackIsRefused() {
        assertThat(askWhen("""
                {"choices": [{"message": {"role": "assistant", "content": ""}, "finish_reason": "content_filter"}]}""", "k"))
                .isInstanceOf(Reply.Refused.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{\"content\": \"fine\"}|fine", "{\"role\": \"assistant\", \"content\": null}|''",
            "{\"content\": [{\"type\": \"text\", \"text\": \"fi\"}, {\"type\": \"text\", \"text\": \"ne\"}]}|fine"})
    void anAnswerThatLeavesHalfOfTheFormOutIsRead(String message, String text) {
        assertThat(askWhen("{\"choices\": [{\"message\": " + message + "}]}", "k")).isEqualTo(new Reply.Answered(text, 0, 0));
        assertThat(askWhen("{\"choices\": [{\"finish_reason\": \"length\", \"message\": " + message + "}]}", "k"))
                .isEqualTo(new Reply.Cut(text, 0, 0));
    }

    @Test
    void aMissingSettingIsNamed() {
        assertThatThrownBy(() -> Models.of(LlmProperties.defaults().at("openai", null, "m")))
                .hasMessageContaining("firsthour.llm.base-url");
        assertThatThrownBy(() -> Models.of(LlmProperties.defaults().at("openai", URI.create("http://127.0.0.1:1/v1"), null)))
                .hasMessageContaining("firsthour.llm.model");
        assertThatThrownBy(() -> Models.of(LlmProperties.defaults().at("telepathy", null, null)))
                .hasMessageContaining("telepathy")
                .hasMessageContaining("azure, bedrock, ollama, openai, tgi, triton, triton-openai, vertex, vllm");
    }
}
