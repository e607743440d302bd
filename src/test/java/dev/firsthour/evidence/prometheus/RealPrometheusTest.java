package dev.firsthour.evidence.prometheus;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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
import java.util.function.Function;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.NothingFound;
import dev.firsthour.incident.Content.Metrics;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Window;
import dev.firsthour.testing.Peers;

import static org.assertj.core.api.Assertions.assertThat;

/// The adapter against a real Prometheus. Its history is written with `promtool`, so nobody waits for scrapes: from 14:11 on, half of the requests
/// to checkout fail and take two seconds instead of 80 ms, and its pool of connections is full.
class RealPrometheusTest {

    private static final Window WINDOW = new Window(Instant.parse("2026-03-12T13:17:00Z"), Instant.parse("2026-03-12T14:32:00Z"));
    private static final Instant BROKE = Instant.parse("2026-03-12T14:11:00Z");

    @TempDir
    private static Path folder;
    private static Process prometheus;
    private static URI address;

    @BeforeAll
    static void aPrometheusWithAHistory() throws Exception {
        Path program = Peers.require("prometheus");
        Path tool = Peers.require("promtool");
        Path history = Files.writeString(folder.resolve("history.txt"), history());
        Process writing = new ProcessBuilder(tool.toString(), "tsdb", "create-blocks-from", "openmetrics", history.toString(),
                folder.resolve("data").toString()).redirectErrorStream(true).start();
        String said = new String(writing.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(writing.waitFor()).as(said).isZero();

        Path configuration = Files.writeString(folder.resolve("prometheus.yml"), "global: {}\n");
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        address = URI.create("http://127.0.0.1:" + port);
        prometheus = new ProcessBuilder(program.toString(), "--config.file=" + configuration,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--storage.tsdb.retention.time=100y", "--web.listen-address=127.0.0.1:" + port).redirectErrorStream(true).start();
        var output = new BufferedReader(new InputStreamReader(prometheus.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line == null || !line.contains("Server is ready"); line = output.readLine()) {
            if (line == null) throw new IllegalStateException("prometheus ended before it was ready");
        }
        // Nobody reads on, so it must never have much to say; it has not.
    }

    @AfterAll
    static void itEnds() throws InterruptedException {
        if (prometheus == null) return;
        prometheus.destroy();
        if (!prometheus.waitFor(10, TimeUnit.SECONDS)) prometheus.destroyForcibly();
    }

    @Test
    void theTroubleShowsInRequestsErrorsLatencyAndResources() throws IOException {
        var series = series(ask("checkout"));

        assertThat(series.keySet()).contains("http_server_request_duration_seconds_rate", "http_server_request_duration_seconds_p99",
                "http_server_request_duration_seconds_error_ratio", "hikaricp_connections_active", "container_memory_working_set_bytes");
        assertThat(before(series, "http_server_request_duration_seconds_error_ratio")).isZero();
        assertThat(after(series, "http_server_request_duration_seconds_error_ratio")).isBetween(0.45, 0.55);
        assertThat(before(series, "http_server_request_duration_seconds_rate")).isBetween(9.5, 10.5);
        assertThat(before(series, "http_server_request_duration_seconds_p99")).isBetween(0.05, 0.1);
        assertThat(after(series, "http_server_request_duration_seconds_p99")).isBetween(1.0, 2.5);
        assertThat(before(series, "hikaricp_connections_active")).isEqualTo(3);
        assertThat(after(series, "hikaricp_connections_active")).isEqualTo(20);
        assertThat(named(series, "container_memory_working_set_bytes").unit()).isEqualTo("By");
    }

    @Test
    void whatTheAlertSaysThatItWatchesIsTheFirstThingAsked() {
        String watched = "max by (job) (hikaricp_connections_active{job=\"shop/checkout\"})";
        EvidenceResult result = ask("nobody", Map.of("alertname", "PoolFull", "__expr__", watched + " >= 20", "job", "shop/checkout"));

        Draft first = ((Found) result).drafts().getFirst();
        assertThat(first.query()).isEqualTo(watched + "\n" + watched + " >= 20");
        assertThat(first.title()).isEqualTo("what the alert PoolFull watches (1 series; its condition held first at 2026-03-12T14:11:00Z, "
                + "last at 2026-03-12T14:32:00Z)");
        var series = series(result);
        assertThat(before(series, "PoolFull")).isEqualTo(3);
        assertThat(after(series, "PoolFull")).isEqualTo(20);
    }

    @Test
    void anExpressionThatIsNoneHidesNothingElse() {
        var series = series(ask("checkout", Map.of("alertname", "PoolFull", "__expr__", "rate(nonsense > ")));

        assertThat(series).containsKey("hikaricp_connections_active").doesNotContainKey("PoolFull");
    }

    @Test
    void aServiceThatIsNotThereIsNotFound() {
        assertThat(ask("nobody")).isInstanceOf(NothingFound.class);
    }

    private static EvidenceResult ask(String service) {
        return ask(service, Map.of());
    }

    private static EvidenceResult ask(String service, Map<String, String> labels) {
        var source = new PrometheusSource(
                new PrometheusProperties(address, null, null, null, Map.of(), null, Duration.ofSeconds(2), Duration.ofSeconds(10),
                        Duration.ofSeconds(30), Duration.ofMinutes(2), DataSize.ofMegabytes(8)));
        return source.ask(new EvidenceQuery(List.of(service), null, WINDOW, labels, null));
    }

    private static Map<String, MetricSeries> series(EvidenceResult result) {
        assertThat(result).isInstanceOf(Found.class);
        return ((Found) result).drafts().stream().flatMap(draft -> ((Metrics) draft.content()).series().stream())
                .filter(one -> !one.isComparison()).collect(Collectors.toMap(MetricSeries::name, Function.identity()));
    }

    private static double before(Map<String, MetricSeries> series, String name) {
        return valueAt(series, name, BROKE.minus(Duration.ofMinutes(10)));
    }

    private static double after(Map<String, MetricSeries> series, String name) {
        return valueAt(series, name, BROKE.plus(Duration.ofMinutes(10)));
    }

    private static double valueAt(Map<String, MetricSeries> series, String name, Instant at) {
        var samples = named(series, name).samples();
        return samples.value(samples.indexAt(at));
    }

    private static MetricSeries named(Map<String, MetricSeries> series, String name) {
        return Objects.requireNonNull(series.get(name), name);
    }

    /// An hour and a half in OpenMetrics, a sample every 30 s: ten requests a second by one job, and a container that goes by another label.
    private static String history() {
        var buckets = new StringBuilder();
        var pool = new StringBuilder();
        var memory = new StringBuilder();
        long ok = 0;
        long failed = 0;
        long slow = 0;
        for (Instant at = WINDOW.from().minus(Duration.ofMinutes(10)); at.isBefore(WINDOW.to()); at = at.plusSeconds(30)) {
            boolean broken = !at.isBefore(BROKE);
            ok += broken ? 150 : 300;
            failed += broken ? 150 : 0;
            slow += broken ? 150 : 0;
            long second = at.getEpochSecond();
            String base = "http_server_request_duration_seconds";
            String labels = "job=\"shop/checkout\",instance=\"a:8080\"";
            for (var status : List.of(Map.entry("200", ok), Map.entry("503", failed))) {
                boolean isFailed = status.getKey().equals("503");
                String own = labels + ",http_response_status_code=\"" + status.getKey() + "\"";
                buckets.append("%s_bucket{%s,le=\"0.1\"} %d %d%n".formatted(base, own, isFailed ? 0 : ok, second));
                buckets.append("%s_bucket{%s,le=\"1.0\"} %d %d%n".formatted(base, own, isFailed ? 0 : ok, second));
                buckets.append("%s_bucket{%s,le=\"2.5\"} %d %d%n".formatted(base, own, status.getValue(), second));
                buckets.append("%s_bucket{%s,le=\"+Inf\"} %d %d%n".formatted(base, own, status.getValue(), second));
                buckets.append("%s_sum{%s} %d %d%n".formatted(base, own, isFailed ? 2 * slow : ok / 20, second));
                buckets.append("%s_count{%s} %d %d%n".formatted(base, own, status.getValue(), second));
            }
            pool.append("hikaricp_connections_active{%s} %d %d%n".formatted(labels, broken ? 20 : 3, second));
            memory.append("container_memory_working_set_bytes{container=\"checkout\",pod=\"checkout-1\"} 440401920 %d%n".formatted(second));
        }
        return "# TYPE http_server_request_duration_seconds histogram\n" + buckets + "# TYPE hikaricp_connections_active gauge\n" + pool
                + "# TYPE container_memory_working_set_bytes gauge\n" + memory + "# EOF\n";
    }
}
