package dev.firsthour.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import javax.net.ssl.SSLException;

import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

import dev.firsthour.network.Addresses;
import dev.firsthour.network.ForbiddenAddress;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/// The HTTP API of one outside system, as a source asks it: at the configured host alone and at no address that is guarded (see [Addresses]), within
/// limits of time and size, never following a redirect (which would carry the credential elsewhere), and with every way to fail put into words
/// that say what to do. A system that keeps failing is left alone for a while, so that nobody waits for it and it can recover.
///
/// What an adapter has to add is which questions to ask and what the answers mean.
public final class Endpoint {

    private static final JsonMapper JSON = JsonMapper.shared();
    /// How much of a system's own complaint stands in a reason.
    private static final int LONGEST_COMPLAINT = 200;
    private static final int MOST_HEADERS = 100;
    /// Questions at once over all investigations: most systems work on some twenty, and others have some too.
    private static final int MOST_CONNECTIONS = 16;
    private static final Faults AS_HTTP = (status, _) -> new Fault(status, "");

    private final String name;
    private final String settings;
    private final URI base;
    private final Credential credential;
    private final Map<String, String> headers;
    private final Limits limits;
    private final Faults faults;
    private final CloseableHttpClient client;
    private final Breaker breaker;

    /// How a request ended.
    public sealed interface Answer {

        /// With JSON; as a JSON string, where text was asked for.
        record Data(JsonNode body) implements Answer {}

        /// Without: in words for people, and whether asking again will not help.
        ///
        /// @param missing whether it was answered that there is no such thing, which is also what a wrong address answers
        record Failed(String reason, boolean lasting, boolean missing) implements Answer {

            public Failed(String reason, boolean lasting) {
                this(reason, lasting, false);
            }
        }
    }

    /// An answer with the headers that came with it, by names in small letters; none where nobody answered.
    public record Exchange(Answer answer, Map<String, String> headers) {

        public Exchange { headers = Map.copyOf(headers); }
    }

    /// What a failure means, where the system says it otherwise than by its status.
    @FunctionalInterface
    public interface Faults {

        /// @param body the answer; missing where it is no JSON
        Fault of(int status, JsonNode body);
    }

    /// A failure as HTTP would say it.
    ///
    /// @param status by HTTP's meaning
    /// @param words what the system calls it, for reasons, without any secret; empty if it says nothing
    public record Fault(int status, String words) {}

    /// What one request may take.
    ///
    /// @param connect how long until the other side accepts
    /// @param read how long until its answer is here in full
    /// @param bytes how large its answer may be
    public record Limits(Duration connect, Duration read, long bytes) {}

    /// One question over HTTP.
    ///
    /// @param path what follows the base, with its leading slash
    /// @param parameters names and values by turns; a name may come again
    /// @param body sent by POST, as searches are; null for GET
    /// @param text whether the answer is plain text rather than JSON
    /// @param headers sent beside those of all questions
    public record Request(String path, List<String> parameters, @Nullable JsonNode body, boolean text, Map<String, String> headers) {

        public Request {
            if (!path.startsWith("/")) throw new IllegalArgumentException("a path begins with a slash, not as " + path);
            parameters = List.copyOf(parameters);
            headers = Map.copyOf(headers);
        }

        public Request(String path, List<String> parameters, @Nullable JsonNode body, boolean text) {
            this(path, parameters, body, text, Map.of());
        }

        public static Request get(String path, String... parameters) {
            return new Request(path, List.of(parameters), null, false);
        }

        public static Request get(String path, List<String> parameters) {
            return new Request(path, parameters, null, false);
        }

        public static Request text(String path, String... parameters) {
            return new Request(path, List.of(parameters), null, true);
        }

        public static Request post(String path, JsonNode body) {
            return new Request(path, List.of(), body, false);
        }

        /// The question as a person would ask it again, without the address and the credential.
        @Override
        public String toString() {
            String line = (body == null ? "GET " : "POST ") + path + (parameters.isEmpty() ? "" : "?" + encoded(parameters));
            return body == null ? line : line + "\n" + body;
        }
    }

