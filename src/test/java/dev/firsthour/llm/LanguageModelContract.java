package dev.firsthour.llm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What every adapter of the port keeps to, over real HTTP. An adapter's test says how its protocol writes an answer down.
public abstract class LanguageModelContract {

    private static final String SCHEMA = """
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "additionalProperties": false, "required": ["maxLength"],
             "properties": {"maxLength": {"type": "string", "minLength": 1, "maxLength": 9}}}""";
    private static final WireMockServer SERVER = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));

    /// The model at `baseUrl`, which waits at most `connectTimeout` for a connection.
    protected abstract LanguageModel model(URI baseUrl, LlmProperties properties);

    /// The body of an answer, its text written as JSON writes strings.
    ///
    /// @param finishReason the protocol's own word: `stop` or `length`
    protected abstract String answer(String text, String finishReason, int inputTokens, int outputTokens);

    /// The body of an error.
    protected abstract String error(String message);

    /// The schema as it stands in a request.
    protected abstract JsonNode schemaIn(JsonNode request);

    /// The limit on the answer as it stands in a request.
    protected abstract int maxOutputTokensIn(JsonNode request);

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    @AfterAll
    static void stop() {
        SERVER.stop();
    }

    @BeforeEach
    void forget() {
        SERVER.resetAll();
    }

    private static void answers(ResponseDefinitionBuilder response) {
        SERVER.stubFor(any(anyUrl()).willReturn(response));
    }

    private static ResponseDefinitionBuilder status(int status, String body) {
        return aResponse().withStatus(status).withHeader("Content-Type", "application/json").withBody(body);
    }

    protected static JsonNode request() {
        return JsonMapper.shared().readTree(SERVER.getAllServeEvents().getFirst().getRequest().getBodyAsString());
    }

    protected static String header(String name) {
        return SERVER.getAllServeEvents().getFirst().getRequest().getHeader(name);
    }

    protected static String quoted(String text) {
        return JsonMapper.shared().writeValueAsString(text);
    }

    private static Prompt prompt(@Nullable String schema, Duration timeout) {
        return new Prompt("You judge.",
                List.of(new Prompt.Message(Prompt.Role.USER, "first"), new Prompt.Message(Prompt.Role.ASSISTANT, "second"),
                        new Prompt.Message(Prompt.Role.USER, "third")),
                schema, 77, timeout);
    }

    protected static LlmProperties properties() {
        return LlmProperties.defaults();
    }

    private static URI endpoint() {
        return URI.create("http://127.0.0.1:" + SERVER.port() + "/v1");
    }

    private Reply ask() {
        return model(endpoint(), properties()).ask(prompt(null, Duration.ofSeconds(20)));
    }

    private Reply askWhen(ResponseDefinitionBuilder response) {
        answers(response);
        Reply reply = ask();
        assertThat(SERVER.getAllServeEvents()).as("asked once, whatever came back").hasSize(1);
        return reply;
    }

    @Test
    void anAnswerComesBackWithWhatItCost() {
        assertThat(askWhen(status(200, answer("It was the deploy.", "stop", 120, 17))))
                .isEqualTo(new Reply.Answered("It was the deploy.", 120, 17));
    }

    @Test
    void theConversationIsSentInOrderWithItsLimit() {
        askWhen(status(200, answer("yes", "stop", 1, 1)));
        JsonNode request = request();
        assertThat(request.path("messages").valueStream().map(m -> m.path("role").asString() + ":" + m.path("content").asString()))
                .containsExactly("system:You judge.", "user:first", "assistant:second", "user:third");
        assertThat(maxOutputTokensIn(request)).isEqualTo(77);
    }

    @Test
    void theSchemaIsPassedRawWithoutWhatEndpointsStumbleOver() {
        answers(status(200, answer("{}", "stop", 1, 1)));
        model(endpoint(), properties()).ask(prompt(SCHEMA, Duration.ofSeconds(20)));
        assertThat(schemaIn(request())).isEqualTo(JsonMapper.shared().readTree(
                """
                        {"type": "object", "additionalProperties": false, "required": ["maxLength"], "properties": {"maxLength": {"type": "string"}}}"""));
    }

    @Test
    void anAnswerThatRanIntoItsLimitIsCut() {
        assertThat(askWhen(status(200, answer("It was the", "length", 120, 77)))).isEqualTo(new Reply.Cut("It was the", 120, 77));
    }

    @Test
    void anEmptyAnswerIsAnAnswer() {
        assertThat(askWhen(status(200, answer("", "stop", 120, 0)))).isEqualTo(new Reply.Answered("", 120, 0));
    }

    @Test
    void aFullHouseIsBusyAndSaysWhenToComeBack() {
        assertThat(askWhen(status(429, error("slow down")).withHeader("Retry-After", "7")))
                .isInstanceOfSatisfying(Reply.Busy.class, busy -> {
                    assertThat(busy.retryAfter()).isEqualTo(Duration.ofSeconds(7));
                    assertThat(busy.reason()).contains("429", "slow down");
                });
    }

    @Test
    void aDateToComeBackCountsFromTheAnswersOwnClock() {
        assertThat(askWhen(status(503, error("full")).withHeader("Date", "Mon, 23 Nov 2026 10:00:00 GMT")
                .withHeader("Retry-After", "Mon, 23 Nov 2026 10:00:30 GMT")))
                .isInstanceOfSatisfying(Reply.Busy.class, busy -> assertThat(busy.retryAfter()).isEqualTo(Duration.ofSeconds(30)));
    }

    @Test
    void aFullHouseThatDoesNotSayWhenIsBusyToo() {
        assertThat(askWhen(status(503, "<html>Service Unavailable</html>")))
                .isInstanceOfSatisfying(Reply.Busy.class, busy -> assertThat(busy.retryAfter()).isNull());
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 504, 408})
    void anEndpointThatFailsInsideIsAway(int status) {
        assertThat(askWhen(status(status, error("boom")))).isInstanceOfSatisfying(Reply.Away.class,
                away -> assertThat(away.reason()).contains(String.valueOf(status), "boom"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 413, 422})
    void whatAskingAgainDoesNotMendIsRefused(int status) {
        assertThat(askWhen(status(status, error("no such thing")))).isInstanceOfSatisfying(Reply.Refused.class,
                refused -> assertThat(refused.reason()).contains(String.valueOf(status), "no such thing"));
    }

    @Test
    void aQuotaThatIsUsedUpIsNotWaitedFor() {
        assertThat(askWhen(status(429, "{\"error\":{\"message\":\"pay first\",\"code\":\"insufficient_quota\"}}")))
                .isInstanceOf(Reply.Refused.class);
    }

    @Test
    void aRedirectIsNotFollowed() {
        assertThat(askWhen(status(302, "").withHeader("Location", "http://127.0.0.1:" + SERVER.port() + "/elsewhere")))
                .isInstanceOf(Reply.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "<html>hello</html>", "{}", "[]", "null", "{\"choices\":[]}", "{\"choices\":[{}]}",
            "{\"message\":{}}"})
    void aBodyThatIsNoAnswerNeverThrows(String body) {
        assertThat(askWhen(status(200, body))).satisfiesAnyOf(reply -> assertThat(reply).isInstanceOf(Reply.Away.class),
                reply -> assertThat(reply).isEqualTo(new Reply.Answered("", 0, 0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "<html>hello</html>"})
    void aBodyThatIsNoJsonIsAway(String body) {
        assertThat(askWhen(status(200, body))).isInstanceOfSatisfying(Reply.Away.class,
                away -> assertThat(away.reason()).contains("200", body));
    }

    @Test
    void anEndlessBodyIsNotReadToItsEnd() {
        assertThat(askWhen(status(200, answer("x".repeat(9 << 20), "stop", 1, 1)))).isInstanceOfSatisfying(Reply.Away.class,
                away -> assertThat(away.reason()).contains("more than 8 MiB"));
    }

    @Test
    void aConnectionThatBreaksOffIsAway() {
        assertThat(askWhen(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER))).isInstanceOf(Reply.Away.class);
        SERVER.resetAll();
        assertThat(askWhen(aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK))).isInstanceOf(Reply.Away.class);
    }

    @Test
    void anEndpointThatIsNotThereIsAway() throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThat(model(URI.create("http://127.0.0.1:" + free + "/v1"), properties()).ask(prompt(null, Duration.ofSeconds(5))))
                .isInstanceOfSatisfying(Reply.Away.class,
                        away -> assertThat(away.reason()).contains("127.0.0.1:" + free, "cannot be connected to"));
    }

    @Test
    void anAnswerThatDripsIsNotWaitedForBeyondItsTime() {
        answers(status(200, answer("slow", "stop", 1, 1)).withChunkedDribbleDelay(20, 30_000));
        Reply reply = model(endpoint(), properties()).ask(prompt(null, Duration.ofMillis(300)));
        assertThat(reply).isInstanceOfSatisfying(Reply.Away.class,
                away -> assertThat(away.reason()).contains("did not answer within 300 ms"));
    }

    @Test
    void noTestReachesAnotherMachine() {
        assertThat(model(URI.create("http://192.0.2.1/v1"), properties()).ask(prompt(null, Duration.ofSeconds(5))))
                .isInstanceOfSatisfying(Reply.Away.class, away -> assertThat(away.reason()).contains("firsthour.llm.loopback-only"));
    }

    @Test
    void anInterruptedWaitIsAwayAndTheThreadStaysInterrupted() throws InterruptedException {
        answers(status(200, answer("late", "stop", 1, 1)).withFixedDelay(30_000));
        var reply = new AtomicReference<@Nullable Reply>();
        var interrupted = new CountDownLatch(1);
        Thread thread = Thread.ofVirtual().start(() -> {
            reply.set(ask());
            if (Thread.currentThread().isInterrupted()) interrupted.countDown();
        });
        thread.interrupt();
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(reply.get()).isInstanceOf(Reply.Away.class);
    }
}
