package dev.firsthour.benchmark;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.firsthour.testing.ServerProcess;

import tools.jackson.databind.json.JsonMapper;

/// How long it takes until 10,000 alerts of 1,000 services are stored that come as Alertmanager's webhooks: as a group each, and a hundred to a group. The
/// investigations run meanwhile, on the same machine. Nothing is asserted; asked for are 10 seconds and no answer but 202.
///
/// Run by `./firsthour bench storm`, with further settings of the server as arguments: `--firsthour.roles=api` leaves the investigations out.
public final class StormBenchmark {

    private static final int ALERTS = 10_000;
    private static final int SERVICES = 1_000;
    private static final String PATH = "/api/v1/webhooks/alertmanager";
    private static final int CONNECTIONS = 256;
    private static final int WARM_UP = 3_000;

    private StormBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Path data = Files.createTempDirectory("firsthour-storm-");
        try (ServerProcess server = ServerProcess.start(data,
                Stream.concat(Stream.of("--firsthour.llm.kind=none"), Arrays.stream(arguments)).toArray(String[]::new))) {
            String admin = server.adminKey();
            String key = JsonMapper.shared().readTree(server.call(admin, "POST", "/api/v1/keys", """
                    {"name": "storm", "role": "webhook"}""").body()).path("secret").asString();
            storm(server, key, "warm", WARM_UP, 1);
            storm(server, key, "alone", ALERTS, 1);
            storm(server, key, "together", ALERTS, 100);
        }
    }

    private static void storm(ServerProcess server, String key, String name, int alerts, int each) throws Exception {
        Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
        URI address = URI.create(server.address());
        Instant now = Instant.now();
        Duration before = serverTime();
        long begun = System.nanoTime();
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<Callable<Void>> senders = Collections.nCopies(CONNECTIONS, () -> {
                try (KeptConnection connection = new KeptConnection(address)) {
                    for (int group = next.getAndIncrement(); group < alerts / each; group = next.getAndIncrement()) {
                        statuses.add(connection.send(KeptConnection.post(address, PATH, key, "", body(name, group, each, now))));
                    }
                }
                return null;
            });
            for (Future<Void> sender : threads.invokeAll(senders)) {
                sender.get();
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf(Locale.ROOT,
                "%-10s %6d alerts in %5d deliveries: %6.1f s, %5.0f alerts/s; server and database took %.1f s of processor time; answers %s%n",
                name, alerts,
                alerts / each,
                seconds, alerts / seconds, serverTime().minus(before).toMillis() / 1e3,
                statuses.stream().collect(Collectors.groupingBy(status -> status, Collectors.counting())));
    }

    /// What the server and its database have taken of the processors: unlike the time that passes, this depends little on what else the machine does.
    private static Duration serverTime() {
        return ProcessHandle.current().descendants().flatMap(process -> process.info().totalCpuDuration().stream()).reduce(Duration.ZERO,
                Duration::plus);
    }

    private static String body(String name, int group, int each, Instant now) {
        return IntStream.range(0, each)
                .mapToObj(
                        number -> """
                                {"status": "firing", "labels": {"alertname": "%1$s%2$d", "service": "%1$s-%3$d", "severity": "warning", "pod": "%1$s-%2$d-%4$d"},
                                 "annotations": {"summary": "%1$s alert %2$d of service %3$d"}, "startsAt": "%5$s", "fingerprint": "%1$s-%2$d-%4$d"}"""
                                .formatted(name, group, group % SERVICES, number, now))
                .collect(Collectors.joining(",", """
                        {"version": "4", "groupKey": "%s-%d", "truncatedAlerts": 0, "status": "firing", "alerts": [""".formatted(name,
                        group), "]}"));
    }
}
