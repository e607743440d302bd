package dev.firsthour.evidence.sql;

import java.util.List;

/// PostgreSQL 13 and later, about the one database that it is connected to.
final class Postgres implements Product {

    private static final String SEES_ALL = "select pg_has_role('pg_read_all_stats', 'usage')";
    private static final String SHOW_ALL = "it sees its own sessions and statements alone: grant it pg_monitor";

    @Override
    public List<String> before(long milliseconds) {
        return List.of("set transaction read only", "set local statement_timeout = " + milliseconds,
                "set local lock_timeout = " + milliseconds);
    }

    @Override
    public List<Question> questions(int rows) {
        String limit = "\nlimit " + rows;
        return List.of(
                new Question("locks that sessions wait for", Reading::lock,
                        """
                                select blocked.pid, blocked.application_name, blocked.usename, extract(epoch from now() - blocked.query_start)::bigint,
                                       left(blocked.query, 600), blocking.pid, blocking.application_name, blocking.usename, blocking.state,
                                       extract(epoch from now() - blocking.xact_start)::bigint, left(blocking.query, 600)
                                from pg_stat_activity blocked
                                cross join lateral unnest(pg_blocking_pids(blocked.pid)) held(pid)
                                join pg_stat_activity blocking on blocking.pid = held.pid
                                where blocked.datname = current_database() order by 4 desc nulls last"""
                                + limit,
                        SEES_ALL, SHOW_ALL),
                new Question("transactions open for more than " + LONG_SECONDS + " s", Reading::session, """
                        select pid, application_name, usename, state, 'a transaction open', extract(epoch from now() - xact_start)::bigint,
                               coalesce(wait_event_type || ' ' || wait_event, 'nothing'), left(query, 600)
                        from pg_stat_activity
                        where datname = current_database() and pid <> pg_backend_pid() and xact_start < now() - make_interval(secs => %d)
                        order by 6 desc nulls last""".formatted(LONG_SECONDS) + limit, SEES_ALL, SHOW_ALL),
                new Question("connections", null, """
                        select 'connections', coalesce(state, 'other'), count(*)::double precision from pg_stat_activity group by 2
                        union all select 'connections_max', null, current_setting('max_connections')::double precision
                        union all select 'deadlocks_total', null, deadlocks::double precision
                          from pg_stat_database where datname = current_database()
                        union all select 'temporary_bytes_total', null, temp_bytes::double precision
                          from pg_stat_database where datname = current_database()
                        union all select 'database_bytes', null, pg_database_size(current_database())::double precision""" + limit, null,
                        SHOW_ALL),
                new Question("sizes of tables", null, """
                        select 'table_bytes', relid::regclass::text, pg_total_relation_size(relid)::double precision
                        from pg_stat_user_tables order by 3 desc nulls last""" + limit, null, SHOW_ALL),
                new Question("dead rows", null, """
                        select 'table_dead_rows', relid::regclass::text, n_dead_tup::double precision from pg_stat_user_tables
                        where n_dead_tup > 0 order by 3 desc""" + limit, null, SHOW_ALL),
                // The view may be there without the library that fills it, which says so when it is asked.
                new Question("statements that cost most", Reading::statement, """
                        select calls, total_exec_time, mean_exec_time, rows, left(query, 600) from pg_stat_statements
                        where dbid = (select oid from pg_database where datname = current_database())
                        order by total_exec_time desc""" + limit, "select to_regclass('pg_stat_statements') is not null",
                        "load pg_stat_statements by shared_preload_libraries and create the extension"));
    }
}
