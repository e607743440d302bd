package dev.firsthour.job;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.github.kagkarlsson.scheduler.jdbc.JdbcTaskRepositoryContext;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.TaskInstance;

/// Takes jobs out of the queue by urgency, and never so many ordinary ones that no place is left for the worst.
///
/// It stands in for db-scheduler's own statement, which knows an order and no places. The one thread that looks for work calls [#lockAndFetchSingleStatement].
final class Places extends PostgreSqlJdbcCustomization {

    private final int ordinary;
    private final String[] names;
    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    private volatile boolean withheld;

    /// @param ordinary how many jobs below [Urgency#WORST] may run at once on this node
    /// @param names the kinds of jobs that this node knows
    Places(int ordinary, List<String> names) {
        super(false, true);
        this.ordinary = ordinary;
        this.names = names.toArray(String[]::new);
    }

    @Override
    public List<Execution> lockAndFetchSingleStatement(JdbcTaskRepositoryContext context, Instant now, int limit, boolean byPriority) {
        int free = ordinary - taken.size();
        int most = free > 0 ? Math.min(limit, free) : limit;
        int least = free > 0 ? 0 : Urgency.WORST.number();
        List<Execution> fetched = context.jdbcRunner.query(
                """
                        with locked as (
                            update scheduled_tasks t set picked = true, picked_by = ?, last_heartbeat = ?, version = version + 1
                            where (t.task_name, t.task_instance) in (
                                select task_name, task_instance from scheduled_tasks
                                where not picked and execution_time <= ? and task_name = any (?) and priority >= ?
                                order by priority desc, execution_time limit ? for update skip locked)
                            returning t.*)
                        select * from locked order by priority desc, execution_time
                        """,
                (PreparedStatement statement) -> {
                    Array known = statement.getConnection().createArrayOf("text", names);
                    statement.setString(1, context.schedulerName.getName());
                    setInstant(statement, 2, now);
                    setInstant(statement, 3, now);
                    statement.setArray(4, known);
                    statement.setInt(5, least);
                    statement.setInt(6, most);
                }, context.resultSetMapper.get());
        fetched.stream().map(execution -> execution.taskInstance).filter(Places::isOrdinary).forEach(job -> taken.add(key(job)));
        withheld = free <= 0 || (most < limit && fetched.size() == most);
        return fetched;
    }

    /// A job has ended: its place is free.
    ///
    /// @return whether it is worth looking for work again, since some was left because there was no place
    boolean left(TaskInstance<?> job) {
        return taken.remove(key(job)) && withheld;
    }

    private static boolean isOrdinary(TaskInstance<?> job) {
        return job.getPriority() < Urgency.WORST.number();
    }

    private static String key(TaskInstance<?> job) {
        return job.getTaskName() + "/" + job.getId();
    }
}
