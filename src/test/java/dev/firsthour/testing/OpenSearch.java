package dev.firsthour.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/// A real OpenSearch in a process of its own.
public final class OpenSearch implements AutoCloseable {

    private static final Duration LONG_ENOUGH = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Process process;
    private final URI address;
    private final HttpClient http = HttpClient.newHttpClient();

    private OpenSearch(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /// Starts one that keeps its data in a folder; skips the test where its libraries are missing. [#ready()] waits for it.
    public static OpenSearch start(Path folder) {
        Path libraries = Peers.requireOpenSearch();
        try {
            int port = freePort();
            Path log = folder.resolve("opensearch.log");
            Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1", "-Xmx384m", "--enable-native-access=ALL-UNNAMED", "-cp", libraries + "/*",
                    Checkout.root().resolve("src/test/peers/opensearch/OpenSearchPeer.java").toString(),
                    folder.resolve("opensearch").toString(),
                    Integer.toString(port), Integer.toString(freePort())).redirectErrorStream(true).redirectOutput(log.toFile()).start();
            return new OpenSearch(process, URI.create("http://127.0.0.1:" + port));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    public URI address() {
        return address;
    }

    /// Waits until it answers.
    public OpenSearch ready() {
        long until = System.nanoTime() + LONG_ENOUGH.toNanos();
        while (true) {
            assertThat(process.isAlive()).as("OpenSearch runs").isTrue();
            assertThat(System.nanoTime()).as("OpenSearch answers within " + LONG_ENOUGH).isLessThan(until);
            try {
                if (http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding()).statusCode() == 200)
                    return this;
                TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            } catch (IOException _) {
                try {
                    TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
                } catch (InterruptedException cause) {
                    throw new AssertionError(cause);
                }
            } catch (InterruptedException cause) {
                throw new AssertionError(cause);
            }
        }
    }

    /// Puts documents into an index or data stream, and waits until they can be found.
    ///
    /// @param actions in the form of the bulk API, a newline after each line
    public void bulk(String index, String actions) {
        String answer = put("POST", "/" + index + "/_bulk?refresh=true", "application/x-ndjson", actions);
        assertThat(answer).contains("\"errors\":false");
    }

    /// Any call; its answer must be a success.
    public String put(String method, String path, String type, String body) {
        var request = HttpRequest.newBuilder(URI.create(address + path)).header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body)).build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isLessThan(300);
            return response.body();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        } catch (InterruptedException cause) {
            throw new AssertionError(cause);
        }
    }

    @Override
    public void close() {
        try {
            // It ends when its input does.
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (IOException cause) {
            process.destroyForcibly();
        } catch (InterruptedException cause) {
            throw new AssertionError(cause);
        } finally {
            http.close();
        }
    }
}
