package dev.firsthour.llm.openai;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;

import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LanguageModelContract;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Models;
import dev.firsthour.llm.Prompt;
import dev.firsthour.llm.Reply;
import dev.firsthour.llm.Wire;
import dev.firsthour.testing.TestClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import tools.jackson.databind.JsonNode;

class AzureTest extends LanguageModelContract {

    @Override
    protected LanguageModel model(URI baseUrl, LlmProperties properties) {
        return Models.of(properties.at("azure", baseUrl, "rca")).orElseThrow();
    }

    @Override
    protected String answer(String text, String finishReason, int inputTokens, int outputTokens) {
        return """
                {"id": "c1", "object": "chat.completion", "created": 1, "model": "gpt-x", "prompt_filter_results": [{"prompt_index": 0}], "choices": [
                 {"index": 0, "content_filter_results": {}, "message": {"role": "assistant", "content": %s, "refusal": null}, "finish_reason": "%s"}],
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
        return "{\"error\":{\"message\":" + quoted(message) + ",\"code\":\"x\"}}";
    }

    @Override
    protected JsonNode schemaIn(JsonNode request) {
        return request.at("/response_format/json_schema/schema");
    }

    @Override
    protected int maxOutputTokensIn(JsonNode request) {
        assertThat(request.has("max_tokens") || request.has("temperature")).isFalse();
        return request.path("max_completion_tokens").asInt();
    }

    @Test
    void theKeyHasAHeaderOfItsOwn() {
        var server = new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
        server.start();
        try {
            server.stubFor(WireMock.post("/openai/v1/chat/completions").withHeader("api-key", WireMock.equalTo("k-123"))
                    .withHeader("Authorization", WireMock.absent()).willReturn(WireMock.okJson(answer("fine", "stop", 1, 1))));
            var properties = LlmProperties.defaults().withKey("k-123").at("azure", URI.create(server.baseUrl() + "/openai/v1"), "rca");
            LanguageModel model = Models.of(properties).orElseThrow();
            assertThat(model.name()).isEqualTo("azure/rca");
            assertThat(model.ask(new Prompt("s", List.of(new Prompt.Message(Prompt.Role.USER, "u")), null, 50, Duration.ofSeconds(20))))
                    .isEqualTo(new Reply.Answered("fine", 1, 1));
        } finally {
            server.stop();
        }
    }

    @Test
    void aMissingSettingIsNamed() {
        assertThatThrownBy(() -> Models.of(LlmProperties.defaults().at("azure", null, "m"))).hasMessageContaining("firsthour.llm.base-url");
        assertThatThrownBy(() -> Models.of(LlmProperties.defaults().at("azure", URI.create("https://x.openai.azure.com/openai/v1"), null)))
                .hasMessageContaining("deployment");
    }

    private static LlmProperties with(LlmProperties properties, LlmProperties.Azure azure) {
        return properties.with(azure, properties.aws(), properties.google());
    }

    private static Prompt question() {
        return new Prompt("s", List.of(new Prompt.Message(Prompt.Role.USER, "u")), null, 50, Duration.ofSeconds(20));
    }

    @Test
    void aVersionOfTheApiIsAskedByDeployment() {
        var server = new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
        server.start();
        try {
            server.stubFor(WireMock.post("/openai/deployments/rca/chat/completions?api-version=2024-10-21")
                    .withHeader("api-key", WireMock.equalTo("k-123")).willReturn(WireMock.okJson(answer("fine", "stop", 1, 1))));
            for (String path : List.of("", "/", "/openai", "/openai/v1")) {
                var azure = new LlmProperties.Azure("2024-10-21", null, null, null, LlmProperties.defaults().azure().authority());
                LanguageModel model = Models.of(with(LlmProperties.defaults().withKey("k-123"), azure)
                        .at("azure", URI.create(server.baseUrl() + path), "rca")).orElseThrow();
                assertThat(model.ask(question())).as(path).isEqualTo(new Reply.Answered("fine", 1, 1));
            }
        } finally {
            server.stop();
        }
    }

    @Test
    void anEntraTokenIsFetchedOnceAndAgainBeforeItRunsOut() {
        var server = new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
        server.start();
        try {
            server.stubFor(WireMock.post("/acme/oauth2/v2.0/token")
                    .withRequestBody(WireMock.equalTo("grant_type=client_credentials&client_id=app&client_secret=s%26cret"
                            + "&scope=https%3A%2F%2Fcognitiveservices.azure.com%2F.default"))
                    .willReturn(WireMock.okJson("{\"token_type\": \"Bearer\", \"expires_in\": 3599, \"access_token\": \"t-1\"}")));
            var clock = new TestClock(Instant.parse("2026-11-23T12:00:00Z"));
            var azure = new LlmProperties.Azure(null, "acme", "app", "s&cret", URI.create(server.baseUrl()));
            assertThat(azure.toString()).doesNotContain("s&cret");
            var token = new EntraToken(azure, new Wire(Duration.ofSeconds(5)), clock);
            var given = new Credential.Given(Map.of("Authorization", "Bearer t-1"));
            assertThat(token.headers(Duration.ofSeconds(5))).isEqualTo(given);
            clock.advance(Duration.ofMinutes(54));
            assertThat(token.headers(Duration.ofSeconds(5))).isEqualTo(given);
            assertThat(server.getAllServeEvents()).hasSize(1);
            clock.advance(Duration.ofMinutes(1));
            token.headers(Duration.ofSeconds(5));
            assertThat(server.getAllServeEvents()).hasSize(2);

            server.stubFor(WireMock.post("/openai/v1/chat/completions").withHeader("Authorization", WireMock.equalTo("Bearer t-1"))
                    .withHeader("api-key", WireMock.absent()).willReturn(WireMock.okJson(answer("fine", "stop", 1, 1))));
            assertThat(Models.of(with(LlmProperties.defaults(), azure).at("azure", URI.create(server.baseUrl() + "/openai/v1"), "rca"))
                    .orElseThrow().ask(question())).isEqualTo(new Reply.Answered("fine", 1, 1));
        } finally {
            server.stop();
        }
    }

    @Test
    void anAuthorityThatRefusesIsToldAndNeverAnotherMachineInTests() {
        var elsewhere = new LlmProperties.Azure(null, "acme", "app", "secret", URI.create("https://192.0.2.1"));
        assertThat(Models.of(with(LlmProperties.defaults(), elsewhere).at("azure", URI.create("http://127.0.0.1:1/openai/v1"), "rca"))
                .orElseThrow()
                .ask(question())).isInstanceOfSatisfying(Reply.Away.class,
                        away -> assertThat(away.reason()).contains("firsthour.llm.loopback-only"));
        assertThatThrownBy(() -> new LlmProperties.Azure(null, "acme", null, null, URI.create("https://192.0.2.1")))
                .hasMessageContaining("firsthour.llm.azure.client-id");
    }
}
