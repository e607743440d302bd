package dev.firsthour.evidence.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Deadline;
import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.NothingFound;
import dev.firsthour.evidence.EvidenceResult.Unavailable;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Samples;

/// One PostgreSQL (13 and later), asked by fixed queries over its own statistics: who waits for whose lock, which transactions stay open, which
/// statements cost most (where `pg_stat_statements` is there), how many connections there are of how many, and how large things are.
///
/// It shows how things stand when it is asked, not when the trouble began. Each query runs in a read-only transaction of its own with a time limit
/// that the database keeps; nothing of an incident becomes part of one.
final class SqlSource implements EvidenceSource {

    /// Before the name of each of these sources, so that none is taken for another adapter.
    static final String PREFIX = "sql_";
    /// A transaction that is open so long is worth a look.
    private static final int LONG_SECONDS = 5;
    private static final int LONGEST_STATEMENT = 500;
    private static final long LARGEST_FILE = 64 * 1024;
    private static final Pattern ADDRESS = Pattern.compile("jdbc:postgresql://([^/?]+)/([^?]*)(\\?.*)?");

    private static final String LOCKS = """
            select now(), blocked.pid, blocked.application_name, blocked.usename, extract(epoch from now() - blocked.query_start)::bigint,
                   blocked.query, blocking.pid, blocking.application_name, blocking.usename, blocking.state,
                   extract(epoch from now() - blocking.xact_start)::bigint, blocking.query
            from pg_stat_activity blocked
            cross join lateral unnest(pg_blocking_pids(blocked.pid)) held(pid)
            join pg_stat_activity blocking on blocking.pid = held.pid
            where blocked.datname = current_database() order by 5 desc nulls last""";
    private static final String SESSIONS = """
            select now(), pid, application_name, usename, state, extract(epoch from now() - xact_start)::bigint,
                   coalesce(wait_event_type || ' ' || wait_event, 'nothing'), query
            from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and xact_start < now() - make_interval(secs => %d)
            order by 6 desc nulls last""".formatted(LONG_SECONDS);
    private static final String HAS_STATEMENTS = "select to_regclass('pg_stat_statements') is not null";
    private static final String STATEMENTS = """
            select now(), calls, total_exec_time, mean_exec_time, rows, query from pg_stat_statements
            where dbid = (select oid from pg_database where datname = current_database()) order by total_exec_time desc""";
    private static final String CONNECTIONS = """
            select now(), 'connections', coalesce(state, 'other'), count(*)::double precision from pg_stat_activity group by 3
            union all select now(), 'connections_max', null, current_setting('max_connections')::double precision
            union all select now(), 'deadlocks_total', null, deadlocks::double precision from pg_stat_database where datname = current_database()
            union all select now(), 'temporary_bytes_total', null, temp_bytes::double precision from pg_stat_database where datname = current_database()
            union all select now(), 'database_bytes', null, pg_database_size(current_database())::double precision""";
    private static final String TABLES = """
            select now(), 'table_bytes', relid::regclass::text, pg_total_relation_size(relid)::double precision from pg_stat_user_tables
            order by 4 desc nulls last""";
    private static final String DEAD_ROWS = """
            select now(), 'table_dead_rows', relid::regclass::text, n_dead_tup::double precision from pg_stat_user_tables
            where n_dead_tup > 0 order by 4 desc""";

    private final String name;
    private final String settings;
    private final SqlProperties.Database database;
    private final String address;
    private final String url;

