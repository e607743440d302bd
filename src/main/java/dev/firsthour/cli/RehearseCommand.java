package dev.firsthour.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import dev.firsthour.access.ApiKeys;
import dev.firsthour.access.Role;

import picocli.CommandLine.Command;

/// Starts a server on a folder that is thrown away, asks it what a server is asked first, and ends in good order: what the JVM learns meanwhile goes
/// into the cache for faster starts ([StartupCache]).
@Command(name = "rehearse", hidden = true, description = "Starts a server for the JVM to learn from, and stops it.")
final class RehearseCommand implements Callable<Integer> {

    private static final Duration ANSWER = Duration.ofSeconds(60);
    /// How often the analysis is asked for; it takes a few seconds.
    private static final int LOOKS = 100;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final String INCIDENT = """
            {"title": "rehearsal", "severity": "low", "service": "checkout", "started_at": "2026-03-12T14:17:00Z",
             "logs": ["2026-03-12T14:10:03Z INFO order 1 stored", "2026-03-12T14:18:03Z ERROR order 2 not stored: no connection"],
             "metrics": [{"name": "http_5xx_ratio", "service": "checkout", "points": [["2026-03-12T14:10:00Z", 0], ["2026-03-12T14:18:00Z", 0.5]]}],
             "changes": [{"id": "c1", "kind": "deployment", "at": "2026-03-12T14:16:00Z", "service": "checkout", "title": "checkout 2"}]}
            """;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("firsthour-rehearsal");
        try {
            rehearse(folder);
        } finally {
            delete(folder);
        }
        return 0;
    }

    private static void rehearse(Path folder) throws IOException, InterruptedException {
        // Nothing of this installation is read: no file in the working folder, and the environment was cleared by whoever started this.
        var settings = List.of("--spring.config.location=classpath:/", "--firsthour.data=" + folder, "--firsthour.llm.kind=none",
                "--server.port=0", "--server.address=127.0.0.1");
        try (Server server = Server.start(settings); HttpClient client = HttpClient.newHttpClient()) {
            String key = server.bean(ApiKeys.class).issue("rehearsal", Role.ADMIN).secret();
            var address = URI.create(server.address());
            String incident = ask(client, request(address, "/api/v1/incidents", key).header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(INCIDENT))).headers().firstValue("Location").orElse("/api/v1/incidents");
            for (int look = 0; look < LOOKS; look++) {
                if (ask(client, request(address, incident + "/analysis", key)).statusCode() != 202) break;
                Thread.sleep(BETWEEN_LOOKS);
            }
            for (String path : List.of("/actuator/health", "/api/v1/incidents", incident, incident + "/timeline", incident + "/evidence",
                    incident + "/timeline/verify", "/sign-in", "/actuator/prometheus")) {
                var _ = ask(client, request(address, path, key));
            }
        }
    }

    private static HttpRequest.Builder request(URI address, String path, String key) {
        return HttpRequest.newBuilder(address.resolve(path)).header("Authorization", "Bearer " + key).timeout(ANSWER);
    }

    private static HttpResponse<String> ask(HttpClient client, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