    /// @param name the source's name, as it stands in reasons
    /// @param settings the prefix of the source's settings, as in `firsthour.evidence.prometheus`, for reasons to name
    /// @param base what every path is put behind
    /// @param credential sent with every request, and never with another host
    /// @param headers sent with every request
    /// @throws IllegalArgumentException if the address is no `http` or `https` URL, has a password in it, or is one that no source may be asked at
    public Endpoint(String name, String settings, URI base, Credential credential, Map<String, String> headers, Limits limits) {
        this(name, settings, base, credential, headers, limits, SystemDefaultDnsResolver.INSTANCE, Clock.systemUTC());
    }

    /// The same, of a system whose certificate an authority of one's own has signed.
    ///
    /// @param authority the file with that authority's certificates in PEM, read once; null where the usual ones are trusted
    /// @throws IllegalArgumentException also if there is no certificate in that file
    public Endpoint(String name, String settings, URI base, Credential credential, Map<String, String> headers, Limits limits,
            @Nullable Path authority) {
        this(name, settings, base, credential, headers, limits, SystemDefaultDnsResolver.INSTANCE, Clock.systemUTC(), authority,
                AS_HTTP);
    }

    /// The same, of a system that says by more than the status why it failed.
    public Endpoint(String name, String settings, URI base, Credential credential, Map<String, String> headers, Limits limits,
            Faults faults) {
        this(name, settings, base, credential, headers, limits, SystemDefaultDnsResolver.INSTANCE, Clock.systemUTC(), null, faults);
    }

    Endpoint(String name, String settings, URI base, Credential credential, Map<String, String> headers, Limits limits, DnsResolver names,
            Clock clock) {
        this(name, settings, base, credential, headers, limits, names, clock, null, AS_HTTP);
    }

    private Endpoint(String name, String settings, URI base, Credential credential, Map<String, String> headers, Limits limits,
            DnsResolver names, Clock clock, @Nullable Path authority, Faults faults) {
        if (base.getHost() == null || !List.of("http", "https").contains(base.getScheme())) {
            throw new IllegalArgumentException(settings + ".url is the address of " + name + ", as in http://" + name + ":80, not " + base);
        }
        if (base.getUserInfo() != null) {
            throw new IllegalArgumentException(settings + ".url holds a password: put it into " + settings + ".token or " + settings
                    + ".headers, and leave the address bare");
        }
        if (base.getRawQuery() != null || base.getRawFragment() != null) {
            throw new IllegalArgumentException(settings + ".url ends with its path: what follows the ? or # is put there by each question");
        }
        this.name = name;
        this.settings = settings;
        this.base = URI.create(base.toString().replaceAll("/+$", ""));
        this.credential = credential;
        var all = new TreeMap<>(headers);
        all.putIfAbsent("Accept", "application/json");
        this.headers = Map.copyOf(all);
        this.limits = limits;
        this.faults = faults;
        var addresses = new Addresses(base.getHost(), settings + ".url", names, System::nanoTime);
        var pool = PoolingHttpClientConnectionManagerBuilder.create().setDnsResolver(addresses);
        if (authority != null) pool.setTlsSocketStrategy(new DefaultClientTlsStrategy(Authority.of(authority, settings + ".ca-file")));
        var connections = pool
                .setMaxConnTotal(MOST_CONNECTIONS).setMaxConnPerRoute(MOST_CONNECTIONS)
                .setDefaultConnectionConfig(ConnectionConfig.custom().setConnectTimeout(timeout(limits.connect()))
                        .setSocketTimeout(timeout(limits.read())).setTimeToLive(timeout(Addresses.PINNED)).build())
                .build();
        this.client = HttpClients.custom().setConnectionManager(connections).disableAutomaticRetries().disableRedirectHandling()
                .disableCookieManagement().disableAuthCaching().setUserAgent("Firsthour").build();
        this.breaker = new Breaker(name, clock);
    }

    private static Timeout timeout(Duration duration) {
        return Timeout.ofMilliseconds(Math.max(1, duration.toMillis()));
    }

    /// The address that every path is put behind, without a slash at its end.
    public URI base() {
        return base;
    }

    /// Asks by GET and waits.
    ///
    /// @param path what follows the base, with its leading slash
    /// @param parameters names and values by turns; a name may come again
    /// @param left how long there is at most, if that is less than the limit for one request
    public Answer get(String path, List<String> parameters, Duration left) {
        return ask(Request.get(path, parameters), left);
    }

    /// Asks and waits.
    ///
    /// @param left how long there is at most, if that is less than the limit for one request
    public Answer ask(Request request, Duration left) {
        return exchange(request.body() == null ? "GET" : "POST", request, Map.of(), left).answer();
    }