    /// Reads one row.
    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    /// @throws IllegalArgumentException if the address is missing or none of a PostgreSQL
    SqlSource(String name, SqlProperties.Database database) {
        this.name = PREFIX + name;
        this.settings = SqlProperties.PREFIX + ".databases." + name;
        this.database = database;
        this.url = database.url() == null ? "" : database.url();
        var parts = ADDRESS.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException(settings + ".url is an address as in jdbc:postgresql://host:5432/orders");
        }
        if (parts.group(1).contains("@") || String.valueOf(parts.group(3)).contains("password=")) {
            throw new IllegalArgumentException(settings + ".url holds a password: put it into " + settings + ".password-file");
        }
        this.address = parts.group(1) + "/" + parts.group(2);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public EvidenceResult ask(EvidenceQuery query) {
        if (!database.services().isEmpty()
                && query.services().stream().noneMatch(service -> database.services().stream().anyMatch(service::equalsIgnoreCase))) {
            return new NothingFound("no query", "by " + settings + ".services nobody works on it of "
                    + (query.services().isEmpty() ? "those in trouble, whom nobody knows" : String.join(", ", query.services())));
        }
        Deadline deadline = Deadline.in(database.deadline());
        List<Draft> drafts = new ArrayList<>();
        try (Connection connection = open()) {
            List<Notice> locks = rows(connection, LOCKS, deadline, this::lock);
            if (!locks.isEmpty()) drafts.add(notices(LOCKS, "locks that sessions wait for", locks));
            List<Notice> sessions = rows(connection, SESSIONS, deadline, this::session);
            if (!sessions.isEmpty()) drafts.add(notices(SESSIONS, "transactions open for more than " + LONG_SECONDS + " s", sessions));
            List<MetricSeries> measures = new ArrayList<>(rows(connection, CONNECTIONS, deadline, this::measure));
            measures.addAll(rows(connection, TABLES, deadline, this::measure));
            measures.addAll(rows(connection, DEAD_ROWS, deadline, this::measure));
            drafts.add(new Draft(CONNECTIONS + ";\n" + TABLES + ";\n" + DEAD_ROWS, "connections and sizes of " + name, null,
                    new Content.Metrics(measures), null));
            if (hasStatements(connection, deadline)) {
                List<Notice> statements = rows(connection, STATEMENTS, deadline, this::statement);
                if (!statements.isEmpty()) drafts.add(notices(STATEMENTS, "statements that cost most", statements));
            }
        } catch (SQLException failed) {
            // What was read before it broke is used.
            if (drafts.isEmpty()) return new Unavailable(LOCKS, reason(failed), lasting(failed));
        }
        return new Found(drafts);
    }

    private Draft notices(String query, String title, List<Notice> notices) {
        return new Draft(query, title + " (" + String.format(Locale.ROOT, "%,d", notices.size()) + ")", null, new Content.Notices(notices),
                null);
    }

    /// A connection that can only read.
    Connection open() throws SQLException {
        Properties properties = new Properties();
        if (database.user() != null) properties.setProperty("user", database.user());
        String password = password();
        if (password != null) properties.setProperty("password", password);
        properties.setProperty("ApplicationName", "firsthour");
        properties.setProperty("connectTimeout", seconds(database.connectTimeout()));
        properties.setProperty("loginTimeout", seconds(database.connectTimeout()));
        // Beyond the database's own limit, for one that no longer keeps it.
        properties.setProperty("socketTimeout", seconds(database.statementTimeout().plusSeconds(2)));
        properties.setProperty("readOnly", "true");
        properties.setProperty("readOnlyMode", "always");
        Connection connection = DriverManager.getConnection(url, properties);
        connection.setAutoCommit(false);
        return connection;
    }

    private static String seconds(Duration duration) {
        return String.valueOf(Math.max(1, duration.toSeconds()));
    }

    private @Nullable String password() throws SQLException {
        if (database.passwordFile() == null) return database.password();
        try {
            if (Files.size(database.passwordFile()) > LARGEST_FILE) throw new IOException("it is too large to be one");
            return Files.readString(database.passwordFile()).strip();
        } catch (IOException unreadable) {
            // As a database says of a wrong password: asking again will not help.
            throw new SQLException("the password's file " + database.passwordFile() + " cannot be read: check " + settings
                    + ".password-file", "28000", unreadable);
        }
    }

    private <T> List<T> rows(Connection connection, String query, Deadline deadline, Reading<T> reading) throws SQLException {
        Duration left = deadline.left().compareTo(database.statementTimeout()) < 0 ? deadline.left() : database.statementTimeout();
        if (!left.isPositive()) throw new SQLException("no time was left: " + settings + ".deadline is short", "57014");
        try (Statement statement = connection.createStatement()) {
            statement.execute("set transaction read only");
            statement.execute("set local statement_timeout = " + left.toMillis());
            statement.execute("set local lock_timeout = " + left.toMillis());
            statement.setMaxRows(database.rows());
            List<T> rows = new ArrayList<>();
            try (ResultSet found = statement.executeQuery(query)) {
                while (found.next())
                    rows.add(reading.of(found));
            }
            return rows;
        } finally {
            connection.rollback();
        }
    }

