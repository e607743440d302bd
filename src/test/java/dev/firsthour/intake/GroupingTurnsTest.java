package dev.firsthour.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Event;
import dev.firsthour.incident.Ids;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Severity;
import dev.firsthour.investigation.Investigations;
import dev.firsthour.job.JobHandler;
import dev.firsthour.job.JobProperties;
import dev.firsthour.job.JobRun;
import dev.firsthour.job.Jobs;
import dev.firsthour.job.Outcome;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.privacy.Redactors;
import dev.firsthour.testing.Postgres;
import dev.firsthour.testing.TestClock;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Chain;
import dev.firsthour.timeline.Timeline;
import dev.firsthour.timeline.postgres.PostgresArchive;
import dev.firsthour.timeline.postgres.PostgresTimeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/// Deliveries that are taken together end where they would have ended one by one.
class GroupingTurnsTest {

    private static final Instant NOON = Instant.parse("2026-03-12T12:00:00Z");

    /// A server's intake without the server.
    @SuppressWarnings("NullAway") // Nothing here investigates.
    private static final class Stand {

        private final TestClock clock = new TestClock(NOON);
        private final DataSource source = Postgres.fresh();
        private final JdbcClient jdbc = JdbcClient.create(source);
        private final TransactionTemplate transactions = new TransactionTemplate(new DataSourceTransactionManager(source));
        private final Timeline timeline = new PostgresTimeline(jdbc, transactions, new Chain(new byte[32]));
        private final Archive archive = new PostgresArchive(jdbc);
        private final GroupingProperties properties = new GroupingProperties(Duration.ofMinutes(10), List.of("pod"), Set.of(),
                Map.of("s0", List.of("s1")), Duration.ofDays(30), 5, 3, Duration.ofMinutes(10), 3);
        // Each id is of a later millisecond than the one before, so that their order is that in which they were made.
        private final AtomicInteger made = new AtomicInteger();
        private final Ids ids = new Ids(() -> NOON.plusMillis(made.incrementAndGet()), new Random(1));
        private final Redactor redactor = Redactors.standard(new byte[32]);
        private final Ledger ledger = new Ledger(jdbc);
        private final Jobs jobs = new Jobs(source, transactions, List.of(new Idle("investigation"), new Idle("late-alerts")),
                new JobProperties(1, 1, Duration.ofMinutes(5), Duration.ofMinutes(5), 4, Duration.ofSeconds(1), Duration.ofSeconds(1), 3,
                        Duration.ofSeconds(1)),
                clock, RandomGenerator.getDefault(), "test");
        private final Investigations investigations = new Investigations(timeline, archive, null, null, ids, clock, () -> jobs,
                new SimpleMeterRegistry());
        private final Grouping grouping = new Grouping(timeline, archive, investigations, ledger,
                new Handling(timeline, archive, redactor, investigations, clock),
                new Likeness(properties, new Calls(jdbc, properties, clock)), new Silences(jdbc, redactor, ids, clock),
                new LateAlerts(timeline, archive, null, ledger, investigations, () -> jobs, properties, clock), redactor, properties, ids,
                clock);

        private List<Accepted> take(List<Reading.Alerts> deliveries) {
            return timeline.atomically(() -> grouping.take(deliveries));
        }
    }

    private record Idle(String name) implements JobHandler {

        @Override
        public Outcome run(JobRun run) {
            return new Outcome.Done();
        }

        @Override
        public void retrying(JobRun run, String reason, Instant nextAt) {}

        @Override
        public void gaveUp(JobRun run, String reason) {}
    }

    private static Alert alert(Random random, boolean firing) {
        int group = random.nextInt(14);
        int pod = random.nextInt(6);
        Instant began = NOON.plusSeconds(random.nextInt(8) * 120L);
        return new Alert("test", firing ? Alert.State.FIRING : Alert.State.RESOLVED, "alert of group " + group, "",
                List.of(Severity.values()).get(random.nextInt(5)), "s" + group % 5, null, began, null,
                random.nextBoolean() ? Map.of("pod", "p" + pod) : Map.of(),
                List.of(), random.nextInt(12) == 0 ? null : "g" + group, "f" + group + "-" + random.nextInt(3), List.of());
    }

    private static Reading.Alerts delivery(Random random) {
        int kind = random.nextInt(10);
        List<Alert> alerts = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            alerts.add(alert(random, kind < 7 || (kind == 9 && random.nextBoolean())));
        }
        @Nullable
        Act act = random.nextInt(15) == 0 ? new Act.Acknowledged("ada", null) : null;
        return new Reading.Alerts(alerts, act);
    }

    /// How everything stands, with incidents named by the order in which they were opened.
    private static List<String> standing(Stand stand) {
        Map<UUID, Integer> names = new HashMap<>();
        List<String> lines = new ArrayList<>();
        stand.jdbc
                .sql("select i.id, i.status, i.severity, i.service, i.grouping_key, i.title, i.analysis_state from incident i order by id")
                .query((row, _) -> {
                    UUID id = row.getObject("id", UUID.class);
                    names.put(id, names.size());
                    return lines
                            .add(names.get(id) + " " + Stream.of("status", "severity", "service", "grouping_key", "title", "analysis_state")
                                    .map(column -> text(row, column)).toList());
                }).list();
        stand.jdbc.sql("select * from incident_alert order by incident_id, fingerprint").query((row, _) -> lines
                .add(names.get(row.getObject("incident_id", UUID.class)) + " "
                        + Stream.of("fingerprint", "state", "received", "grouping_key",
                                "joined", "flaps", "told").map(column -> text(row, column)).toList()))
                .list();
        stand.jdbc.sql("select * from incident_mark order by incident_id, mark")
                .query((row, _) -> lines.add(names.get(row.getObject("incident_id", UUID.class)) + " " + text(row, "mark"))).list();
        names.entrySet().stream().sorted(Map.Entry.comparingByValue()).forEach(entry -> {
            IncidentId id = new IncidentId(entry.getKey());
            assertThat(stand.timeline.verify(id).holds()).isTrue();
            Map<String, Integer> told = new TreeMap<>();
            for (Event event : stand.timeline.read(id, 0, 1_000)) {
                told.merge(event.type() + " " + event.message() + " " + event.actor(), 1, Integer::sum);
            }
            lines.add(entry.getValue() + " " + told);
        });
        lines.add("jobs " + stand.jdbc.sql("select count(*) from scheduled_tasks").query(Integer.class).single());
        return lines;
    }

    private static String text(java.sql.ResultSet row, String column) {
        try {
            return String.valueOf(row.getString(column));
        } catch (java.sql.SQLException cause) {
            throw new IllegalStateException(cause);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatIsTakenTogetherStandsAsIfItHadBeenTakenOneByOne(long seed) {
        Random random = new Random(seed);
        Stand apart = new Stand();
        Stand together = new Stand();
        for (int batch = 0; batch < 6; batch++) {
            List<Reading.Alerts> deliveries = Stream.generate(() -> delivery(random)).limit(25).toList();
            deliveries.forEach(delivery -> apart.take(List.of(delivery)));
            together.take(deliveries);
            List<String> expected = standing(apart);
            List<String> found = standing(together);
            assertThat(found.stream().filter(line -> !expected.contains(line)).toList()).as("what differs after batch " + batch)
                    .isEqualTo(expected.stream().filter(line -> !found.contains(line)).toList());
            assertThat(found).as("after batch " + batch).isEqualTo(expected);
            apart.clock.advance(Duration.ofMinutes(1));
            together.clock.advance(Duration.ofMinutes(1));
        }
    }
}
