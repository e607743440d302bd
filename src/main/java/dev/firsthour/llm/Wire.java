package dev.firsthour.llm;

import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;

/// The connections to one endpoint: plain HTTP/1.1, no redirects followed, since a redirect would carry a key and a prompt somewhere that
/// nobody configured.
public final class Wire {

    /// The system property that makes a call to any other machine impossible, whatever is configured: set for all tests, so that none ever
    /// reaches a real provider.
    static final String LOOPBACK_ONLY = "firsthour.llm.loopback-only";

    private final HttpClient client;

    public Wire(Duration connectTimeout) {
        // HTTP/1.1 because several model servers stumble over the upgrade offer that the JDK's client makes otherwise.
        this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER).proxy(ProxySelector.getDefault()).build();
    }

    /// One request to come, which is given `timeout` from its start to the last byte of its answer.
    public Exchange exchange(Duration timeout) {
        return new Exchange(client, timeout);
    }

    /// Whether an address can only be this machine.
    public static boolean isLoopback(URI address) {
        String host = address.getHost();
        return host != null && (host.equals("localhost") || host.equals("[::1]") || host.startsWith("127."));
    }
}
