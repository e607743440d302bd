package dev.firsthour.evidence.sql;

import java.util.List;

/// MySQL 8.0.22 and later, and MariaDB 10.5.9 and later: two products of one family, that keep the same things in tables of other names. Locks and sessions
/// are those of the whole server, sizes and statements those of one schema where one is named; a schema's own tables are never read, so that no right to
/// its data is needed.
///
/// @param isMaria whether it is a MariaDB
/// @param schema which schema's sizes and statements; all where it is empty; without a quotation mark
record Mysql(boolean isMaria, String schema) implements Product {

    private static final String PROCESS = "grant process on *.* to it";
    /// Asked for something that takes this right, a server without it says so; asked for sessions, it shows its own alone.
    private static final String MAY_SEE_ALL = "select count(*) >= 0 from information_schema.innodb_trx";
    /// And without its statistics, MySQL shows no session at all.
    private static final String MYSQL_MAY_SEE_ALL = "select @@global.performance_schema and count(*) >= 0 from information_schema.innodb_trx";

    @Override
    public List<String> before(long milliseconds) {
        long seconds = Math.max(1, milliseconds / 1000);
        String limit = isMaria ? "max_statement_time = " + milliseconds / 1000.0 : "max_execution_time = " + milliseconds;
        // Of the session, too: what changes a table's shape ends a transaction that was started to read, and goes on.
        return List.of("set session transaction read only", "set session " + limit + ", session lock_wait_timeout = " + seconds,
                "start transaction read only");
    }

    @Override
    public List<Question> questions(int rows) {
        String limit = "\nlimit " + rows;
        String status = isMaria ? "information_schema.global_status" : "performance_schema.global_status";
        String tablespaces = isMaria ? "information_schema.innodb_sys_tablespaces" : "information_schema.innodb_tablespaces";
        String sessions = isMaria ? "information_schema.processlist" : "performance_schema.processlist";
        String waits = isMaria ? "select requesting_trx_id, blocking_trx_id from information_schema.innodb_lock_waits" : """
                select distinct requesting_engine_transaction_id requesting_trx_id, blocking_engine_transaction_id blocking_trx_id
                      from performance_schema.data_lock_waits""";
        // What an idle session did last is kept by MySQL; MariaDB leaves it out unless it is told to keep it.
        String last = isMaria ? "b.trx_query" : """
                coalesce(b.trx_query, (select max(e.sql_text) from performance_schema.events_statements_current e
                             join performance_schema.threads t on t.thread_id = e.thread_id
                             where t.processlist_id = b.trx_mysql_thread_id and e.nesting_event_id is null))""";
        String deadlocks = isMaria
                ? "variable_value from " + status + " where variable_name = 'innodb_deadlocks'"
                : "`count` from information_schema.innodb_metrics where name = 'lock_deadlocks' and status = 'enabled'";
        String statistics = "grant select on performance_schema.* to it, and start the server with performance_schema=ON";
        String seesAll = isMaria ? MAY_SEE_ALL : MYSQL_MAY_SEE_ALL;
        String showAll = isMaria ? PROCESS : PROCESS + ", and " + statistics;
        return List.of(
                new Question("locks that sessions wait for", Reading::lock,
                        """
                                select r.trx_mysql_thread_id, substring_index(rp.host, ':', 1), rp.user, timestampdiff(second, r.trx_wait_started, now()),
                                       left(r.trx_query, 600), b.trx_mysql_thread_id, substring_index(bp.host, ':', 1), bp.user,
                                       if(bp.command = 'Sleep', 'idle', 'active'), timestampdiff(second, b.trx_started, now()), left(%s, 600)
                                from (%s) w
                                join information_schema.innodb_trx r on r.trx_id = w.requesting_trx_id
                                join information_schema.innodb_trx b on b.trx_id = w.blocking_trx_id
                                left join %s rp on rp.id = r.trx_mysql_thread_id
                                left join %4$s bp on bp.id = b.trx_mysql_thread_id
                                order by 4 desc"""
                                .formatted(last, waits, sessions, sessions) + limit,
                        MAY_SEE_ALL,
                        isMaria ? PROCESS : PROCESS + ", and " + statistics),
                new Question("transactions and statements open for more than " + LONG_SECONDS + " s", Reading::session, """
                        select p.id, substring_index(p.host, ':', 1), p.user, if(p.command = 'Sleep', 'idle in transaction', 'active'),
                               if(t.trx_id is null, 'a statement running', 'a transaction open'),
                               coalesce(timestampdiff(second, t.trx_started, now()), p.time), coalesce(nullif(p.state, ''), 'nothing'),
                               left(coalesce(p.info, t.trx_query), 600)
                        from %s p
                        left join information_schema.innodb_trx t on t.trx_mysql_thread_id = p.id
                        where p.id <> connection_id() and (t.trx_started < now() - interval %d second
                          or p.command in ('Query', 'Execute', 'Prepare', 'Fetch') and p.time >= %d)
                        order by 6 desc""".formatted(sessions, LONG_SECONDS, LONG_SECONDS) + limit, seesAll, showAll),
                new Question("connections", null,
                        """
                                select 'connections', 'running', variable_value + 0e0 from %1$s where variable_name = 'Threads_running'
                                union all select 'connections', 'idle', sum(if(variable_name = 'Threads_running', -1e0, 1e0) * variable_value)
                                  from %1$s where variable_name in ('Threads_connected', 'Threads_running')
                                union all select 'connections_max', null, @@global.max_connections + 0e0
                                union all select lower(variable_name), null, variable_value + 0e0 from %1$s where variable_name in ('Aborted_connects',
                                  'Connection_errors_max_connections', 'Max_used_connections', 'Slow_queries', 'Created_tmp_disk_tables',
                                  'Table_locks_waited', 'Innodb_row_lock_waits', 'Innodb_row_lock_current_waits', 'Innodb_row_lock_time',
                                  'Innodb_buffer_pool_wait_free', 'Innodb_buffer_pool_reads', 'Innodb_buffer_pool_read_requests',
                                  'Innodb_buffer_pool_pages_total', 'Innodb_buffer_pool_pages_free', 'Innodb_buffer_pool_pages_dirty',
                                  'Innodb_history_list_length', 'Innodb_log_waits', 'Uptime')"""
                                .formatted(status) + limit,
                        null,
                        isMaria ? PROCESS : statistics),
                new Question("deadlocks", null, "select 'deadlocks_total', null, " + deadlocks, null, PROCESS),
                // By their files, which takes one right and no right to the tables themselves.
                new Question("sizes of tables", null, """
                        select 'table_bytes', replace(replace(name, '@002d', '-'), '/', '.'), file_size from %s
                        where name like '%%/%%' and '%s' in ('', replace(substring_index(name, '/', 1), '@002d', '-'))
                        order by 3 desc""".formatted(tablespaces, schema) + limit, null, PROCESS),
                new Question("replication", Reading::replica, "show replica status", null,
                        isMaria ? "grant replica monitor on *.* to it" : "grant replication client on *.* to it"),
                new Question("statements that cost most", Reading::statement,
                        """
                                select count_star, sum_timer_wait / 1e9, avg_timer_wait / 1e9, sum_rows_sent + sum_rows_affected, left(digest_text, 600)
                                from performance_schema.events_statements_summary_by_digest
                                where digest_text is not null and '%s' in ('', schema_name)
                                order by sum_timer_wait desc"""
                                .formatted(schema) + limit,
                        """
                                select @@global.performance_schema and exists (select 1 from performance_schema.setup_consumers
                                where name = 'statements_digest' and enabled = 'YES')""",
                        statistics));
    }
}
