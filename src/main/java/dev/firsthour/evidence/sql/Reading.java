package dev.firsthour.evidence.sql;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Samples;

/// What rows say, the same of every product: each of its queries has the columns that are named here, in their order.
///
/// @param source the source's name
/// @param address which database it is
/// @param at when it was asked
record Reading(String source, String address, Instant at) {

    private static final int LONGEST_STATEMENT = 500;

    /// Waiting session, its application or machine, its user, for how many seconds, its statement; the same of the one that holds the lock, with its state
    /// before the seconds of its transaction.
    Notice lock(ResultSet row) throws SQLException {
        return notice("waits for a lock", "session " + row.getLong(1) + of(row, 2) + " has waited " + row.getLong(4) + " s with '"
                + shortened(row.getString(5)) + "' for session " + row.getLong(6) + of(row, 7) + ", which is " + row.getString(9)
                + " in a transaction of " + row.getLong(10) + " s" + last(row.getString(11)));
    }

    /// Session, application or machine, user, state, what it has, for how many seconds, what it waits for, statement.
    Notice session(ResultSet row) throws SQLException {
        return notice(row.getString(4), "session " + row.getLong(1) + of(row, 2) + " has had " + row.getString(5) + " for " + row.getLong(6)
                + " s and waits for " + row.getString(7) + last(row.getString(8)));
    }

    /// Calls, milliseconds in all, milliseconds each, rows, statement.
    Notice statement(ResultSet row) throws SQLException {
        return notice("statement", String.format(Locale.ROOT,
                "%,d calls of %.1f ms each, %.0f s in all since the statistics began, %,d rows: %s", row.getLong(1), row.getDouble(3),
                row.getDouble(2) / 1000, row.getLong(4), shortened(row.getString(5))));
    }

    /// By the names that MySQL and MariaDB give the columns: one for each server that this one copies.
    Notice replica(ResultSet row) throws SQLException {
        Map<String, String> columns = new HashMap<>();
        ResultSetMetaData names = row.getMetaData();
        for (int i = 1; i <= names.getColumnCount(); i++) {
            String name = names.getColumnLabel(i).toLowerCase(Locale.ROOT).replace("slave", "replica").replace("master", "source");
            columns.put(name, Objects.requireNonNullElse(row.getString(i), ""));
        }
        boolean copies = "Yes".equals(columns.get("replica_io_running")) && "Yes".equals(columns.get("replica_sql_running"));
        String behind = columns.getOrDefault("seconds_behind_source", "");
        String trouble = (columns.getOrDefault("last_io_error", "") + " " + columns.getOrDefault("last_sql_error", "")).strip();
        return notice(copies ? "replicates" : "replication stopped", "it copies " + columns.get("source_host") + ": reads "
                + columns.get("replica_io_running") + ", applies " + columns.get("replica_sql_running") + ", "
                + (behind.isEmpty() ? "nobody knows how far behind" : behind + " s behind")
                + (trouble.isEmpty() ? "" : ": " + shortened(trouble)));
    }

    /// Name, of which state or table (or null), value.
    MetricSeries measure(ResultSet row) throws SQLException {
        String metric = row.getString(1);
        String of = row.getString(2);
        return new MetricSeries(source, metric, metric.contains("bytes") ? "By" : null,
                of == null ? Map.of() : Map.of(metric.startsWith("table") ? "table" : "state", of),
                new Samples(new long[]{at.toEpochMilli()}, new double[]{row.getDouble(3)}));
    }

    /// That something could not be asked: no trouble of the database's own.
    Notice gap(String words) {
        return notice("none", words);
    }

    private Notice notice(@Nullable String state, String words) {
        return new Notice(at, source, address, state, words);
    }

    private static String of(ResultSet row, int column) throws SQLException {
        String application = row.getString(column);
        String user = row.getString(column + 1);
        return " of " + (application == null || application.isBlank() ? "an unnamed application" : application)
                + (user == null ? "" : " as " + user);
    }

    private static String last(@Nullable String statement) {
        return statement == null || statement.isBlank() ? "" : ", last with '" + shortened(statement) + "'";
    }

    static String shortened(@Nullable String words) {
        String one = words == null ? "" : words.strip().replaceAll("\\s+", " ");
        return one.length() <= LONGEST_STATEMENT ? one : one.substring(0, LONGEST_STATEMENT) + "…";
    }
}
