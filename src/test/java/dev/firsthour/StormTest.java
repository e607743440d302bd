package dev.firsthour;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.firsthour.testing.ChatEndpoint;
import dev.firsthour.testing.PeerProcess;
import dev.firsthour.testing.Peers;
import dev.firsthour.testing.ServerProcess;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A real Alertmanager fires everything at once, each alert as a group of its own.
class StormTest {

    private static final int SERVICES = 30;
    private static final int ALERTS_EACH = 50;
    private static final int ALERTS = SERVICES * ALERTS_EACH;
    /// `firsthour.intake.grouping.analyses`, as it is when nobody sets it.
    private static final int ANALYSES = 3;
    /// More than any analysis asks of a model.
    private static final int CALLS = 10;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void nothingIsLostNothingIsRetriedAndModelCallsAreBoundedByTheIncidents() throws Exception {
        List<String> program = Peers.requireAlertmanager();
        int port = PeerProcess.freePort();
        try (ChatEndpoint model = new ChatEndpoint(new CountDownLatch(0), _ -> "{}");
                ServerProcess server = ServerProcess.start(folder.resolve("data"), "--firsthour.llm.kind=openai",
                        "--firsthour.llm.base-url=" + model.address(), "--firsthour.llm.model=scripted")) {
            String admin = server.adminKey();
            String webhook = JsonMapper.shared().readTree(server.call(admin, "POST", "/api/v1/keys", """
                    {"name": "alertmanager", "role": "webhook"}""").body()).path("secret").asString();
            Path configuration = Files.writeString(folder.resolve("alertmanager.yml"), """
                    route: {receiver: firsthour, group_by: [alertname, service], group_wait: 1s, group_interval: 10m, repeat_interval: 1h}
                    receivers:
                      - name: firsthour
                        webhook_configs:
                          - url: %s/api/v1/webhooks/alertmanager
                            http_config: {authorization: {credentials: %s}}
                    """.formatted(server.address(), webhook));
            try (PeerProcess alertmanager = PeerProcess.start(folder.resolve("alertmanager.log"),
                    Stream.concat(program.stream(),
                            Stream.of("--config.file=" + configuration, "--storage.path=" + folder.resolve("alerts"),
                                    "--web.listen-address=127.0.0.1:" + port, "--cluster.listen-address="))
                            .toList())) {
                URI address = URI.create("http://127.0.0.1:" + port);
                alertmanager.await(URI.create(address + "/-/ready"));
                fire(address);
                server.waitUntil("Alertmanager has sent them all", () -> metric(address, "alertmanager_notifications_total") >= ALERTS);
                server.waitUntil("all are stored", () -> alerts(server, admin) == ALERTS);

                assertThat(metric(address, "alertmanager_notifications_total")).isEqualTo(ALERTS);
                assertThat(metric(address, "alertmanager_notification_requests_total"))
                        .as("each was sent once; Alertmanager said: " + failures(alertmanager.output())).isEqualTo(ALERTS);
                assertThat(metric(address, "alertmanager_notification_requests_failed_total")).isZero();
                List<JsonNode> incidents = incidents(server, admin);
                assertThat(incidents).as("one for each service").hasSize(SERVICES);
                server.waitUntil("nothing is under way", () -> incidents(server, admin).stream()
                        .allMatch(incident -> incident.path("investigation").path("state").asString().equals("idle")));
                int analyses = incidents.stream()
                        .mapToInt(incident -> server.get(admin, "/api/v1/incidents/" + incident.path("id").asString() + "/analyses")
                                .path("analyses").size())
                        .sum();
                assertThat(analyses).isBetween(SERVICES, SERVICES * ANALYSES);
                assertThat(model.asked()).isBetween(SERVICES, analyses * CALLS);
            }
        }
    }

    private static String failures(String output) {
        return output.lines().filter(line -> line.contains("err=")).limit(5).collect(Collectors.joining("\n"));
    }

    private static void fire(URI alertmanager) throws IOException, InterruptedException {
        String now = Instant.now().toString();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int service = 0; service < SERVICES; service++) {
                int number = service;
                String body = IntStream.range(0, ALERTS_EACH).mapToObj(alert -> """
                        {"labels": {"alertname": "Alert%d", "service": "service-%d", "severity": "%s"},
                         "annotations": {"summary": "alert %d of service-%d"}, "startsAt": "%s"}
                        """.formatted(alert, number, number % 10 == 0 ? "critical" : "warning", alert, number, now))
                        .collect(Collectors.joining(",", "[", "]"));
                HttpResponse<String> answer = http.send(HttpRequest.newBuilder(URI.create(alertmanager + "/api/v2/alerts"))
                        .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            }
        }
    }

    /// The sum of Alertmanager's own counter over its label values, as far as webhooks are concerned.
    private static long metric(URI alertmanager, String name) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String metrics = http
                    .send(HttpRequest.newBuilder(URI.create(alertmanager + "/metrics")).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            Matcher matcher = Pattern.compile("(?m)^" + name + "\\{[^}]*integration=\"webhook\"[^}]*} (\\S+)$").matcher(metrics);
            double sum = 0;
            while (matcher.find()) {
                sum += Double.parseDouble(matcher.group(1));
            }
            return Math.round(sum);
        } catch (IOException cause) {
            throw new IllegalStateException(String.format(Locale.ROOT, "%s has no metrics", alertmanager), cause);
        } catch (InterruptedException cause) {
            throw new AssertionError(cause);
        }
    }

    private static int alerts(ServerProcess server, String key) {
        return incidents(server, key).stream()
                .mapToInt(incident -> server.get(key, "/api/v1/incidents/" + incident.path("id").asString() + "/alerts").path("alerts")
                        .size())
                .sum();
    }

    private static List<JsonNode> incidents(ServerProcess server, String key) {
        List<JsonNode> incidents = new ArrayList<>();
        server.get(key, "/api/v1/incidents?limit=100").path("incidents").forEach(incidents::add);
        return incidents;
    }
}
