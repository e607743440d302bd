package dev.firsthour.llm.vertex;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
import tools.jackson.databind.json.JsonMapper;

class VertexTest extends LanguageModelContract {

    private static LlmProperties google(LlmProperties properties, LlmProperties.Google google) {
        return properties.with(properties.azure(), properties.aws(), google);
    }

    @Override
    protected LanguageModel model(URI baseUrl, LlmProperties properties) {
        return Models.of(google(properties.withKey("k-123"), new LlmProperties.Google("acme", "europe-west4", null)).at("vertex", baseUrl,
                "gemini-2.5-flash")).orElseThrow();
    }

    @Override
    protected String answer(String text, String finishReason, int inputTokens, int outputTokens) {
        return """
                {"candidates": [{"content": {"role": "model", "parts": [{"text": "hm", "thought": true}, {"text": %s}]}, "finishReason": "%s", "avgLogprobs": -0.1}],
                 "usageMetadata": {"promptTokenCount": %d, "candidatesTokenCount": %d, "totalTokenCount": 0}, "modelVersion": "gemini-2.5-flash"}"""
                .formatted(quoted(text), finishReason.equals("length") ? "MAX_TOKENS" : "STOP", inputTokens, outputTokens);
    }

    @Override
    protected String answerThatCalls() {
        return """
                {"candidates": [{"content": {"role": "model", "parts": [{"functionCall": {"name": "look", "args": {"where": "logs"}}}]},
                 "finishReason": "STOP"}], "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 1}}""";
    }

    @Override
    protected String error(String message) {
        return "{\"error\":{\"code\":400,\"status\":\"X\",\"message\":" + quoted(message) + "}}";
    }

    @Override
    protected JsonNode schemaIn(JsonNode request) {
        assertThat(request.at("/generationConfig/responseMimeType").asString()).isEqualTo("application/json");
        return request.at("/generationConfig/responseJsonSchema");
    }

    @Override
    protected int maxOutputTokensIn(JsonNode request) {
        return request.at("/generationConfig/maxOutputTokens").asInt();
    }

    @Override
    protected List<String> toolsIn(JsonNode request) {
        return request.at("/tools/0/functionDeclarations").valueStream().map(tool -> tool.path("name").asString("")).toList();
    }

    @Override
    protected List<String> conversationIn(JsonNode request) {
        var said = new ArrayList<String>();
        said.add("system:" + request.at("/systemInstruction/parts/0/text").asString(""));
        for (JsonNode content : request.path("contents")) {
            String role = content.path("role").asString("").equals("model") ? "assistant" : "user";
            for (JsonNode part : content.path("parts")) {
                if (part.has("functionCall"))
                    said.add("call:" + part.at("/functionCall/name").asString("") + " " + part.at("/functionCall/args"));
                else if (part.has("functionResponse")) said.add("result:" + part.at("/functionResponse/response/output").asString(""));
                else
                    said.add(role + ":" + part.path("text").asString(""));
            }
        }
        return said;
    }

    @Test
    void theAddressNamesProjectRegionAndModel() {
        askOnce();
        assertThat(path()).isEqualTo("/v1/projects/acme/locations/europe-west4/publishers/google/models/gemini-2.5-flash:generateContent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"promptFeedback\": {\"blockReason\": \"PROHIBITED_CONTENT\"}}",
            "{\"candidates\": [{\"finishReason\": \"SAFETY\"}]}"})
    void aPromptOrAnAnswerThatIsHeldBackIsRefused(String body) {
        assertThat(askWith("k-123", null, server -> server.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.okJson(body)))))
                .isInstanceOf(Reply.Refused.class);
    }

    @Test
    void aServiceAccountIsLetInByATokenThatIsFetchedOnce(@TempDir Path folder) throws IOException, NoSuchAlgorithmException {
        byte[] key = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded();
        String pem = "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key) + "\n-----END PRIVATE KEY-----\n";
        Path file = folder.resolve("account.json");
        assertThat(askWith(null, file, server -> {
            writeAccount(file, pem, server.baseUrl() + "/token");
            server.stubFor(WireMock.post("/token")
                    .willReturn(WireMock.okJson("{\"access_token\": \"t-1\", \"expires_in\": 3600, \"token_type\": \"Bearer\"}")));
            server.stubFor(
                    WireMock.post(WireMock.urlMatching("/v1/projects/acme/.*")).withHeader("Authorization", WireMock.equalTo("Bearer t-1"))
                            .willReturn(WireMock.okJson(answer("fine", "stop", 1, 1))));
        })).isEqualTo(new Reply.Answered("fine", 1, 1));
    }

    private static void writeAccount(Path file, String pem, String tokens) {
        try {
            Files.writeString(file, JsonMapper.shared().writeValueAsString(Map.of("type", "service_account", "project_id", "acme",
                    "private_key_id", "1", "private_key", pem, "client_email", "firsthour@acme.example", "client_id", "1", "token_uri",
                    tokens)));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static Reply askWith(@Nullable String key, @Nullable Path account,
            Consumer<WireMockServer> stubs) {
        var server = new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
        server.start();
        try {
            stubs.accept(server);
            var properties = google(key == null ? LlmProperties.defaults() : LlmProperties.defaults().withKey(key),
                    new LlmProperties.Google(account == null ? "acme" : null, "global", account == null ? null : account.toString()));
            LanguageModel model = Models.of(properties.at("vertex", URI.create(server.baseUrl()), "gemini-2.5-flash")).orElseThrow();
            var prompt = new Prompt("s", List.of(new Prompt.Message(Prompt.Role.USER, "u")), null, 50, Duration.ofSeconds(20));
            Reply first = model.ask(prompt);
            model.ask(prompt);
            assertThat(server.findAll(WireMock.postRequestedFor(WireMock.urlEqualTo("/token")))).hasSizeLessThanOrEqualTo(1);
            return first;
        } finally {
            server.stop();
        }
    }

    @Test
    void noTokenIsFetchedFromAnotherMachineInTests(@TempDir Path folder) throws NoSuchAlgorithmException {
        byte[] key = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded();
        String pem = "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key) + "\n-----END PRIVATE KEY-----\n";
        Path file = folder.resolve("account.json");
        writeAccount(file, pem, "https://192.0.2.1/token");
        var properties = google(LlmProperties.defaults(), new LlmProperties.Google("acme", "global", file.toString()));
        assertThat(Models.of(properties.at("vertex", URI.create("http://127.0.0.1:1"), "m")).orElseThrow()
                .ask(new Prompt("s", List.of(new Prompt.Message(Prompt.Role.USER, "u")), null, 50, Duration.ofSeconds(5))))
                .isInstanceOfSatisfying(Reply.Away.class, away -> assertThat(away.reason()).contains("firsthour.llm.loopback-only"));
    }

    @Test
    void aMissingSettingIsNamed() {
        assertThatThrownBy(() -> Models.of(LlmProperties.defaults().at("vertex", null, null))).hasMessageContaining("firsthour.llm.model");
        assertThatThrownBy(() -> Models.of(LlmProperties.defaults().withKey("k").at("vertex", null, "m")))
                .hasMessageContaining("firsthour.llm.google.project");
        assertThatThrownBy(() -> Models.of(google(LlmProperties.defaults(), new LlmProperties.Google(null, "global", "/nowhere.json"))
                .at("vertex", null, "m"))).hasMessageContaining("firsthour.llm.google.credentials").hasMessageContaining("/nowhere.json");
    }
}