    /// The same for protocols that live in headers as well.
    ///
    /// @param method `GET`, `POST` or `DELETE`
    /// @param own sent beside the headers of all requests; they come last, so that they count
    public Exchange exchange(String method, Request request, Map<String, String> own, Duration left) {
        Duration wait = left.compareTo(limits.read()) < 0 ? left : limits.read();
        if (!wait.isPositive()) return none(new Answer.Failed(name + " at " + base + ": no time was left to ask " + request.path(), false));
        HttpUriRequestBase message;
        try {
            message = message(method, request);
            own.forEach(message::setHeader);
        } catch (Credential.Unreadable unreadable) {
            return none(new Answer.Failed(unreadable.getMessage() + ": check " + credential.settings(settings, "-file"),
                    unreadable.isLasting()));
        }
        if (!breaker.lets()) return none(new Answer.Failed(name + " at " + base + " " + breaker.words(), false));
        Exchange exchange = exchanged(request, message, wait);
        if (Thread.currentThread().isInterrupted()) {
            breaker.brokenOff();
        } else if (exchange.answer() instanceof Answer.Failed(String reason, boolean lasting, _) && !lasting) {
            breaker.failed(reason);
        } else {
            breaker.succeeded();
        }
        return exchange;
    }

    private static Exchange none(Answer answer) {
        return new Exchange(answer, Map.of());
    }

    private HttpUriRequestBase message(String method, Request request) throws Credential.Unreadable {
        URI address = URI.create(base + request.path() + (request.parameters().isEmpty() ? "" : "?" + encoded(request.parameters())));
        var message = new HttpUriRequestBase(method, address);
        headers.forEach(message::setHeader);
        request.headers().forEach(message::setHeader);
        String body = request.body() == null ? null : request.body().toString();
        credential.headers(method, address, request.headers(), body).forEach(message::setHeader);
        if (request.text()) message.setHeader("Accept", "*/*");
        if (body != null) message.setEntity(new StringEntity(body, ContentType.APPLICATION_JSON));
        return message;
    }

    private Exchange exchanged(Request request, HttpUriRequestBase message, Duration wait) {
        // The client's own limits are for each step; this one is for the whole. Nobody waits for the thread: its connection is closed.
        var answer = new FutureTask<Exchange>(
                () -> client.execute(message, response -> new Exchange(understood(request, response), headers(response))));
        Thread.ofVirtual().name(name).start(answer);
        try {
            return answer.get(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            return none(new Answer.Failed(slow(wait), false));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return none(new Answer.Failed("waiting for " + name + " at " + base + " was broken off", false));
        } catch (ExecutionException thrown) {
            return none(failed(Objects.requireNonNull(thrown.getCause(), "a failed request has a cause"), wait));
        } finally {
            // Without effect where it is done.
            message.abort();
        }
    }

    /// Names and values in the form of a URL's query.
    public static String encoded(List<String> parameters) {
        var pairs = new ArrayList<String>();
        for (int i = 0; i + 1 < parameters.size(); i += 2) {
            pairs.add(encoded(parameters.get(i)) + "=" + encoded(parameters.get(i + 1)));
        }
        return String.join("&", pairs);
    }

    /// A text as one part of a path or a query, so that what is in it cannot lead elsewhere.
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Answer understood(Request request, ClassicHttpResponse response) throws IOException {
        int status = response.getCode();
        byte[] body = bounded(response.getEntity());
        if (body.length > limits.bytes()) {
            return new Answer.Failed(name + " at " + base + " answered with more than " + limits.bytes() + " bytes", true);
        }
        if (status / 100 == 2) {
            if (request.text()) return new Answer.Data(StringNode.valueOf(new String(body, StandardCharsets.UTF_8)));
            try {
                return new Answer.Data(JSON.readTree(body));
            } catch (JacksonException _) {
                return new Answer.Failed(answered(status) + " with something that is no JSON: check " + settings + ".url", true);
            }
        }
        Fault fault = faults.of(status, json(body));
        String answered = answered(status) + (fault.words().isEmpty() ? "" : " (" + fault.words() + ")");
        // Some say 403 where others say 429.
        boolean limited = "0".equals(header(response, "X-RateLimit-Remaining")) || header(response, "Retry-After") != null;
        if (fault.status() == 403 && limited) return new Answer.Failed(busy(answered, response), false);
        return switch (fault.status()) {
            case 401, 403 -> new Answer.Failed(answered + ": set " + credential.settings(settings, ""), true);
            case 404 -> new Answer.Failed(answered + " to " + request.path() + ": check " + settings + ".url", true, true);
            case 301, 302, 303, 307, 308 -> new Answer.Failed(answered + ": set " + settings + ".url to the address it points to"
                    + (header(response, "Location") == null ? "" : ", " + header(response, "Location")), true);
            case 408, 425, 429 -> new Answer.Failed(busy(answered, response), false);
            default -> fault.status() >= 500
                    ? new Answer.Failed(answered + ": it is down or overloaded" + complaint(body), false)
                    : new Answer.Failed(answered + " to " + request.path() + complaint(body), true);
        };
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException _) {
            return JSON.missingNode();
        }
    }

