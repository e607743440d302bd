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

import dev.firsthour.incident.Change;
import dev.firsthour.incident.Window;
import dev.firsthour.timeline.Json;

/// The changes that were sent in, by the service that each concerns.
public final class StoredChanges {

    private final JdbcClient jdbc;

    StoredChanges(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The columns of one change.
    private record Row(String id, @Nullable String service, Instant at, String body) {}

    /// Keeps changes, in the caller's transaction if there is one. One whose id is known takes the place of what was known, unless it is older: a
    /// deployment that was begun and one that has ended are the same, and may come in any order.
    ///
    /// @param changes redacted and within bounds
    public void keep(String source, Collection<Change> changes, Instant receivedAt) {
        Map<String, Row> rows = new LinkedHashMap<>();
        changes.forEach(change -> rows.merge(change.id(), new Row(change.id(), change.service(), change.at(), Json.write(change)),
                (one, other) -> other.at().isBefore(one.at()) ? one : other));
        // All of them in one round trip: the accepting of a delivery is measured in those.
        jdbc.sql("""
                insert into change (id, source, service, at, received_at, body)
                select id, :source, service, at, :now, body
                from jsonb_to_recordset(cast(:rows as jsonb)) as sent (id text, service text, at timestamptz, body text)
                on conflict (id) do update set source = excluded.source, service = excluded.service, at = excluded.at, body = excluded.body
                where change.at <= excluded.at
                """).param("source", source).param("now", receivedAt.atOffset(ZoneOffset.UTC)).param("rows", Json.write(rows.values()))
                .update();
    }

    /// The changes within a window, the newest first.
    ///
    /// @param services those whose changes are meant, in any case, and with them what names no service; empty for all
    List<Change> between(Window window, Collection<String> services, int most) {
        return jdbc.sql("""
                select body from change where at >= :from and at < :to and (:all or service is null or lower(service) in (:services))
                order by at desc limit :most
                """).param("from", window.from().atOffset(ZoneOffset.UTC)).param("to", window.to().atOffset(ZoneOffset.UTC))
                .param("all", services.isEmpty())
                .param("services", services.isEmpty() ? List.of("") : services.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList())
                .param("most", most).query((row, _) -> Json.read(row.getString("body"), Change.class)).list();
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
