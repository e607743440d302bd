package dev.firsthour.evidence.changes;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.firsthour.evidence.SourceReport;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Window;
import dev.firsthour.timeline.Json;

/// The changes that were sent in, by the service that each concerns.
public final class StoredChanges {

    /// Where they lie, for people.
    static final String ADDRESS = "this server's database";

    private final JdbcClient jdbc;

    StoredChanges(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The columns of one change.
    private record Row(String id, @Nullable String service, Instant at, String body) {}

    /// Keeps changes, in the caller's transaction if there is one. One whose id is known takes the place of what was known.
    ///
    /// @param changes redacted and within bounds
    public void keep(String source, Collection<Change> changes, Instant receivedAt) {
        keep(source, changes, false, receivedAt);
    }

    /// The same of what a sender tells stage by stage: a deployment that was asked for, is being rolled out and has ended is one change, which took effect at the
    /// latest of the times that its stages give for that.
    public void follow(String source, Collection<Change> changes, Instant receivedAt) {
        keep(source, changes, true, receivedAt);
    }

    private void keep(String source, Collection<Change> changes, boolean latest, Instant receivedAt) {
        Map<String, Row> rows = new LinkedHashMap<>();
        changes.forEach(change -> rows.put(change.id(), new Row(change.id(), change.service(), change.at(), Json.write(change))));
        // All of them in one round trip: the accepting of a delivery is measured in those.
        jdbc.sql("""
                insert into change (id, source, service, at, received_at, body)
                select id, :source, service, at, :now, body
                from jsonb_to_recordset(cast(:rows as jsonb)) as sent (id text, service text, at timestamptz, body text)
                on conflict (id) do update set source = excluded.source, service = excluded.service, body = excluded.body,
                    at = case when :latest then greatest(change.at, excluded.at) else excluded.at end
                """).param("source", source).param("latest", latest).param("now", receivedAt.atOffset(ZoneOffset.UTC))
                .param("rows", Json.write(rows.values()))
                .update();
    }

    /// The changes within a window, the newest first.
    ///
    /// @param services those whose changes are meant, in any case, and with them what names no service; empty for all
    List<Change> between(Window window, Collection<String> services, int most) {
        return jdbc.sql("""
                select at, body from change where at >= :from and at < :to and (:all or service is null or lower(service) in (:services))
                order by at desc limit :most
                """).param("from", window.from().atOffset(ZoneOffset.UTC)).param("to", window.to().atOffset(ZoneOffset.UTC))
                .param("all", services.isEmpty())
                .param("services", services.isEmpty() ? List.of("") : services.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList())
                .param("most", most)
                .query((row, _) -> change(Json.read(row.getString("body"), Change.class), row.getTimestamp("at").toInstant())).list();
    }

    private static Change change(Change told, Instant at) {
        return new Change(told.id(), told.kind(), at, told.service(), told.title(), told.author(), told.version(), told.commit(),
                told.files(),
                told.diff(), told.attributes());
    }

    /// What is kept, for people who want to know whether anything comes in.
    SourceReport report(String source) {
        List<String> facts = jdbc
                .sql("select source, count(*) as kept, max(at) as newest from change group by source order by kept desc limit 10")
                .query((row, _) -> row.getLong("kept") + " from " + row.getString("source") + ", the newest of "
                        + row.getTimestamp("newest").toInstant())
                .list();
        List<String> services = jdbc
                .sql("select service from change where service is not null group by service order by max(at) desc limit :most")
                .param("most", SourceReport.MOST_SERVICES).query((row, _) -> row.getString("service")).list();
        return new SourceReport(source, ADDRESS, true, null, facts.isEmpty() ? List.of("no change was sent in yet") : facts, services,
                null);
    }

    /// Forgets what is older than an instant, and of the rest the oldest beyond so many.
    ///
    /// @return how many were forgotten
    public int forget(Instant before, long most) {
        return jdbc.sql("""
                delete from change where at < greatest(:before, (select at from change order by at desc offset :most limit 1))
                """).param("before", before.atOffset(ZoneOffset.UTC)).param("most", most).update();
    }
}
