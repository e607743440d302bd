package dev.firsthour.notification;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

import dev.firsthour.network.Addresses;
import dev.firsthour.network.ForbiddenAddress;

/// Something outside that is posted to: at the configured host alone and at no address that is guarded (see [Addresses]), within limits of time and
/// size, never following a redirect, and with every way to fail put into words that hold no secret.
public final class Receiver {

    /// Deliveries at once to one receiver.
    private static final int MOST_CONNECTIONS = 4;
    private static final int MOST_BYTES = 256 * 1024;
    /// What is read, rather than told, is a page of a list at most.
    private static final int MOST_READ = 4 * 1024 * 1024;
    private static final Duration CONNECT = Duration.ofSeconds(3);
    /// How long a whole delivery may take.
    private static final Duration WHOLE = Duration.ofSeconds(10);

    private final String name;
    private final String setting;
    private final URI base;
    private final Duration whole;
    private final CloseableHttpClient client;

    /// How posting ended.
    public sealed interface Answer {

        /// It was taken; with what the receiver says.
        record Taken(String body) implements Answer {}

        /// It was not.
        record Refused(Sending.Failed how) implements Answer {}
    }

    /// @param name as it stands in reasons
    /// @param setting the setting that holds the address
    /// @param base what every path is put behind
    /// @throws IllegalArgumentException if the address is no `http` or `https` URL, has a password in it, or is one that nobody may be asked at
    public Receiver(String name, String setting, URI base) {
        this(name, setting, base, WHOLE);
    }

    public Receiver(String name, String setting, URI base, Duration whole) {
        if (base.getHost() == null || !List.of("http", "https").contains(base.getScheme())) {
            throw new IllegalArgumentException(setting + " is the address of " + name + ", as in https://example.org/hook");
        }
        if (base.getUserInfo() != null) throw new IllegalArgumentException(setting + " holds a password: leave the address bare");
        this.name = name;
        this.setting = setting;
        this.base = base;
        this.whole = whole;
        var addresses = new Addresses(base.getHost(), setting, SystemDefaultDnsResolver.INSTANCE, System::nanoTime);
        var connections = PoolingHttpClientConnectionManagerBuilder.create().setDnsResolver(addresses).setMaxConnTotal(MOST_CONNECTIONS)
                .setMaxConnPerRoute(MOST_CONNECTIONS)
                .setDefaultConnectionConfig(ConnectionConfig.custom().setConnectTimeout(Timeout.of(CONNECT))
                        .setSocketTimeout(Timeout.of(whole)).setTimeToLive(Timeout.of(Addresses.PINNED)).build())
                .build();
        this.client = HttpClients.custom().setConnectionManager(connections).disableAutomaticRetries().disableRedirectHandling()
                .disableCookieManagement().disableAuthCaching().setUserAgent("Firsthour").build();
    }

    /// Posts JSON and waits.
    ///
    /// @param path what follows the base; may be empty
    public Answer post(String path, byte[] json, Map<String, String> headers) {
        var message = new HttpPost(URI.create(base + path));
        message.setEntity(new ByteArrayEntity(json, ContentType.APPLICATION_JSON));
        return exchanged(message, headers, MOST_BYTES);
    }

    /// Asks and waits.
    ///
    /// @param path what follows the base, with its query if it has one
    public Answer get(String path, Map<String, String> headers) {
        return exchanged(new HttpGet(URI.create(base + path)), headers, MOST_READ);
    }

    private Answer exchanged(HttpUriRequestBase message, Map<String, String> headers, int bytes) {
        headers.forEach(message::setHeader);
        message.setHeader("Accept", "application/json");
        // The client's own limits are for each step; this one is for the whole. Nobody waits for the thread: its connection is closed.
        var answer = new FutureTask<Answer>(() -> client.execute(message, response -> understood(response, bytes)));
        Thread.ofVirtual().name("notify-" + name).start(answer);
        try {
            return answer.get(whole.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            return failed("did not answer within " + whole.toMillis() + " ms", false, null);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return failed("was broken off", false, null);
        } catch (ExecutionException thrown) {
            return failed(Objects.requireNonNull(thrown.getCause(), "a failed request has a cause"));
        } finally {
            // Without effect where it is done.
            message.abort();
        }
    }

    private Answer failed(Throwable cause) {
        return switch (cause) {
            case ForbiddenAddress forbidden -> failed("may not be asked: " + forbidden.getMessage(), true, null);
            case UnknownHostException _ -> failed("has a host that nobody knows: check " + setting, false, null);
            case InterruptedIOException _ -> failed("did not answer in time", false, null);
            case IOException broken -> failed("could not be reached (" + broken.getClass().getSimpleName() + ")", false, null);
            default -> throw new IllegalStateException(name + " could not be posted to", cause);
        };
    }

    private Answer understood(ClassicHttpResponse response, int most) throws IOException {
        int status = response.getCode();
        HttpEntity entity = response.getEntity();
        // Not closed: that would read a body that is too large to its end. Leaving the exchange ends its connection.
        InputStream body = entity == null ? null : entity.getContent();
        byte[] bytes = body == null ? new byte[0] : body.readNBytes(most);
        if (status / 100 == 2) return new Answer.Taken(new String(bytes, StandardCharsets.UTF_8));
        Duration after = retryAfter(response);
        boolean passing = status >= 500 || status == 408 || status == 425 || status == 429 || after != null;
        return failed("answered " + status + (passing ? "" : ": check " + setting), !passing, after);
    }

    private static @Nullable Duration retryAfter(ClassicHttpResponse response) {
        Header header = response.getFirstHeader("Retry-After");
        String value = header == null ? null : header.getValue();
        return value == null || !value.strip().matches("\\d{1,6}") ? null : Duration.ofSeconds(Long.parseLong(value.strip()));
    }

    /// The host alone: the paths of many receivers are secrets.
    private Answer failed(String how, boolean lasting, @Nullable Duration after) {
        return new Answer.Refused(new Sending.Failed(name + " at " + base.getHost() + " " + how, lasting, after));
    }
}
