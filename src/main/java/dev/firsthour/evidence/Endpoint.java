package dev.firsthour.evidence;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The JSON API of one outside system, as a source asks it: within limits of time and size, never following a redirect (which would carry
/// the credential elsewhere), and with every way to fail put into words that say what to do.
///
/// What an adapter has to add is which questions to ask and what the answers mean.
public final class Endpoint {

    private static final JsonMapper JSON = JsonMapper.shared();
    /// How much of a system's own complaint stands in a reason.
    private static final int LONGEST_COMPLAINT = 200;

    private final String name;
    private final String settings;
    private final URI base;
    private final Map<String, String> headers;
    private final Limits limits;
    private final HttpClient client;

    /// How a request ended.
    public sealed interface Answer {

        /// With JSON.
        record Data(JsonNode body) implements Answer {}

        /// Without: in words for people, and whether asking again will not help.
        record Failed(String reason, boolean lasting) implements Answer {}
    }

    /// What one request may take.
    ///
    /// @param connect how long until the other side accepts
    /// @param read how long until its answer is here in full
    /// @param bytes how large its answer may be
    public record Limits(Duration connect, Duration read, long bytes) {}

    /// @param name the source's name, as it stands in reasons
    /// @param settings the prefix of the source's settings, as in `firsthour.evidence.prometheus`, for reasons to name
    /// @param base what every path is put behind
    /// @param token sent as bearer token; null for none
    /// @param headers sent with every request
    /// @throws IllegalArgumentException if the address is no `http` or `https` URL, or has a password in it
    public Endpoint(String name, String settings, URI base, @Nullable String token, Map<String, String> headers, Limits limits) {
        if (base.getHost() == null || !List.of("http", "https").contains(base.getScheme())) {
            throw new IllegalArgumentException(settings + ".url is the address of " + name + ", as in http://" + name + ":80, not " + base);
        }
        if (base.getUserInfo() != null) {
            throw new IllegalArgumentException(settings + ".url holds a password: put it into " + settings + ".token or " + settings
                    + ".headers, and leave the address bare");
        }
        this.name = name;
        this.settings = settings;
        this.base = URI.create(base.toString().replaceAll("/+$", ""));
        var all = new TreeMap<>(headers);
        if (token != null) all.put("Authorization", "Bearer " + token);
        all.put("Accept", "application/json");
        this.headers = Map.copyOf(all);
        this.limits = limits;
        this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(limits.connect()).build();
    }

    /// The address that every path is put behind, without a slash at its end.
    public URI base() {
        return base;
    }

    /// Asks and waits.
    ///
    /// @param path what follows the base, with its leading slash
    /// @param parameters names and values by turns; a name may come again
    /// @param left how long there is at most, if that is less than the limit for one request
    public Answer get(String path, List<String> parameters, Duration left) {
        Duration wait = left.compareTo(limits.read()) < 0 ? left : limits.read();
        if (!wait.isPositive()) return new Answer.Failed(name + " at " + base + ": no time was left to ask " + path, false);
        URI address = URI.create(base + path + (parameters.isEmpty() ? "" : "?" + encoded(parameters)));
        var request = HttpRequest.newBuilder(address).timeout(wait);
        headers.forEach(request::header);
        var response = client.sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), limits.bytes()));
        try {
            // The request's own limit ends with the headers; this one holds for the body too.
            return understood(path, response.get(wait.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException _) {
            return new Answer.Failed(slow(wait), false);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Answer.Failed("waiting for " + name + " at " + base + " was broken off", false);
        } catch (ExecutionException thrown) {
            return failed(Objects.requireNonNull(thrown.getCause(), "a failed request has a cause"), wait);
        } finally {
            // Without effect where it is done.
            response.cancel(true);
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

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Answer understood(String path, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status / 100 == 2) {
            try {
                return new Answer.Data(JSON.readTree(response.body()));
            } catch (JacksonException _) {
                return new Answer.Failed(answered(status) + " with something that is no JSON: check " + settings + ".url", true);
            }
        }
        return switch (status) {
            case 401, 403 -> new Answer.Failed(answered(status) + ": set " + settings + ".token", true);
            case 404 -> new Answer.Failed(answered(status) + " to " + path + ": check " + settings + ".url", true);
            case 301, 302, 303, 307, 308 -> new Answer.Failed(answered(status) + ": set " + settings + ".url to the address it points to"
                    + response.headers().firstValue("Location").map(to -> ", " + to).orElse(""), true);
            case 408, 425, 429 -> new Answer.Failed(answered(status) + ": it wants to be asked less or later", false);
            default -> status >= 500
                    ? new Answer.Failed(answered(status) + ": it is down or overloaded" + complaint(response), false)
                    : new Answer.Failed(answered(status) + " to " + path + complaint(response), true);
        };
    }

    private String answered(int status) {
        return name + " answered " + status + " at " + base;
    }

    /// What the system says of it, in the field that most APIs use, or as plain text.
    private static String complaint(HttpResponse<byte[]> response) {
        String text = new String(response.body(), StandardCharsets.UTF_8);
        try {
            JsonNode body = JSON.readTree(text);
            text = List.of("error", "message", "detail").stream().map(body::path).filter(JsonNode::isString).map(JsonNode::stringValue)
                    .collect(Collectors.joining("; "));
        } catch (JacksonException _) {
            // Plain text then.
        }
        text = text.strip().replaceAll("\\s+", " ");
        if (text.isEmpty() || text.startsWith("<")) return "";
        return ": " + (text.length() <= LONGEST_COMPLAINT ? text : text.substring(0, LONGEST_COMPLAINT) + "…");
    }

    private Answer failed(Throwable cause, Duration wait) {
        return switch (cause) {
            case HttpConnectTimeoutException _ -> new Answer.Failed(name + " at " + base + " did not accept a connection within "
                    + words(limits.connect()) + ": check " + settings + ".url", false);
            case HttpTimeoutException _ -> new Answer.Failed(slow(wait), false);
            case ConnectException refused when refused.getCause() instanceof UnresolvedAddressException ->
                new Answer.Failed("the host of " + name + " at " + base + " is unknown: check " + settings + ".url", false);
            case ConnectException _ ->
                new Answer.Failed("nothing listens for " + name + " at " + base + ": start it, or check " + settings + ".url", false);
            case SSLException refused ->
                new Answer.Failed("no trusted connection to " + name + " at " + base + ": " + refused.getMessage(), true);
            case IOException broken when String.valueOf(broken.getMessage()).contains("exceeds capacity") ->
                new Answer.Failed(name + " at " + base + " answered with more than " + limits.bytes() + " bytes", true);
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
