package dev.firsthour.benchmark;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.postgresql.ds.PGSimpleDataSource;

import dev.firsthour.testing.ChatEndpoint;
import dev.firsthour.testing.ServerProcess;

/// What accepting an incident costs, measured against a bare JDBC loop that writes the same rows in the same transactions, with as many connections, on
/// the same durable database, in turns within one run. Server, database and load share the machine.
///
/// Run by `./firsthour bench accepting`, with further settings of the server as arguments. It takes about two minutes; nothing is asserted.
public final class AcceptingBenchmark {

    private static final int CONNECTIONS = 8;
    private static final Duration TURN = Duration.ofSeconds(8);
    private static final int TURNS = 3;
    private static final Duration WARM_UP = Duration.ofSeconds(25);
    private static final int WAITING = 50;
    /// Some places are kept for what is worse than these incidents.
    private static final int WORKERS = WAITING + 10;
    private static final String KEY_FILE = "benchmark.key";
    private static final String REPORT = """
            {"title": "checkout answers with errors", "description": "customers cannot pay", "severity": "high", "service": "checkout",
             "environment": "prod", "labels": {"team": "shop", "metric": "http_5xx_ratio"}}
            """;

    private AcceptingBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Path data = Files.createTempDirectory("firsthour-bench-");
        quiet(data, arguments);
        busy(data, arguments);
    }

    /// The API alone: the cost of accepting, against the bare loop.
    private static void quiet(Path data, String... more) throws Exception {
        try (ServerProcess server = ServerProcess.start(data,
                with(more, "--firsthour.roles=api", "--firsthour.llm.kind=none", "--firsthour.database.pool-size=" + CONNECTIONS))) {
            String key = server.adminKey();
            Files.writeString(data.resolve(KEY_FILE), key);
            PGSimpleDataSource database = database(data);
            System.out.println("warming up");
            load(server, key, WARM_UP);
            bare(database, Duration.ofSeconds(3));
            List<Double> ratios = new ArrayList<>();
            for (int turn = 1; turn <= TURNS; turn++) {
                Latencies jdbc = bare(database, TURN);
                Latencies http = load(server, key, TURN);
                ratios.add(http.perSecond() / jdbc.perSecond());
                System.out.printf(Locale.ROOT, "turn %d   bare JDBC %s%n         accepting %s   ratio %.2f%n", turn, jdbc, http,
                        ratios.getLast());
            }
            ratios.sort(null);
            truncate(database);
            System.out.printf(Locale.ROOT, "median ratio of throughput, accepting to bare JDBC: %.2f (asked for: 0.6)%n",
                    ratios.get(TURNS / 2));
        }
    }

    /// The same while investigations wait for a slow model and one worker diagnoses; and how soon a job starts after its commit.
    private static void busy(Path data, String... more) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (ChatEndpoint slow = new ChatEndpoint(gate, _ -> "{}")) {
            String[] settings = {"--firsthour.roles=api,worker", "--firsthour.llm.kind=openai",
                    "--firsthour.llm.base-url=" + slow.address(),
                    "--firsthour.llm.model=slow", "--firsthour.llm.probe=false", "--firsthour.llm.at-once=" + WAITING,
                    "--firsthour.job.workers=" + WORKERS};
            String key = key(data);
            try (ServerProcess server = ServerProcess.start(data, with(more, settings))) {
                load(server, key, WARM_UP);
                server.waitUntil("enough investigations wait for the model", () -> slow.asked() >= WAITING);
                Latencies waiting = load(server, key, TURN);
                System.out.printf(Locale.ROOT, "while %d investigations wait on a slow model: accepting %s%n", slow.asked(), waiting);
                truncate(database(data));
                gate.countDown();
            }
        }
        try (ServerProcess server = ServerProcess.start(data, "--firsthour.llm.kind=none")) {
            String key = key(data);
            load(server, key, Duration.ofSeconds(2));
            server.waitUntil("the queue is empty", () -> count(data, "select count(*) from scheduled_tasks") == 0);
            for (int i = 0; i < 100; i++) {
                server.call(key, "POST", "/api/v1/incidents", REPORT);
            }
            server.waitUntil("the queue is empty", () -> count(data, "select count(*) from scheduled_tasks") == 0);
            System.out.printf(Locale.ROOT, "commit to job start, median of the last 100 (one at a time): %d ms (asked for: under 50)%n",
                    count(data,
                            """
                                    select coalesce(percentile_cont(0.5) within group (order by waited), -1)::bigint from (
                                        select extract(epoch from s.occurred_at - c.occurred_at) * 1000 as waited
                                        from incident_event c join incident_event s on s.incident_id = c.incident_id and s.type = 'AI_ANALYSIS_STARTED'
                                        where c.type = 'INCIDENT_CREATED' order by c.occurred_at desc limit 100) as latest
                                    """));
        }
    }

    private static String[] with(String[] more, String... settings) {
        return Stream.concat(Arrays.stream(settings), Arrays.stream(more)).toArray(String[]::new);
    }

    private static String key(Path data) throws IOException {
        return Files.readString(data.resolve(KEY_FILE)).strip();
    }

    private static Latencies load(ServerProcess server, String key, Duration duration) throws Exception {
        URI address = URI.create(server.address());
        byte[] request = KeptConnection.post(address, "/api/v1/incidents", key, "", REPORT);
        return during(duration, () -> {
            KeptConnection connection = new KeptConnection(address);
            return () -> {
                int status = connection.send(request);
                if (status != 202) throw new IllegalStateException("answered " + status);
            };
        });
    }

    /// The same rows in the same transaction: the incident with its first entry, and the job.
    private static Latencies bare(PGSimpleDataSource database, Duration duration) throws Exception {
        return during(duration, () -> {
            Connection connection = database.getConnection();
            connection.setAutoCommit(false);
            PreparedStatement incident = connection.prepareStatement("""
                    with opened as (
                        insert into incident (id, title, description, severity, status, service, environment, source, labels, grouping_key,
                                              started_at, created_at, updated_at, position, newest_hash, analysis_state, analysis_id)
                        values (?, 'checkout answers with errors', 'customers cannot pay', 'high', 'open', 'checkout', 'prod', 'api',
                                '{"team":"shop","metric":"http_5xx_ratio"}', null, ?, ?, ?, 1, ?, 'queued', ?) returning id)
                    insert into incident_event (incident_id, position, occurred_at, actor, type, message, data, previous_hash, hash)
                    select id, 1, ?, 'admin', 'INCIDENT_CREATED', 'checkout answers with errors', ?, '', ? from opened
                    """);
            PreparedStatement job = connection.prepareStatement("""
                    insert into scheduled_tasks (task_name, task_instance, execution_time, picked, consecutive_failures, version)
                    values ('bare', ?, ?, false, 0, 1) on conflict do nothing
                    """);
            String event = "{\"source\":\"api\",\"title\":\"checkout answers with errors\",\"severity\":\"high\",\"service\":\"checkout\",\"environment\":\"prod\","
                    + "\"started_at\":\"2026-03-01T12:00:00Z\",\"labels\":{\"team\":\"shop\",\"metric\":\"http_5xx_ratio\"},\"links\":[],\"warnings\":[]}";
            String hash = "0".repeat(64);
            return () -> {
                UUID id = UUID.randomUUID();
                Timestamp now = Timestamp.from(Instant.now());
                incident.setObject(1, id);
                incident.setTimestamp(2, now);
                incident.setTimestamp(3, now);
                incident.setTimestamp(4, now);
                incident.setString(5, hash);
                incident.setObject(6, UUID.randomUUID());
                incident.setTimestamp(7, now);
                incident.setString(8, event);
                incident.setString(9, hash);
                incident.executeUpdate();
                job.setString(1, id + "/" + id);
                job.setTimestamp(2, now);
                job.executeUpdate();
                connection.commit();
            };
        });
    }

    private interface Step {
        void take() throws Exception;
    }

    private static Latencies during(Duration duration, Callable<Step> worker) throws Exception {
        long until = System.nanoTime() + duration.toNanos();
        try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<Future<long[]>> workers = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                workers.add(threads.submit(() -> {
                    Step step = worker.call();
                    long[] nanos = new long[1 << 20];
                    int count = 0;
                    while (System.nanoTime() < until && count < nanos.length) {
                        long begun = System.nanoTime();
                        step.take();
                        nanos[count++] = System.nanoTime() - begun;
                    }
                    return Arrays.copyOf(nanos, count);
                }));
            }
            List<long[]> all = new ArrayList<>();
            for (Future<long[]> each : workers) {
                all.add(each.get());
            }
            return new Latencies(all.stream().flatMapToLong(Arrays::stream).sorted().toArray(), duration);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // sorted once, read twice, never compared
    private record Latencies(long[] nanos, Duration during) {

        double perSecond() {
            return nanos.length * 1e9 / during.toNanos();
        }

        private double millis(double share) {
            return nanos.length == 0 ? Double.NaN : nanos[(int) Math.min(nanos.length - 1, share * nanos.length)] / 1e6;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%6.0f/s  p50 %5.1f ms  p99 %5.1f ms", perSecond(), millis(0.5), millis(0.99));
        }
    }

    private static PGSimpleDataSource database(Path data) throws IOException {
        Properties address = new Properties();
        address.load(new StringReader(Files.readString(data.resolve("database.properties"))));
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(address.getProperty("url"));
        source.setUser(address.getProperty("user"));
        source.setPassword(address.getProperty("password"));
        return source;
    }

    private static void truncate(PGSimpleDataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.createStatement().execute("truncate incident, scheduled_tasks cascade");
        }
    }

    private static long count(Path data, String sql) {
        try (Connection connection = database(data).getConnection(); ResultSet rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException | IOException cause) {
            throw new IllegalStateException(cause);
        }
    }
}