    private static Map<String, String> headers(ClassicHttpResponse response) {
        Map<String, String> headers = new TreeMap<>();
        for (Header header : response.getHeaders()) {
            if (headers.size() < MOST_HEADERS && header.getValue() != null)
                headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
        }
        return headers;
    }

    private byte[] bounded(@Nullable HttpEntity entity) throws IOException {
        if (entity == null) return new byte[0];
        // Not closed: that would read a body that is too large to its end. Leaving the exchange ends its connection.
        InputStream body = entity.getContent();
        return body == null ? new byte[0] : body.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, limits.bytes() + 1));
    }

    private static String busy(String answered, ClassicHttpResponse response) {
        String after = header(response, "Retry-After");
        // Some say by this how many seconds there are left, others at which second since 1970 they are over.
        String reset = header(response, header(response, "X-RateLimit-Reset") == null ? "RateLimit-Reset" : "X-RateLimit-Reset");
        if (after == null && reset != null && reset.matches("\\d{1,6}")) after = reset;
        return answered + ": it wants to be asked less or later"
                + (after == null ? "" : " (in " + after + (after.matches("\\d+") ? " s)" : ")"));
    }

    private static @Nullable String header(ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    private String answered(int status) {
        return name + " answered " + status + " at " + base;
    }

    /// What the system says of it, in the field that most APIs use, or as plain text.
    private static String complaint(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        try {
            JsonNode json = JSON.readTree(text);
            text = List
                    .of("/error", "/message", "/detail", "/error/reason", "/error/message", "/errors/0", "/errors/0/detail",
                            "/errors/0/title")
                    .stream().map(json::at)
                    .filter(JsonNode::isString)
                    .map(JsonNode::stringValue).collect(Collectors.joining("; "));
        } catch (JacksonException _) {
            // Plain text then.
        }
        text = text.strip().replaceAll("\\s+", " ");
        if (text.isEmpty() || text.startsWith("<")) return "";
        return ": " + (text.length() <= LONGEST_COMPLAINT ? text : text.substring(0, LONGEST_COMPLAINT) + "…");
    }

    private Answer failed(Throwable cause, Duration wait) {
        return switch (cause) {
            case ForbiddenAddress forbidden -> new Answer.Failed(String.valueOf(forbidden.getMessage()), true);
            case UnknownHostException _ ->
                new Answer.Failed("the host of " + name + " at " + base + " is unknown: check " + settings + ".url", false);
            case ConnectTimeoutException _ -> new Answer.Failed(name + " at " + base + " did not accept a connection within "
                    + words(limits.connect()) + ": check " + settings + ".url", false);
            case SocketTimeoutException _ -> new Answer.Failed(slow(wait), false);
            case ConnectException _ ->
                new Answer.Failed("nothing listens for " + name + " at " + base + ": start it, or check " + settings + ".url", false);
            case NoRouteToHostException _ ->
                new Answer.Failed("no way leads to " + name + " at " + base + ": check " + settings + ".url", false);
            case SSLException refused ->
                new Answer.Failed("no trusted connection to " + name + " at " + base + ": " + refused.getMessage(), true);
            case IOException broken ->
                new Answer.Failed("the connection to " + name + " at " + base + " broke: " + broken.getMessage(), false);
            default -> throw new IllegalStateException("asking " + name + " at " + base, cause);
        };
    }

    private String slow(Duration wait) {
        return name + " at " + base + " did not answer within " + words(wait) + ": it is slow, or " + settings + ".read-timeout is short";
    }

    private static String words(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