    /// The view may be there without the library that fills it, which says so when it is asked.
    private boolean hasStatements(Connection connection, Deadline deadline) throws SQLException {
        return rows(connection, HAS_STATEMENTS, deadline, row -> row.getBoolean(1)).getFirst();
    }

    private Notice lock(ResultSet row) throws SQLException {
        return new Notice(at(row), name, address, "waits for a lock",
                "session " + row.getInt(2) + of(row.getString(3), row.getString(4)) + " has waited " + row.getLong(5) + " s with '"
                        + shortened(row.getString(6)) + "' for session " + row.getInt(7) + of(row.getString(8), row.getString(9))
                        + ", which is "
                        + row.getString(10) + " in a transaction of " + row.getLong(11) + " s, last with '" + shortened(row.getString(12))
                        + "'");
    }

    private Notice session(ResultSet row) throws SQLException {
        return new Notice(at(row), name, address, row.getString(5), "session " + row.getInt(2) + of(row.getString(3), row.getString(4))
                + " has had a transaction open for " + row.getLong(6) + " s and waits for " + row.getString(7) + ", last with '"
                + shortened(row.getString(8)) + "'");
    }

    private Notice statement(ResultSet row) throws SQLException {
        return new Notice(at(row), name, address, "statement", String.format(Locale.ROOT,
                "%,d calls of %.1f ms each, %.0f s in all since the statistics began, %,d rows: %s", row.getLong(2), row.getDouble(4),
                row.getDouble(3) / 1000, row.getLong(5), shortened(row.getString(6))));
    }

    private MetricSeries measure(ResultSet row) throws SQLException {
        String of = row.getString(3);
        String metric = row.getString(2);
        return new MetricSeries(name, metric, metric.contains("bytes") ? "By" : null,
                of == null ? Map.of() : Map.of(metric.startsWith("table") ? "table" : "state", of),
                new Samples(new long[]{at(row).toEpochMilli()}, new double[]{row.getDouble(4)}));
    }

    private static Instant at(ResultSet row) throws SQLException {
        return row.getObject(1, OffsetDateTime.class).toInstant();
    }

    private static String of(@Nullable String application, @Nullable String user) {
        return " of " + (application == null || application.isBlank() ? "an unnamed application" : application)
                + (user == null ? "" : " as " + user);
    }

    private static String shortened(@Nullable String statement) {
        String one = statement == null ? "" : statement.strip().replaceAll("\\s+", " ");
        return one.length() <= LONGEST_STATEMENT ? one : one.substring(0, LONGEST_STATEMENT) + "…";
    }

    private String reason(SQLException failed) {
        return name + " at " + address + " could not be asked: " + shortened(failed.getMessage()) + ": check " + settings
                + (state(failed).startsWith("28") ? ".user and .password" : ".url");
    }

    /// A wrong password, a database that is not there and a missing right will not mend themselves.
    private static boolean lasting(SQLException failed) {
        String state = state(failed);
        return state.startsWith("28") || state.startsWith("3D") || state.startsWith("42");
    }

    private static String state(SQLException failed) {
        return failed.getSQLState() == null ? "" : failed.getSQLState();
    }

    @Override
    public SourceReport report() {
        Deadline deadline = Deadline.in(database.deadline());
        try (Connection connection = open()) {
            List<String> facts = new ArrayList<>();
            facts.add(hasStatements(connection, deadline)
                    ? "pg_stat_statements is there"
                    : "pg_stat_statements is not there: create the extension to see slow statements");
            boolean sees = rows(connection, "select pg_has_role('pg_read_all_stats', 'member')", deadline, row -> row.getBoolean(1))
                    .getFirst();
            facts.add(sees ? "it sees the statements of all" : "it sees its own statements alone: grant it pg_monitor");
            return new SourceReport(name, address, true, connection.getMetaData().getDatabaseProductVersion(), facts, database.services(),
                    null);
        } catch (SQLException failed) {
            return SourceReport.unreachable(name, address, reason(failed));
        }
    }
}
