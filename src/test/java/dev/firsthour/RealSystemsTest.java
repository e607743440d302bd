package dev.firsthour;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.firsthour.testing.OpenSearch;
import dev.firsthour.testing.PeerProcess;
import dev.firsthour.testing.Peers;
import dev.firsthour.testing.ServerProcess;
import dev.firsthour.testing.Shop;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The whole way with nothing made up: a program with a fault, the Prometheus that scrapes it, the Alertmanager that calls, the OpenSearch that has
/// its logs, and the server that investigates.
class RealSystemsTest {

    /// So that normal can be told from trouble.
    private static final int SCRAPES_BEFORE = 20;
    /// What the new version changed, as its pipeline sends it.
    private static final String DIFF = """
            --- a/src/Checkout.java
            +++ b/src/Checkout.java
            @@ -41,9 +41,11 @@
                 Connection connection = pool.acquire();
            -    try {
            -        place(order, connection);
            -    } finally {
            -        connection.release();
            -    }
            +    if (!readable(order.coupon())) {
            +        log.warn("coupon {} of order {} cannot be read, order goes on without it", order.coupon(), order.id());
            +        return;
            +    }
            +    place(order, connection);
            +    connection.release();
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void anAlertOfARealFaultIsInvestigatedInRealSystemsAndClosedWhenItIsOver() throws Exception {
        Path prometheusProgram = Peers.require("prometheus");
        List<String> alertmanagerProgram = Peers.requireAlertmanager();
        int shopPort = PeerProcess.freePort();
        int prometheusPort = PeerProcess.freePort();
        int alertmanagerPort = PeerProcess.freePort();
        URI shopAddress = URI.create("http://127.0.0.1:" + shopPort);
        URI prometheusAddress = URI.create("http://127.0.0.1:" + prometheusPort);

        try (OpenSearch opensearch = OpenSearch.start(folder);
                PeerProcess shop = PeerProcess.start(folder.resolve("shop.log"),
                        List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "-cp",
                                System.getProperty("java.class.path"),
                                Shop.class.getName(),
                                Integer.toString(shopPort)));
                PeerProcess prometheus = PeerProcess.start(folder.resolve("prometheus.log"), List.of(prometheusProgram.toString(),
                        "--config.file=" + prometheusConfiguration(shopPort, alertmanagerPort),
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + prometheusPort));
                ServerProcess server = ServerProcess.startLightly(folder.resolve("data"), "--firsthour.llm.kind=none",
                        "--firsthour.evidence.prometheus.url=" + prometheusAddress, "--firsthour.evidence.prometheus.rate-window=5s",
                        "--firsthour.evidence.elasticsearch.url=" + opensearch.address(), "--firsthour.evidence.elasticsearch.index=logs-*",
                        "--firsthour.evidence.before=60s")) {
            String admin = server.adminKey();
            String webhook = JsonMapper.shared().readTree(server.call(admin, "POST", "/api/v1/keys", """
                    {"name": "alertmanager", "role": "webhook"}""").body()).path("secret").asString();
            try (PeerProcess alertmanager = PeerProcess.start(folder.resolve("alertmanager.log"), and(alertmanagerProgram,
                    "--config.file=" + alertmanagerConfiguration(server.address(), webhook), "--storage.path=" + folder.resolve("alerts"),
                    "--web.listen-address=127.0.0.1:" + alertmanagerPort, "--cluster.listen-address="));
                    Shipper shipper = new Shipper(shop, opensearch.ready())) {
                alertmanager.await(URI.create("http://127.0.0.1:" + alertmanagerPort + "/-/ready"));
                prometheus.await(URI.create(prometheusAddress + "/-/ready"));
                server.waitUntil("there is a time before the fault", () -> scrapes(prometheusAddress) >= SCRAPES_BEFORE);

                send("POST", URI.create(shopAddress + "/version?2"));
                // As the pipeline says that deploys.
                ObjectNode change = JsonMapper.shared().createObjectNode().put("id", "checkout-2").put("kind", "deployment")
                        .put("at", Instant.now().toString()).put("service", "checkout").put("version", "2")
                        .put("title", "checkout 2: orders with coupons that cannot be read go on").put("diff", DIFF);
                assertThat(server.call(webhook, "POST", "/api/v1/changes", change.toString()).statusCode()).isEqualTo(202);

                server.waitUntil("Alertmanager has called", () -> incidents(server, admin).size() == 1);
                String incident = "/api/v1/incidents/" + incidents(server, admin).get(0).path("id").asString();
                server.waitUntil("the analysis is there", () -> server.call(admin, "GET", incident + "/analysis", "").statusCode() == 200);
                JsonNode analysis = server.get(admin, incident + "/analysis");
                assertThat(analysis.path("execution_status").asString()).isEqualTo("COMPLETED");
                assertThat(analysis.path("culprit").path("name").asString()).as(analysis.toPrettyString()).isEqualTo("checkout-2");
                assertThat(analysis.path("root_cause").asString()).as(analysis.toPrettyString()).contains("checkout 2");
                assertThat(analysis.path("reasoning").asString()).contains("connection pool exhausted");

                JsonNode evidence = server.get(admin, incident + "/evidence").path("evidence");
                assertThat(evidence.valueStream().map(piece -> piece.path("source").asString()).collect(Collectors.toSet()))
                        .contains("prometheus", "elasticsearch");
                assertThat(evidence.valueStream()).allSatisfy(piece -> assertThat(piece.path("query").asString()).isNotBlank());
                assertThat(evidence.valueStream().filter(piece -> piece.path("source").asString().equals("prometheus"))).allSatisfy(
                        piece -> assertThat(piece.path("link").asString()).startsWith(prometheusAddress + "/graph?"));
                assertThat(evidence.toString()).contains("what the alert CheckoutErrors watches");

                send("POST", URI.create(shopAddress + "/version?1"));

                server.waitUntil("the same alert resolved closes the story",
                        () -> server.get(admin, incident).path("status").asString().equals("resolved"));
                assertThat(incidents(server, admin)).hasSize(1);
                assertThat(server.call(admin, "GET", "/api/v1/sources", "").body()).contains("prometheus", "opensearch 3", "checkout");
                assertThat(shipper.isAlive()).isTrue();
            }
        }
    }

    private Path prometheusConfiguration(int shop, int alertmanager) throws IOException {
        Path rules = Files.writeString(folder.resolve("rules.yml"), """
                groups:
                - name: shop
                  rules:
                  - alert: CheckoutErrors
                    expr: sum by (job) (rate(http_requests_total{status=~"5.."}[5s])) / sum by (job) (rate(http_requests_total[5s])) > 0.2
                    for: 4s
                    labels: {severity: critical, service: checkout}
                    annotations: {summary: "More than a fifth of the requests to checkout fail"}
                """);
        return Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ["%s"]
                alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:%d"]}]}]}
                scrape_configs: [{job_name: checkout, static_configs: [{targets: ["127.0.0.1:%d"]}]}]
                """.formatted(rules, alertmanager, shop));
    }

    private Path alertmanagerConfiguration(String server, String key) throws IOException {
        return Files.writeString(folder.resolve("alertmanager.yml"), """
                route: {receiver: firsthour, group_by: [alertname], group_wait: 1s, group_interval: 1s, repeat_interval: 1h}
                receivers:
                - name: firsthour
                  webhook_configs:
                  - url: %s/api/v1/webhooks/alertmanager
                    send_resolved: true
                    http_config: {authorization: {credentials: "%s"}}
                """.formatted(server, key));
    }

    private static List<String> and(List<String> command, String... arguments) {
        return Stream.concat(command.stream(), Stream.of(arguments)).toList();
    }

    private static JsonNode incidents(ServerProcess server, String key) {
        return server.get(key, "/api/v1/incidents").path("incidents");
    }

    private static int scrapes(URI prometheus) {
        String answer = send("GET", URI.create(prometheus + "/api/v1/query?query=count_over_time(db_pool_connections_active[5m])"));
        return JsonMapper.shared().readTree(answer).path("data").path("result").path(0).path("value").path(1).asInt(0);
    }

    private static String send(String method, URI address) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(address).method(method, HttpRequest.BodyPublishers.noBody()).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        } catch (InterruptedException cause) {
            throw new AssertionError(cause);
        }
    }

    /// Brings the program's lines to OpenSearch, as a log shipper does.
    private static final class Shipper implements AutoCloseable {

        private static final long PAUSE_MILLIS = 300;

        private final Thread thread;
        private volatile boolean ended;

        Shipper(PeerProcess shop, OpenSearch opensearch) {
            this.thread = Thread.ofVirtual().start(() -> ship(shop, opensearch));
        }

        private void ship(PeerProcess shop, OpenSearch opensearch) {
            int sent = 0;
            while (!ended) {
                String output = shop.output();
                int end = output.lastIndexOf('\n') + 1;
                if (end > sent) {
                    opensearch.bulk("logs-shop", output.substring(sent, end).lines().filter(line -> line.startsWith("{"))
                            .map(line -> "{\"index\":{}}\n" + line + "\n").collect(Collectors.joining()));
                    sent = end;
                }
                try {
                    Thread.sleep(PAUSE_MILLIS);
                } catch (InterruptedException cause) {
                    throw new AssertionError(cause);
                }
            }
        }

        boolean isAlive() {
            return thread.isAlive();
        }

        @Override
        public void close() {
            ended = true;
            try {
                thread.join();
            } catch (InterruptedException cause) {
                throw new AssertionError(cause);
            }
        }
    }
}
