package dev.firsthour.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/// A real server that a test started, with its output in a file so that it never waits for a reader.
public final class PeerProcess implements AutoCloseable {

    private static final Duration LONG_ENOUGH = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Process process;
    private final Path log;

    private PeerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /// Starts a program. [#await(URI)] waits for it.
    public static PeerProcess start(Path log, List<String> command) {
        try {
            return new PeerProcess(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /// A port of this machine that nobody listens at.
    public static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /// Waits until an address of it answers 200.
    public void await(URI address) {
        long until = System.nanoTime() + LONG_ENOUGH.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (!answers(http, address)) {
                assertThat(process.isAlive()).as("it runs; it said: " + output()).isTrue();
                assertThat(System.nanoTime()).as("waited " + LONG_ENOUGH + " for " + address + "; it said: " + output()).isLessThan(until);
                TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            }
        } catch (InterruptedException cause) {
            throw new AssertionError(cause);
        }
    }

    private static boolean answers(HttpClient http, URI address) throws InterruptedException {
        try {
            return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
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

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException cause) {
            throw new AssertionError(cause);
        }
    }
}
