package dev.firsthour.evidence.mcp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.Unavailable;
import dev.firsthour.evidence.Placeholders.TimeForm;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.evidence.mcp.McpProperties.AllowedTool;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Window;
import dev.firsthour.testing.Checkout;
import dev.firsthour.testing.Peers;

import static org.assertj.core.api.Assertions.assertThat;

/// The adapter against the server that the authors of the protocol wrote to try clients with. It is installed below `target/` once.
class McpPeerTest {

    private static final String VERSION = "2026.8.31";
    private static final Instant NOON = Instant.parse("2026-03-12T12:00:00Z");
    private static @Nullable Process process;
    private static URI address = URI.create("http://127.0.0.1");

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Path npm = Peers.require("npm");
        Path home = Files.createDirectories(Checkout.root().resolve("target/mcp-everything-" + VERSION));
        Path program = home.resolve("node_modules/@modelcontextprotocol/server-everything/dist/index.js");
        if (!Files.exists(program)) install(npm, home);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        // It listens on all addresses unless told otherwise, and cannot be told.
        Path loopback = Files.writeString(home.resolve("loopback.cjs"), """
                const { Server } = require('net');
                const listen = Server.prototype.listen;
                Server.prototype.listen = function (port, ...rest) { return listen.call(this, port, '127.0.0.1', ...rest); };
                """);
        ProcessBuilder builder = new ProcessBuilder("node", "--require", loopback.toString(), program.toString(), "streamableHttp")
                .redirectErrorStream(true);
        builder.environment().put("PORT", String.valueOf(port));
        Process started = builder.start();
        process = started;
        var output = new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains("listening on port")) {
                address = URI.create("http://127.0.0.1:" + port + "/mcp");
                // It says something of every request; nobody reading it would make it wait.
                Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
                return;
            }
        }
        throw new IllegalStateException("the server ended without saying that it listens");
    }

    private static void install(Path npm, Path home) throws IOException, InterruptedException {
        Process installing = new ProcessBuilder(npm.toString(), "install", "--no-audit", "--no-fund", "--prefix", home.toString(),
                "@modelcontextprotocol/server-everything@" + VERSION).redirectErrorStream(true)
                .redirectOutput(home.resolve("npm.log").toFile()).start();
        boolean ended = installing.waitFor(2, TimeUnit.MINUTES);
        if (ended && installing.exitValue() == 0) return;
        installing.destroy();
        String message = "npm could not install @modelcontextprotocol/server-everything@" + VERSION + ": see " + home.resolve("npm.log");
        if ("true".equals(System.getenv("FIRSTHOUR_REQUIRE_PEERS"))) Assertions.fail(message);
        Assumptions.abort(message);
    }

    @AfterAll
    static void stop() {
        if (process != null) process.destroy();
    }

    private static McpSource source(AllowedTool... tools) {
        return new McpSource("peer", new McpProperties.Server(address, null, null, Map.of(), List.of(tools), 100, Duration.ofSeconds(5),
                Duration.ofSeconds(20), Duration.ofSeconds(30), DataSize.ofMegabytes(1)));
    }

    private static EvidenceQuery about(String service) {
        return new EvidenceQuery(List.of(service), null, new Window(NOON, NOON.plusSeconds(60)), Map.of(), null);
    }

    @Test
    void aToolOfTheRealServerIsCalledWithWhatTheIncidentSays() {
        AllowedTool echo = new AllowedTool("echo", "{\"message\": \"{from} {service} said \\\"so\\\"\"}", TimeForm.ISO);

        var found = (Found) source(echo).ask(about("checkout"));

        assertThat(((Content.Logs) found.drafts().getFirst().content()).records()).singleElement()
                .satisfies(line -> assertThat(line.body()).contains("2026-03-12T12:00:00Z checkout said \"so\""));
    }

    @Test
    void whatTheRealServerRefusesIsUnavailable() {
        assertThat(source(new AllowedTool("echo", "{\"message\": 5}", TimeForm.ISO)).ask(about("checkout")))
                .isInstanceOf(Unavailable.class);
        assertThat(source(new AllowedTool("no_such_tool", "{}", TimeForm.ISO)).ask(about("checkout"))).isInstanceOfSatisfying(
                Unavailable.class, unavailable -> assertThat(unavailable.reason()).contains("no tool no_such_tool", "echo"));
    }

    @Test
    void theRealServerSaysWhatItCanDo() {
        SourceReport report = Objects.requireNonNull(source(new AllowedTool("echo", "{}", TimeForm.ISO)).report());

        assertThat(report.reachable()).as(String.valueOf(report.trouble())).isTrue();
        assertThat(report.version()).isNotBlank();
        assertThat(report.facts()).contains("echo is there");
    }
}
