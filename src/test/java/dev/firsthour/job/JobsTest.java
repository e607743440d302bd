package dev.firsthour.job;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import javax.sql.DataSource;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import dev.firsthour.testing.Postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JobsTest {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);

    private final DataSource source = Postgres.fresh();
    private final HikariDataSource pool = pool();
    private final TransactionTemplate transactions = new TransactionTemplate(new DataSourceTransactionManager(pool));
    private final JdbcClient jdbc = JdbcClient.create(pool);
    private final Recording handler = new Recording();
    private final List<Jobs> started = new ArrayList<>();

    private HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(8);
        return new HikariDataSource(config);
    }

    private Jobs start(JobProperties properties) {
        Jobs jobs = new Jobs(pool, transactions, List.of(handler), properties, InstantSource.system(), RandomGenerator.getDefault(),
                "test");
        jobs.start();
        started.add(jobs);
        return jobs;
    }

    /// So slow a poll that nothing but the announcement at commit can start a job in time.
    private static JobProperties slowPoll() {
        return new JobProperties(4, 1, Duration.ofMinutes(5), Duration.ofSeconds(1), 4, Duration.ofMillis(1), Duration.ofMillis(5), 3,
                Duration.ofSeconds(1));
    }

    private static JobProperties quickPoll() {
        return new JobProperties(4, 1, Duration.ofMillis(50), Duration.ofMillis(200), 4, Duration.ofMillis(1), Duration.ofMillis(5), 3,
                Duration.ofSeconds(1));
    }

    @AfterEach
    void stop() {
        started.forEach(Jobs::close);
        pool.close();
    }

    @Test
    void aJobStartsAtTheCommitOfItsTransactionAndNotAPollLater() {
        Jobs jobs = start(slowPoll());
        transactions.executeWithoutResult(_ -> jobs.enqueue("record", "a"));
        assertThat(handler.next()).isEqualTo("a");
    }

    @Test
    void aTransactionThatIsRolledBackLeavesNoJob() {
        Jobs jobs = start(quickPoll());
        assertThatThrownBy(() -> transactions.executeWithoutResult(_ -> {
            jobs.enqueue("record", "a");
            throw new IllegalStateException("rolled back");
        })).hasMessage("rolled back");
        assertThat(jobs.depth()).isZero();
        jobs.enqueue("record", "b");
        assertThat(handler.next()).isEqualTo("b");
    }

    @Test
    void askingTwiceIsAskingOnce() {
        Jobs jobs = start(quickPoll());
        transactions.executeWithoutResult(_ -> {
            jobs.enqueue("record", "a");
            jobs.enqueue("record", "a");
        });
        jobs.enqueue("record", "b");
        assertThat(List.of(handler.next(), handler.next())).containsExactlyInAnyOrder("a", "b");
    }

    private static JobProperties workers(int workers, int reserved) {
        return new JobProperties(workers, reserved, Duration.ofMillis(50), Duration.ofSeconds(1), 4, Duration.ofMillis(1),
                Duration.ofMillis(5), 3, Duration.ofSeconds(1));
    }

    @Test
    void theMostUrgentStartsFirstAndAmongEqualsTheOldest() {
        Jobs jobs = start(workers(1, 0));
        transactions.executeWithoutResult(_ -> {
            jobs.enqueue("record", "low", Urgency.LOW);
            jobs.enqueue("record", "late", Urgency.LEAST);
            jobs.enqueue("record", "hastened", Urgency.LEAST);
            jobs.enqueue("record", "worst", Urgency.WORST);
            jobs.enqueue("record", "lower", Urgency.LOW);
            jobs.hasten("record", "hastened", Urgency.HIGH);
        });
        assertThat(List.of(handler.next(), handler.next(), handler.next(), handler.next(), handler.next())).containsExactly("worst",
                "hastened", "low", "lower", "late");
    }

    @Test
    void aPlaceIsAlwaysFreeForTheWorstAndOrdinaryJobsGoOnWhenTheirsAreFree() {
        CountDownLatch end = new CountDownLatch(1);
        handler.outcome = run -> {
            if (run.key().startsWith("ordinary")) await(end);
            return new Outcome.Done();
        };
        Jobs jobs = start(workers(4, 1));
        for (int i = 1; i <= 6; i++) {
            jobs.enqueue("record", "ordinary " + i, Urgency.HIGH);
        }
        assertThat(List.of(handler.next(), handler.next(), handler.next())).allMatch(key -> key.startsWith("ordinary"));
        for (int i = 1; i <= 3; i++) {
            jobs.enqueue("record", "worst " + i, Urgency.WORST);
            assertThat(handler.next()).isEqualTo("worst " + i);
        }
        end.countDown();
        assertThat(List.of(handler.next(), handler.next(), handler.next())).containsExactlyInAnyOrder("ordinary 4", "ordinary 5",
                "ordinary 6");
    }

    private static void await(CountDownLatch end) {
        try {
            assertThat(end.await(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void aFailureIsToldAndTriedAgainUntilTheJobIsPutAside() {
        handler.outcome = _ -> {
            throw new IllegalStateException("the source is broken");
        };
        Jobs jobs = start(quickPoll());
        jobs.enqueue("record", "a");
        assertThat(handler.reasonOfEnd()).contains("3 times in a row", "the source is broken");
        assertThat(handler.retries).hasSize(2).allMatch(reason -> reason.contains("the source is broken"));
        assertThat(jobs.setAside()).singleElement().satisfies(job -> {
            assertThat(job.key()).isEqualTo("a");
            assertThat(job.reason()).contains("the source is broken");
        });
        assertThat(jobs.depth()).isZero();
    }

    @Test
    void aJobThatWasPutAsideRunsAgainWhenAPersonSaysSo() {
        handler.outcome = _ -> new Outcome.GiveUp("there is nothing to do");
        Jobs jobs = start(quickPoll());
        jobs.enqueue("record", "a");
        assertThat(handler.reasonOfEnd()).isEqualTo("there is nothing to do");
        assertThat(handler.retries).isEmpty();
        handler.runs.clear();
        handler.outcome = _ -> new Outcome.Done();
        jobs.enqueue("record", "a");
        assertThat(handler.next()).isEqualTo("a");
        assertThat(jobs.setAside()).isEmpty();
    }

    @Test
    void aJobThatWantsToRunAgainDoes() {
        List<Boolean> runs = new CopyOnWriteArrayList<>();
        handler.outcome = run -> {
            runs.add(run.again());
            return runs.size() < 3 ? new Outcome.RunAgain(Instant.now()) : new Outcome.Done();
        };
        Jobs jobs = start(quickPoll());
        jobs.enqueue("record", "a");
        assertThat(List.of(handler.next(), handler.next(), handler.next())).containsOnly("a");
        assertThat(handler.retries).isEmpty();
        Awaitility.await().untilAsserted(() -> assertThat(runs).containsExactly(false, true, true));
    }

    @Test
    void aJobWhoseWorkerDiedIsTakenOver() {
        // As a worker leaves it that was killed in the middle: picked, and its heartbeat long silent.
        jdbc.sql(
                """
                        insert into scheduled_tasks (task_name, task_instance, execution_time, picked, picked_by, consecutive_failures, last_heartbeat, version)
                        values ('record', 'orphan', now() - interval '1 minute', true, 'a dead node', 0, now() - interval '1 minute', 2)
                        """)
                .update();
        List<Boolean> again = new CopyOnWriteArrayList<>();
        handler.outcome = run -> {
            again.add(run.again());
            return new Outcome.Done();
        };
        start(quickPoll());
        assertThat(handler.next()).isEqualTo("orphan");
        Awaitility.await().untilAsserted(() -> assertThat(again).containsExactly(true));
    }

    @Test
    void aCancelledJobIsInterrupted() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        handler.outcome = _ -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException expected) {
                interrupted.countDown();
            }
            return new Outcome.Done();
        };
        Jobs jobs = start(quickPoll());
        jobs.enqueue("record", "a");
        assertThat(handler.next()).isEqualTo("a");
        jobs.cancel("record", "a");
        assertThat(interrupted.await(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void backingOffIsRandomUnderACeilingThatDoublesUpToItsCap() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));
        RandomGenerator highest = () -> -1L;
        assertThat(backoff.delay(1, highest)).isBetween(Duration.ofMillis(990), Duration.ofMillis(1001));
        assertThat(backoff.delay(3, highest)).isBetween(Duration.ofMillis(3990), Duration.ofMillis(4001));
        assertThat(backoff.delay(50, highest)).isBetween(Duration.ofMillis(59_900), Duration.ofMillis(60_001));
        assertThat(backoff.delay(50, () -> 0L)).isEqualTo(Duration.ofMillis(1));
    }

    private static final class Recording implements JobHandler {

        private volatile Function<JobRun, Outcome> outcome = _ -> new Outcome.Done();
        private final BlockingQueue<String> runs = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        private final List<String> retries = Collections.synchronizedList(new ArrayList<>());

        @Override
        public String name() {
            return "record";
        }

        @Override
        public Outcome run(JobRun run) {
            runs.add(run.key());
            return outcome.apply(run);
        }

        @Override
        public void retrying(JobRun run, String reason, Instant nextAt) {
            retries.add(reason);
        }

        @Override
        public void gaveUp(JobRun run, String reason) {
            // Told only once the transaction is through, so that the test sees what it left.
            TransactionSynchronizationManager
                    .registerSynchronization(new TransactionSynchronization() {
                        @Override
                        public void afterCommit() {
                            ends.add(reason);
                        }
                    });
        }

        String next() {
            return take(runs);
        }

        String reasonOfEnd() {
            return take(ends);
        }

        private static String take(BlockingQueue<String> queue) {
            try {
                String taken = queue.poll(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS);
                assertThat(taken).as("something within " + LONG_ENOUGH).isNotNull();
                return Objects.requireNonNull(taken);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }
}
