package dev.firsthour.llm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.firsthour.testing.Checkout;
import dev.firsthour.testing.Peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/// The adapters against a peer that others wrote: CopilotKit's aimock, which speaks the providers' protocols and breaks them on demand. It is
/// installed below `target/` once.
class AimockTest {

    private static final String VERSION = "1.43";
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");
    private static final String ANSWERS = """
            {"fixtures": [
              {"match": {"userMessage": "fine"}, "response": {"content": "It was the deploy.", "usage": {"prompt_tokens": 12, "completion_tokens": 5}}},
              {"match": {"userMessage": "other form"}, "response": {"content": "{\\"b\\": 1}"}},
              {"match": {"userMessage": "tool"}, "response": {"toolCalls": [{"name": "look", "arguments": {"where": "logs"}}]}},
              {"match": {"userMessage": "empty"}, "response": {"content": ""}},
              {"match": {"userMessage": "cut"}, "response": {"content": "It was", "finishReason": "length"}},
              {"match": {"userMessage": "busy"}, "response": {"error": {"message": "slow down", "type": "rate_limit_error"}, "status": 429}},
              {"match": {"userMessage": "broken"}, "response": {"error": {"message": "boom", "type": "server_error"}, "status": 500}},
              {"match": {"userMessage": "denied"}, "response": {"error": {"message": "no key", "type": "authentication_error"}, "status": 401}}
            ]}""";
    private static Process process;
    private static URI address;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Path npm = Peers.require("npm");
        Path home = Files.createDirectories(Checkout.root().resolve("target/aimock-" + VERSION));
        Path program = home.resolve("node_modules/@copilotkit/aimock/dist/cli.js");
        if (!Files.exists(program)) install(npm, home);
        Path answers = Files.writeString(home.resolve("answers.json"), ANSWERS);
        process = new ProcessBuilder("node", program.toString(), "-p", "0", "-h", "127.0.0.1", "-f", answers.toString(), "--strict")
                .redirectErrorStream(true).start();
        var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher listening = ADDRESS.matcher(line);
            if (listening.find()) {
                address = URI.create(listening.group());
                return;
            }
        }
        throw new IllegalStateException("aimock ended without saying where it listens");
    }

    private static void install(Path npm, Path home) throws IOException, InterruptedException {
        Process installing = new ProcessBuilder(npm.toString(), "install", "--no-audit", "--no-fund", "--prefix", home.toString(),
                "@copilotkit/aimock@" + VERSION).redirectErrorStream(true).redirectOutput(home.resolve("npm.log").toFile()).start();
        boolean ended = installing.waitFor(2, TimeUnit.MINUTES);
        if (ended && installing.exitValue() == 0) return;
        installing.destroy();
        String message = "npm could not install @copilotkit/aimock@" + VERSION + ": see " + home.resolve("npm.log");
        if ("true".equals(System.getenv("FIRSTHOUR_REQUIRE_PEERS"))) Assertions.fail(message);
        Assumptions.abort(message);
    }

    @AfterAll
    static void stop() {
        if (process != null) process.destroy();
    }

    @AfterEach
    void calmDown() throws IOException, InterruptedException {
        control(HttpRequest.newBuilder(address.resolve("/__aimock/chaos")).DELETE().build());
    }

    private static void chaos(String rates) throws IOException, InterruptedException {
        control(HttpRequest.newBuilder(address.resolve("/__aimock/chaos")).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(rates)).build());
    }

    private static void control(HttpRequest request) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode()).isBetween(200, 299);
        }
    }

    private static LanguageModel model(String kind) {
        var entra = LlmProperties.defaults().withKey("k-123");
        var settings = entra.with(new LlmProperties.Azure("2024-10-21", null, null, null, entra.azure().authority()),
                new LlmProperties.Aws("eu-central-1"), new LlmProperties.Google("acme", "europe-west4", null));
        URI baseUrl = kind.equals("openai") ? address.resolve("/v1") : address;
        return Models.of(settings.at(kind, baseUrl, "m")).orElseThrow();
    }

    private static Prompt prompt(String question, Duration timeout) {
        return new Prompt("You judge.", List.of(new Prompt.Message(Prompt.Role.USER, question)),
                "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"string\"}}}", 100, timeout);
    }

    private static Reply ask(String kind, String question, Duration timeout) {
        return model(kind).ask(prompt(question, timeout));
    }

    private static Reply ask(String kind, String question) {
        return ask(kind, question, Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "azure", "ollama", "bedrock", "vertex"})
    void answersAndErrorsAreToldApart(String kind) {
        assertThat(ask(kind, "fine")).isInstanceOfSatisfying(Reply.Answered.class,
                answered -> assertThat(answered.text()).isEqualTo("It was the deploy."));
        assertThat(ask(kind, "empty")).isInstanceOfSatisfying(Reply.Answered.class, answered -> assertThat(answered.text()).isEmpty());
        assertThat(ask(kind, "busy")).isInstanceOfSatisfying(Reply.Busy.class,
                busy -> assertThat(busy.retryAfter()).isEqualTo(Duration.ofSeconds(1)));
        assertThat(ask(kind, "broken")).isInstanceOf(Reply.Away.class);
        assertThat(ask(kind, "denied")).isInstanceOf(Reply.Refused.class);
    }

    @Test
    void whatAnAnswerCostIsReadAndACutOneIsCut() {
        assertThat(ask("openai", "fine")).isEqualTo(new Reply.Answered("It was the deploy.", 12, 5));
        assertThat(ask("openai", "cut")).isInstanceOf(Reply.Cut.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "azure", "ollama", "bedrock", "vertex"})
    void aPeerThatMisbehavesIsAwayOrBusy(String kind) throws IOException, InterruptedException {
        chaos("{\"disconnectRate\": 1}");
        assertThat(ask(kind, "fine")).isInstanceOf(Reply.Away.class);
        chaos("{\"disconnectRate\": 0, \"malformedRate\": 1}");
        assertThat(ask(kind, "fine")).isInstanceOf(Reply.Away.class);
        chaos("{\"malformedRate\": 0, \"dropRate\": 1}");
        assertThat(ask(kind, "fine")).isInstanceOf(Reply.Away.class);
        chaos("{\"dropRate\": 0, \"rateLimitRate\": 1}");
        assertThat(ask(kind, "fine")).isInstanceOfSatisfying(Reply.Busy.class, busy -> assertThat(busy.retryAfter()).isNotNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "azure", "ollama", "bedrock", "vertex"})
    void aSlowPeerIsNotWaitedFor(String kind) throws IOException, InterruptedException {
        chaos("{\"latencyMs\": 10000}");
        assertThat(ask(kind, "fine", Duration.ofMillis(300))).isInstanceOf(Reply.Away.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "azure", "ollama", "bedrock", "vertex"})
    void anAnswerThatBreaksTheSchemaComesBackAsItIs(String kind) {
        assertThat(ask(kind, "other form")).isInstanceOfSatisfying(Reply.Answered.class,
                answered -> assertThat(answered.text()).isEqualTo("{\"b\": 1}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "azure", "ollama", "bedrock", "vertex"})
    void aToolThatIsAskedForComesBackTyped(String kind) {
        var look = new Tool("look", "Looks.", "{\"type\": \"object\", \"properties\": {\"where\": {\"type\": \"string\"}}}");
        assertThat(model(kind).ask(prompt("tool", Duration.ofSeconds(20)).with(List.of(look)))).isInstanceOfSatisfying(Reply.Answered.class,
                answered -> assertThat(answered.calls()).singleElement().satisfies(call -> {
                    assertThat(call.name()).isEqualTo("look");
                    assertThat(call.arguments().replace(" ", "")).isEqualTo("{\"where\":\"logs\"}");
                }));
    }

    @Test
    void whatOneKindCannotAnswerTheNextOneDoes() {
        Gateway gateway = Gateway.before(List.of(new ScriptedModel(new Reply.Away("boom")), model("bedrock")), LlmProperties.defaults(),
                Spending.inMemory(), new SimpleMeterRegistry(), InstantSource.system());
        assertThat(gateway.ask(prompt("fine", Duration.ofSeconds(20))).served().model()).isEqualTo("bedrock/m");
    }
}
