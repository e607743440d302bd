package dev.firsthour.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.firsthour.incident.IncidentId;

/// What was accepted before: the senders' keys, and the alerts that each incident is made of.
final class Ledger {

    /// Some hundred megabytes: what is forgotten beyond would have come again within its day only from a sender gone wild.
    private static final int MOST_DELIVERIES = 1_000_000;

    private final JdbcClient jdbc;

    Ledger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// What a key opened.
    record Entry(String digest, IncidentId incident) {}

    Optional<Entry> remembered(String key) {
        return jdbc.sql("select digest, incident_id from idempotency_key where key = :key").param("key", key)
                .query((row, _) -> new Entry(row.getString("digest"), new IncidentId(row.getObject("incident_id", UUID.class)))).optional();
    }

    /// @throws KeyTaken if another request was faster: nothing of this one may be kept
    void remember(String key, String digest, IncidentId incident, Instant now) {
        int rows = jdbc.sql("""
                insert into idempotency_key (key, digest, incident_id, created_at) values (:key, :digest, :incident, :now)
                on conflict do nothing
                """).param("key", key).param("digest", digest).param("incident", incident.value())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
        if (rows == 0) throw new KeyTaken();
    }

    void forget(Instant now, Duration remember) {
        jdbc.sql("delete from idempotency_key where created_at < :until").param("until", now.minus(remember).atOffset(ZoneOffset.UTC))
                .update();
    }

    /// Notes that a delivery is being taken in, in the caller's transaction.
    ///
    /// @return whether it is so for the first time
    boolean delivered(String source, String delivery, Instant now) {
        return jdbc.sql("insert into webhook_delivery (source, id, received_at) values (:source, :id, :now) on conflict do nothing")
                .param("source", source).param("id", delivery).param("now", now.atOffset(ZoneOffset.UTC)).update() == 1;
    }

    void forgetDeliveries(Instant now, Duration remember) {
        jdbc.sql("""
                delete from webhook_delivery where received_at < greatest(:until,
                    (select received_at from webhook_delivery order by received_at desc offset :most limit 1))
                """).param("until", now.minus(remember).atOffset(ZoneOffset.UTC)).param("most", MOST_DELIVERIES).update();
    }

    /// Notes that an alert fires.
    ///
    /// @return whether it did already
    boolean fired(IncidentId incident, String fingerprint, Instant startedAt) {
        Optional<String> before = jdbc
                .sql("select state from incident_alert where incident_id = :incident and fingerprint = :fingerprint for update")
                .param("incident", incident.value()).param("fingerprint", fingerprint).query(String.class).optional();
        jdbc.sql("""
                insert into incident_alert (incident_id, fingerprint, state, started_at, received)
                values (:incident, :fingerprint, 'firing', :startedAt, 1)
                on conflict (incident_id, fingerprint) do update set state = 'firing', received = incident_alert.received + 1
                """).param("incident", incident.value()).param("fingerprint", fingerprint)
                .param("startedAt", startedAt.atOffset(ZoneOffset.UTC))
                .update();
        return before.filter("firing"::equals).isPresent();
    }

    /// Notes that an alert no longer fires.
    ///
    /// @return whether it did before
    boolean resolved(IncidentId incident, String fingerprint) {
        return jdbc.sql("""
                update incident_alert set state = 'resolved'
                where incident_id = :incident and fingerprint = :fingerprint and state = 'firing'
                """).param("incident", incident.value()).param("fingerprint", fingerprint).update() == 1;
    }

    int firing(IncidentId incident) {
        return jdbc.sql("select count(*) from incident_alert where incident_id = :incident and state = 'firing'")
                .param("incident", incident.value()).query(Integer.class).single();
    }

    /// Another request with the same key was faster.
    static final class KeyTaken extends RuntimeException {

        private static final long serialVersionUID = 1;
    }
}
