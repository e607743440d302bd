package dev.firsthour.llm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
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
import com.github.tomakehurst.wiremock.http.RequestMethod;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
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

    /// The body of an answer that asks for tool `look` with the arguments `{"where": "logs"}` by the id `c-7`; null where the protocol knows no tools.
    protected abstract @Nullable String answerThatCalls();

    /// The names of the tools on offer as they stand in a request.
    protected List<String> toolsIn(JsonNode request) {
        return request.path("tools").valueStream().map(tool -> tool.at("/function/name").asString("")).toList();
    }

    /// The conversation as it stands in a request, `role:text` each; calls as `call:name arguments`, results as `result:text`.
    protected List<String> conversationIn(JsonNode request) {
        var said = new ArrayList<String>();
        for (JsonNode message : request.path("messages")) {
            String role = message.path("role").asString("");
            for (JsonNode call : message.path("tool_calls")) {
                JsonNode arguments = call.at("/function/arguments");
                said.add("call:" + call.at("/function/name").asString("") + " "
                        + (arguments.isString() ? arguments.asString() : arguments.toString()));
            }
            if (role.equals("tool")) said.add("result:" + message.path("content").asString(""));
            else if (!message.path("content").asString("").isEmpty()) said.add(role + ":" + message.path("content").asString(""));
        }
        return said;
    }

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

    private static long questions() {
        return SERVER.getAllServeEvents().stream().filter(event -> event.getRequest().getMethod().equals(RequestMethod.POST)).count();
    }

    private static ResponseDefinitionBuilder status(int status, String body) {
        return aResponse().withStatus(status).withHeader("Content-Type", "application/json").withBody(body);
    }

    /// What comes of a question that is answered 200 with this body.
    protected Reply askWith(String body) {
        return askWhen(status(200, body));
    }

    /// One question that is answered, to look at the request by.
    protected void askOnce() {
        askWhen(status(200, answer("yes", "stop", 1, 1)));
    }

    protected static JsonNode request() {
        return JsonMapper.shared().readTree(SERVER.getAllServeEvents().getFirst().getRequest().getBodyAsString());
    }

    protected static String header(String name) {
        return SERVER.getAllServeEvents().getFirst().getRequest().getHeader(name);
    }

    protected static String path() {
        return SERVER.getAllServeEvents().getFirst().getRequest().getUrl();
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
        assertThat(questions()).as("asked once, whatever came back").isEqualTo(1);
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
        assertThat(conversationIn(request))
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
    void anEndpointThatRefusesSchemasIsAskedWithoutAndSentNoMore() {
        if (!hasSchemaMode()) return;
        SERVER.stubFor(any(anyUrl()).willReturn(status(200, answer("{}", "stop", 1, 1))));
        SERVER.stubFor(any(anyUrl()).withRequestBody(containing("additionalProperties")).willReturn(status(400, error("no schemas here"))));
        LanguageModel model = model(endpoint(), properties());
        Reply first = model.ask(prompt(SCHEMA, Duration.ofSeconds(20)));
        assertThat(first).isInstanceOfSatisfying(Reply.Answered.class, answered -> assertThat(answered.text()).isEqualTo("{}"));
        assertThat(first.served().failed()).singleElement().satisfies(failed -> assertThat(failed.reason()).contains("no schemas here"));
        assertThat(model.abilities().schema()).isEqualTo(Probe.Schema.REFUSED);
        SERVER.resetRequests();
        assertThat(model.ask(prompt(SCHEMA, Duration.ofSeconds(20)))).isEqualTo(new Reply.Answered("{}", 1, 1));
        assertThat(questions()).isEqualTo(1);
    }

    @Test
    void aRefusalThatHasNothingToDoWithTheSchemaStaysOne() {
        answers(status(400, error("the prompt is too long")));
        LanguageModel model = model(endpoint(), properties());
        assertThat(model.ask(prompt(SCHEMA, Duration.ofSeconds(20)))).isInstanceOfSatisfying(Reply.Refused.class,
                refused -> assertThat(refused.reason()).contains("the prompt is too long"));
        assertThat(model.abilities().schema()).isNotEqualTo(Probe.Schema.REFUSED);
    }

    /// Whether the protocol has a mode for schemas that an endpoint may refuse.
    protected boolean hasSchemaMode() {
        return true;
    }

    private static final Tool LOOK = new Tool("look", "Looks somewhere.", """
            {"type": "object", "properties": {"where": {"type": "string"}}, "required": ["where"]}""");

    @Test
    void aToolThatTheModelAsksForComesBackTyped() {
        String body = answerThatCalls();
        LanguageModel model = model(endpoint(), properties());
        if (body == null) {
            assertThat(model.abilities().tools()).isEqualTo(Abilities.Ability.NO);
            return;
        }
        answers(status(200, body));
        Reply reply = model.ask(prompt(null, Duration.ofSeconds(20)).with(List.of(LOOK)));
        assertThat(toolsIn(request())).containsExactly("look");
        assertThat(reply).isInstanceOfSatisfying(Reply.Answered.class,
                answered -> assertThat(answered.calls()).singleElement().satisfies(call -> {
                    assertThat(call.name()).isEqualTo("look");
                    assertThat(call.id()).isNotEmpty();
                    assertThat(JsonMapper.shared().readTree(call.arguments()))
                            .isEqualTo(JsonMapper.shared().readTree("{\"where\": \"logs\"}"));
                }));
    }

    @Test
    void whatCameOfAToolIsToldInItsPlace() {
        if (answerThatCalls() == null) return;
        answers(status(200, answer("It was the deploy.", "stop", 1, 1)));
        var call = new Tool.Call("c-7", "look", "{\"where\":\"logs\"}");
        model(endpoint(), properties()).ask(new Prompt("You judge.", List.of(new Prompt.Message(Prompt.Role.USER, "first"),
                new Prompt.Calls("", List.of(call)), new Prompt.Result(call, "two errors")), null, 77, Duration.ofSeconds(20))
                .with(List.of(LOOK)));
        assertThat(conversationIn(request())).containsExactly("system:You judge.", "user:first", "call:look {\"where\":\"logs\"}",
                "result:two errors");
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
