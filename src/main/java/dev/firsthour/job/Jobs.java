package dev.firsthour.job;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;

/// Jobs in the database, worked on by db-scheduler.
///
/// A job is enqueued inside the caller's transaction, and starts at its commit rather than at the next poll. A worker that dies is noticed by its
/// missing heartbeat, and its jobs are taken over. Jobs wait more than they compute, so each runs on a virtual thread.
public final class Jobs implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

    private static final long FIRST_RUN = 2;

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final Map<String, JobHandler> handlers;
    private final JobProperties properties;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("job-", 0).factory());
    private final Map<String, Thread> running = new ConcurrentHashMap<>();
    private final Places places;
    private final Scheduler scheduler;
    private volatile boolean started;

    /// @param node the name of this node among those that share the database
    public Jobs(DataSource dataSource, TransactionOperations transactions, List<JobHandler> handlers, JobProperties properties,
            InstantSource clock, RandomGenerator random, String node) {
        this.jdbc = JdbcClient.create(dataSource);
        this.transactions = transactions;
        this.handlers = handlers.stream().collect(Collectors.toUnmodifiableMap(JobHandler::name, Function.identity()));
        this.properties = properties;
        this.clock = clock;
        this.random = random;
        this.places = new Places(properties.ordinary(), List.copyOf(this.handlers.keySet()));
        this.scheduler = Scheduler
                .create(new TransactionAwareDataSourceProxy(dataSource), handlers.stream().<Task<?>>map(this::task).toList())
                .schedulerName(new SchedulerName.Fixed(node)).threads(properties.workers()).executorService(workers)
                .enablePriority().jdbcCustomization(places)
                .pollingInterval(properties.pollInterval()).pollUsingLockAndFetch(0.5, 1.0)
                .heartbeatInterval(properties.heartbeatInterval()).missedHeartbeatsLimit(properties.missedHeartbeats())
                .shutdownMaxWait(properties.shutdownWait()).alwaysPersistTimestampInUTC().build();
    }

    /// Begins to work on jobs.
    public void start() {
        scheduler.start();
        started = true;
    }

    /// Enqueues a job, in the caller's transaction if there is one. A job that is there already stays as it is: asking twice is asking once.
    /// One that was put aside is taken up again. It is a brief one.
    public void enqueue(String name, String key) {
        enqueue(name, key, Urgency.BRIEF);
    }

    /// The same with an urgency: what is more urgent starts first.
    public void enqueue(String name, String key, Urgency urgency) {
        if (!handlers.containsKey(name)) throw new IllegalArgumentException("no handler for jobs named " + name);
        // The client of db-scheduler looks before it inserts; one statement does both, and accepting an incident is measured in round trips.
        jdbc.sql("""
                with taken_up as (delete from job_set_aside where name = :name and key = :key)
                insert into scheduled_tasks (task_name, task_instance, execution_time, picked, consecutive_failures, version, priority)
                values (:name, :key, :at, false, 0, 1, :priority) on conflict do nothing
                """).param("name", name).param("key", key).param("priority", urgency.number())
                .param("at", clock.instant().atOffset(ZoneOffset.UTC)).update();
        announceAfterCommit();
    }

    /// Changes how urgent a job is that waits, in the caller's transaction if there is one.
    public void hasten(String name, String key, Urgency urgency) {
        jdbc.sql("update scheduled_tasks set priority = :priority where task_name = :name and task_instance = :key and not picked")
                .param("priority", urgency.number()).param("name", name).param("key", key).update();
        announceAfterCommit();
    }

    /// The same for several, at the cost of one.
    public void enqueue(String name, Map<String, Urgency> urgencies) {
        if (!handlers.containsKey(name)) throw new IllegalArgumentException("no handler for jobs named " + name);
        if (urgencies.isEmpty()) return;
        List<String> keys = urgencies.keySet().stream().sorted().toList();
        jdbc.sql("""
                with taken_up as (delete from job_set_aside where name = :name and key = any (:keys))
                insert into scheduled_tasks (task_name, task_instance, execution_time, picked, consecutive_failures, version, priority)
                select :name, key, :at, false, 0, 1, priority from unnest(:keys, :priorities) as t (key, priority) on conflict do nothing
                """).param("name", name).param("keys", keys.toArray(String[]::new))
                .param("priorities", keys.stream().map(key -> Objects.requireNonNull(urgencies.get(key)).number()).toArray(Integer[]::new))
                .param("at", clock.instant().atOffset(ZoneOffset.UTC)).update();
        announceAfterCommit();
    }

    private void announceAfterCommit() {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    announce();
                }
            });
        } else {
            announce();
        }
    }

    /// Interrupts a job that runs on this node, and takes one that has not begun out of the queue.
    public void cancel(String name, String key) {
        jdbc.sql("delete from scheduled_tasks where task_name = :name and task_instance = :key and not picked").param("name", name)
                .param("key", key).update();
        Thread worker = running.get(name + "/" + key);
        if (worker != null) worker.interrupt();
    }

    /// Forgets the jobs that were put aside whose keys begin so: a person has asked for something in their stead.
    public void forgetSetAside(String name, String keyPrefix) {
        jdbc.sql("delete from job_set_aside where name = :name and starts_with(key, :prefix)").param("name", name)
                .param("prefix", keyPrefix)
                .update();
    }

    /// The jobs that were given up, the newest first.
    public List<SetAside> setAside() {
        return jdbc.sql("select * from job_set_aside order by set_aside_at desc limit 1000")
                .query((row, _) -> new SetAside(row.getString("name"), row.getString("key"), row.getString("reason"),
                        row.getInt("failures"),
                        row.getTimestamp("set_aside_at").toInstant()))
                .list();
    }

    /// The keys that begin so of jobs that wait or run, in their order, the first of them if they are too many.
    public List<String> keys(String name, String keyPrefix) {
        return jdbc.sql("""
                select task_instance from scheduled_tasks where task_name = :name and starts_with(task_instance, :prefix)
                order by task_instance collate "C" limit 1000
                """).param("name", name).param("prefix", keyPrefix)
                .query((row, _) -> row.getString(1)).list();
    }

    /// How many jobs wait or run.
    public long depth() {
        return jdbc.sql("select count(*) from scheduled_tasks").query(Long.class).single();
    }

    private void announce() {
        if (started) scheduler.triggerCheckForDueExecutions();
    }

    private CustomTask<Void> task(JobHandler handler) {
        return Tasks.custom(handler.name(), Void.class).onFailure((complete, operations) -> failed(handler, complete, operations))
                .onDeadExecutionRevive().execute((instance, context) -> work(handler, instance, context));
    }

    private CompletionHandler<Void> work(JobHandler handler, TaskInstance<Void> instance, ExecutionContext context) {
        // A version of the row is written where a job is enqueued, and one each time that it is taken out of the queue or put back.
        boolean again = context.getExecution().version > FIRST_RUN;
        JobRun run = new JobRun(instance.getId(), context.getExecution().consecutiveFailures, again);
        String name = handler.name() + "/" + run.key();
        running.put(name, Thread.currentThread());
        try {
            Outcome outcome = handler.run(run);
            return (complete, operations) -> settle(handler, run, outcome, complete, operations);
        } finally {
            running.remove(name);
            if (places.left(instance)) announce();
        }
    }

    private void settle(JobHandler handler, JobRun run, Outcome outcome, ExecutionComplete complete, ExecutionOperations<Void> operations) {
        transactions.executeWithoutResult(_ -> {
            switch (outcome) {
                case Outcome.Done() -> operations.remove();
                case Outcome.RunAgain(Instant at) -> operations.reschedule(complete, at);
                case Outcome.GiveUp(String reason) -> giveUp(handler, run, reason, operations);
            }
        });
    }

    private void failed(JobHandler handler, ExecutionComplete complete, ExecutionOperations<Void> operations) {
        JobRun run = new JobRun(complete.getExecution().getId(), complete.getExecution().consecutiveFailures + 1);
        @Nullable
        Throwable cause = complete.getCause().orElse(null);
        String reason = cause == null ? "it failed without a reason" : reason(cause);
        LOG.warn("Job {} {} failed, {} in a row: {}", handler.name(), run.key(), run.failures(), reason, cause);
        transactions.executeWithoutResult(_ -> {
            if (run.failures() >= properties.failures()) {
                giveUp(handler, run, "it failed " + run.failures() + " times in a row, at last because " + reason, operations);
            } else {
                Instant next = clock.instant().plus(properties.backoff().delay(run.failures(), random));
                handler.retrying(run, reason, next);
                operations.reschedule(complete, next);
            }
        });
    }

    private static String reason(Throwable cause) {
        return Optional.ofNullable(cause.getMessage()).map(message -> cause.getClass().getSimpleName() + ": " + message)
                .orElse(cause.getClass().getSimpleName());
    }

    private void giveUp(JobHandler handler, JobRun run, String reason, ExecutionOperations<Void> operations) {
        LOG.warn("Job {} {} is put aside: {}", handler.name(), run.key(), reason);
        handler.gaveUp(run, reason);
        jdbc.sql(
                """
                        insert into job_set_aside (name, key, reason, failures, set_aside_at) values (:name, :key, :reason, :failures, :at)
                        on conflict (name, key) do update set reason = excluded.reason, failures = excluded.failures, set_aside_at = excluded.set_aside_at
                        """)
                .param("name", handler.name()).param("key", run.key()).param("reason", reason).param("failures", run.failures())
                .param("at", clock.instant().atOffset(ZoneOffset.UTC)).update();
        operations.remove();
    }

    /// Stops fetching, waits a while for what runs, and leaves the rest to whoever starts next.
    @Override
    public void close() {
        scheduler.stop();
        workers.shutdownNow();
    }
}
