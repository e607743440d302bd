package dev.firsthour.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server in a process of its own, as a user starts it, that can be killed.
public final class ServerProcess implements AutoCloseable {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Pattern ADDRESS = Pattern.compile("Firsthour is up at (http://\\S+)");
    private static final Pattern KEY = Pattern.compile("(fh_\\S{20,})");

    private final Process process;
    private final Path log;
    private final HttpClient http = HttpClient.newHttpClient();

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /// Starts a server on a data folder and a free port, and waits until it is up.
    public static ServerProcess start(Path data, String... settings) {
        return start(List.of(), data, settings);
    }

    /// The same for tests that nobody measures speed by: compiled once and lightly, which halves the work of a start beside other programs that start.
    public static ServerProcess startLightly(Path data, String... settings) {
        return start(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), data, settings);
    }

    private static ServerProcess start(List<String> options, Path data, String... settings) {
        try {
            Path log = Files.createTempFile("firsthour-", ".log");
            List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
            command.addAll(options);
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.firsthour.Firsthour", "serve", "--server.port=0",
                    "--firsthour.data=" + data));
            command.addAll(List.of(settings));
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
            ServerProcess server = new ServerProcess(process, log);
            server.waitUntil("the server is up", () -> ADDRESS.matcher(server.output()).find());
            return server;
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /// What it printed so far.
    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /// The API key that the first start prints.
    public String adminKey() {
        Matcher key = KEY.matcher(output());
        assertThat(key.find()).as("a key in " + output()).isTrue();
        return key.group(1);
    }

    /// Where it listens.
    public String address() {
        Matcher address = ADDRESS.matcher(output());
        assertThat(address.find()).isTrue();
        return address.group(1);
    }

    public HttpResponse<String> call(String key, String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address() + path)).timeout(LONG_ENOUGH)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json").method(method, HttpRequest.BodyPublishers.ofString(body)).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        } catch (InterruptedException cause) {
            throw new AssertionError(cause);
        }
    }

    public JsonNode get(String key, String path) {
        return JsonMapper.shared().readTree(call(key, "GET", path, "").body());
    }

    /// Waits for something that happens by itself.
    public void waitUntil(String what, BooleanSupplier happened) {
        long until = System.nanoTime() + LONG_ENOUGH.toNanos();
        while (!happened.getAsBoolean()) {
            assertThat(process.isAlive()).as("the process lives while waiting until " + what + "; it said: " + output()).isTrue();
            assertThat(System.nanoTime()).as("waited " + LONG_ENOUGH + " until " + what + "; it said: " + output()).isLessThan(until);
            try {
                TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            } catch (InterruptedException cause) {
                throw new AssertionError(cause);
            }
        }
    }

    /// `kill -9`: nothing of it runs any more, and nothing was tidied up.
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS).join();
    }
}
