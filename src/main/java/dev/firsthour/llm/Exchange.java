package dev.firsthour.llm;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One HTTP request to a model endpoint and how it ended. It stands below the provider modules as their HTTP client, because they drop what
/// an answer has to be classified by: the status of a body they cannot read, and `Retry-After`.
///
/// Used for one request, by one thread.
public final class Exchange implements HttpClientBuilder, dev.langchain4j.http.client.HttpClient {

    /// No answer of a model is longer; what is, comes from something else.
    private static final long MAX_BODY_BYTES = 8L << 20;
    /// Of an error body a person wants the first sentence.
    private static final int MAX_REASON = 300;
    /// Nobody waits longer on an endpoint's word; a job's deadline is shorter.
    private static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient client;
    private final Duration timeout;
    private URI address = URI.create("http://unknown.invalid");
    private int status;
    private String body = "";
    private @Nullable HttpHeaders headers;
    private @Nullable String broken;

    Exchange(HttpClient client, Duration timeout) {
        this.client = client;
        this.timeout = timeout;
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        address = URI.create(request.url());
        if (Boolean.getBoolean(Wire.LOOPBACK_ONLY) && !Wire.isLoopback(address)) {
            throw broken("is not on this machine, and " + Wire.LOOPBACK_ONLY + " forbids to leave it");
        }
        var builder = java.net.http.HttpRequest.newBuilder(address);
        request.headers().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        String text = request.body();
        builder.method(request.method().name(), text == null
                ? java.net.http.HttpRequest.BodyPublishers.noBody()
                : java.net.http.HttpRequest.BodyPublishers.ofString(text));
        HttpResponse<String> response = send(builder.build());
        status = response.statusCode();
        headers = response.headers();
        body = response.body();
        if (status < 200 || status > 299) throw new HttpException(status, body);
        return SuccessfulHttpResponse.builder().statusCode(status).headers(response.headers().map()).body(body).build();
    }

    /// A plain `GET`; its body is read by [#json]. Throws what [#failure] classifies.
    public void get(URI from, Map<String, String> headers) {
        send(dev.langchain4j.http.client.HttpMethod.GET, from, headers, null);
    }

    /// A plain `POST` of JSON; the answer is read by [#json]. Throws what [#failure] classifies.
    public void post(URI to, Map<String, String> headers, String json) {
        var all = new HashMap<>(headers);
        all.putIfAbsent("Content-Type", "application/json");
        send(dev.langchain4j.http.client.HttpMethod.POST, to, all, json);
    }

    private void send(dev.langchain4j.http.client.HttpMethod method, URI to, Map<String, String> headers, @Nullable String text) {
        var request = HttpRequest.builder().method(method).url(to.toString());
        headers.forEach((name, value) -> request.addHeader(name, value));
        if (text != null) request.body(text);
        execute(request.build());
    }

    /// The status that came back; 0 if none did.
    public int status() {
        return status;
    }

    // The request's own timeout ends with the headers; this one holds to the last byte.
    private HttpResponse<String> send(java.net.http.HttpRequest request) {
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(request,
                BodyHandlers.limiting(BodyHandlers.ofString(), MAX_BODY_BYTES));
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            answer.cancel(true);
            throw broken("did not answer within " + words(timeout));
        } catch (InterruptedException _) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw broken("was not waited for: the wait was interrupted");
        } catch (ExecutionException failure) {
            throw broken(switch (failure.getCause()) {
                case HttpConnectTimeoutException _ -> "could not be connected to in time";
                case ConnectException _ -> "cannot be connected to";
                case IOException cause when String.valueOf(cause.getMessage()).contains("body exceeds capacity") ->
                    "answered with more than " + (MAX_BODY_BYTES >> 20) + " MiB";
                case IOException cause -> "broke off: " + cause.getMessage();
                case null, default -> throw new IllegalStateException("the request to " + place() + " failed", failure.getCause());
            });
        }
    }

    private IllegalStateException broken(String how) {
        broken = how;
        return new IllegalStateException(place() + " " + how);
    }

    /// What went over the wire, as a reply: to be called where the provider module threw. The status decides first, the body second.
    public Reply failure(RuntimeException thrown) {
        if (broken != null) return new Reply.Away(place() + " " + broken);
        if (status == 0) throw thrown;
        String said = errorMessage();
        String answered = place() + " answered " + status + (said.isEmpty() ? "" : ": " + said);
        if (status >= 200 && status < 300) {
            return new Reply.Away(said.isEmpty() ? answered + " with a body that is no answer of a model: " + start(body) : answered);
        }
        // A quota that is used up looks like a full house, but waiting does not fill it.
        if (status == 429 && body.contains("insufficient_quota")) return new Reply.Refused(answered);
        return switch (status) {
            case 429, 503, 529 -> new Reply.Busy(answered, retryAfter());
            case 401, 403 -> new Reply.Refused(answered + " (see the credentials in firsthour.llm)");
            case 404 -> new Reply.Refused(answered + " (see firsthour.llm.base-url and firsthour.llm.model)");
            case 408, 424, 425 -> new Reply.Away(answered);
            default -> status >= 500 ? new Reply.Away(answered) : new Reply.Refused(answered);
        };
    }

    /// Whether an answer came and its status says that it is one.
    public boolean isAnswered() {
        return broken == null && status >= 200 && status < 300;
    }

    /// The body as it came, as JSON; empty if it is none.
    public JsonNode json() {
        try {
            JsonNode node = JSON.readTree(body);
            return node == null ? JSON.missingNode() : node;
        } catch (JacksonException _) {
            return JSON.missingNode();
        }
    }

    /// When the endpoint says to come back: `Retry-After` in seconds or as a date, which is measured from the answer's own `Date`.
    private @Nullable Duration retryAfter() {
        if (headers == null) return null;
        String value = headers.firstValue("retry-after").orElse("").strip();
        Duration wait = null;
        if (!value.isEmpty() && value.length() < 10 && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            wait = Duration.ofSeconds(Long.parseLong(value));
        } else if (!value.isEmpty()) {
            try {
                var now = ZonedDateTime.parse(headers.firstValue("date").orElse(""), DateTimeFormatter.RFC_1123_DATE_TIME);
                wait = Duration.between(now, ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME));
            } catch (DateTimeException _) {
                return null;
            }
        }
        if (wait == null) return null;
        if (wait.isNegative()) return Duration.ZERO;
        return wait.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : wait;
    }

    /// What the endpoint says is wrong: `error.message` as OpenAI writes it, `error` as Ollama and TGI do, `detail` or `message` as others.
    private String errorMessage() {
        JsonNode root = json();
        for (JsonNode node : new JsonNode[]{root.path("error").path("message"), root.path("error"), root.path("detail"),
                root.path("message")}) {
            if (node.isString() && !node.asString().isBlank()) return start(node.asString());
        }
        return status >= 200 && status < 300 ? "" : start(body);
    }

    private static String start(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= MAX_REASON ? line : line.substring(0, MAX_REASON) + "...";
    }

    private String place() {
        return address.getScheme() + "://" + address.getAuthority();
    }

    private static String words(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("answers are read whole");
    }

    @Override
    public dev.langchain4j.http.client.HttpClient build() {
        return this;
    }

    @Override
    public Duration connectTimeout() {
        return timeout;
    }

    @Override
    public HttpClientBuilder connectTimeout(@Nullable Duration ignored) {
        return this;
    }

    @Override
    public Duration readTimeout() {
        return timeout;
    }

    @Override
    public HttpClientBuilder readTimeout(@Nullable Duration ignored) {
        return this;
    }
}
