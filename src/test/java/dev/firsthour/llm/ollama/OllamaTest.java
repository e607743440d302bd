package dev.firsthour.llm.ollama;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;

import dev.firsthour.llm.Abilities;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LanguageModelContract;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Models;
import dev.firsthour.llm.Particulars;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import tools.jackson.databind.JsonNode;

class OllamaTest extends LanguageModelContract {

    private static final String CLOUD = "{\"name\": \"gpt-oss:120b\", \"remote_host\": \"https://ollama.com:443\", \"remote_model\": \"gpt-oss:120b\"}";
    private static final String EMBEDDING = "{\"name\": \"bge-small:latest\", \"details\": {\"family\": \"bert\"}}";
    private static final String LOCAL = "{\"name\": \"qwen3:8b\", \"details\": {\"family\": \"qwen3\"}}";

    @Override
    protected LanguageModel model(URI baseUrl, LlmProperties properties) {
        return Models.of(properties.at("ollama", URI.create(baseUrl.toString().replace("/v1", "")), "qwen3:8b")).orElseThrow();
    }

    @Override
    protected String answer(String text, String finishReason, int inputTokens, int outputTokens) {
        return """
                {"model": "qwen3:8b", "created_at": "2026-11-23T10:00:00.123456Z", "message": {"role": "assistant", "content": %s}, "done": true,
                 "done_reason": "%s", "total_duration": 1, "prompt_eval_count": %d, "eval_count": %d, "unheard_of": 1}"""
                .formatted(quoted(text), finishReason, inputTokens, outputTokens);
    }

    @Override
    protected String answerThatCalls() {
        return """
                {"model": "qwen3:8b", "created_at": "2026-11-23T10:00:00Z", "message": {"role": "assistant", "content": "", "tool_calls": [
                 {"function": {"name": "look", "arguments": {"where": "logs"}}}]}, "done": true, "done_reason": "stop", "prompt_eval_count": 1, "eval_count": 1}""";
    }

    @Override
    protected String error(String message) {
        return "{\"error\":" + quoted(message) + "}";
    }

    @Override
    protected JsonNode schemaIn(JsonNode request) {
        return request.path("format");
    }

    @Override
    protected int maxOutputTokensIn(JsonNode request) {
        assertThat(request.at("/options/num_ctx").asInt()).isEqualTo(properties().contextTokens());
        assertThat(request.path("stream").asBoolean(true)).isFalse();
        return request.at("/options/num_predict").asInt();
    }

    private static Optional<String> found(String models, LlmProperties properties) {
        var server = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
        server.start();
        try {
            server.stubFor(get("/api/tags").willReturn(okJson("{\"models\": [" + models + "]}")));
            return new OllamaProtocol(URI.create(server.baseUrl())).discover(properties).map(LanguageModel::name);
        } finally {
            server.stop();
        }
    }

    @Test
    void theNewestLocalModelIsFoundByItself() {
        assertThat(found(CLOUD + "," + EMBEDDING + "," + LOCAL, LlmProperties.defaults())).contains("ollama/qwen3:8b");
    }

    @Test
    void aModelThatRunsElsewhereIsNeverChosenByItself() {
        assertThat(found(CLOUD + "," + EMBEDDING, LlmProperties.defaults())).isEmpty();
        assertThat(found(CLOUD, LlmProperties.defaults().at(LlmProperties.AUTO, null, "gpt-oss:120b"))).isEmpty();
        assertThat(found("", LlmProperties.defaults())).isEmpty();
    }

    @Test
    void whereNothingListensNothingIsFound() {
        var server = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
        server.start();
        URI gone = URI.create(server.baseUrl());
        server.stop();
        assertThat(new OllamaProtocol(gone).discover(LlmProperties.defaults())).isEmpty();
        assertThatThrownBy(() -> Models.of(LlmProperties.defaults().at("ollama", gone, null))).hasMessageContaining("firsthour.llm.model")
                .hasMessageContaining("ollama pull");
    }

    @Test
    void noModelIsAskedWhereNoneIsWanted() {
        assertThat(Models.of(LlmProperties.defaults().at(LlmProperties.NONE, null, null))).isEmpty();
    }

    private static Particulars particulars(ResponseDefinitionBuilder answer) {
        var server = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
        server.start();
        try {
            server.stubFor(post("/api/show").withRequestBody(equalToJson("{\"model\": \"qwen3:8b\"}")).willReturn(answer));
            return Models.of(LlmProperties.defaults().at("ollama", URI.create(server.baseUrl()), "qwen3:8b")).orElseThrow()
                    .particulars(Duration.ofSeconds(5));
        } finally {
            server.stop();
        }
    }

    @Test
    void itTellsWhatAModelWasMadeFor() {
        assertThat(particulars(okJson("""
                {"details": {"family": "qwen3"}, "model_info": {"general.architecture": "qwen3", "qwen3.context_length": 40960},
                 "capabilities": ["completion", "tools", "thinking"]}""")))
                .isEqualTo(new Particulars(Abilities.Ability.YES, 40960, Abilities.Ability.YES));
        assertThat(particulars(okJson("{\"model_info\": {}, \"capabilities\": [\"completion\"]}")))
                .isEqualTo(new Particulars(Abilities.Ability.YES, 0, Abilities.Ability.NO));
        assertThat(particulars(aResponse().withStatus(404))).isEqualTo(Particulars.NOT_THERE);
        assertThat(particulars(aResponse().withStatus(500))).isEqualTo(Particulars.UNSAID);
    }
}
