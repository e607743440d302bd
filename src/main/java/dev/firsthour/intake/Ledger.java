package dev.firsthour.intake;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Standing;
import dev.firsthour.incident.Status;
import dev.firsthour.timeline.Json;

/// What was accepted before: the senders' keys, and the alerts that each incident is made of.
final class Ledger {

    /// Some hundred megabytes: what is forgotten beyond would have come again within its day only from a sender gone wild.
    private static final int MOST_DELIVERIES = 1_000_000;

    private static final int LONGEST_DESCRIPTION = 2_000;

    private final JdbcClient jdbc;

    Ledger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// An incident, as far as grouping has to know it.
    record Known(IncidentId id, Status status, Severity severity, @Nullable String service, @Nullable String environment, Instant startedAt,
            Standing.State state, @Nullable AnalysisId analysis) {

        static Known of(Incident incident) {
            return new Known(incident.id(), incident.status(), incident.severity(), incident.service(), incident.environment(),
                    incident.startedAt(), incident.standing().state(), incident.standing().analysisId());
        }

        private static Known of(ResultSet row) throws SQLException {
            UUID analysis = row.getObject("analysis_id", UUID.class);
            return new Known(new IncidentId(row.getObject("id", UUID.class)), Status.of(row.getString("status")).orElseThrow(),
                    Severity.of(row.getString("severity")).orElseThrow(), row.getString("service"), row.getString("environment"),
                    row.getTimestamp("started_at").toInstant(),
                    Standing.State.valueOf(row.getString("analysis_state").toUpperCase(Locale.ROOT)),
                    analysis == null ? null : new AnalysisId(analysis));
        }

        boolean isOpen() {
            return status != Status.RESOLVED;
        }

        Known as(Status now) {
            return new Known(id, now, severity, service, environment, startedAt, state, analysis);
        }
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

    /// A sender's own name for a delivery.
    record DeliveryName(String source, String id) {}

    /// Notes that deliveries are being taken in, in the caller's transaction.
    ///
    /// @return those that are so for the first time
    Set<DeliveryName> delivered(Collection<DeliveryName> deliveries, Instant now) {
        if (deliveries.isEmpty()) return Set.of();
        List<DeliveryName> some = List.copyOf(deliveries);
        return Set.copyOf(jdbc.sql("""
                insert into webhook_delivery (source, id, received_at)
                select distinct source, id, cast(:now as timestamptz) from unnest(:sources, :ids) as t (source, id) order by source, id
                on conflict do nothing returning source, id
                """).param("now", time(now)).param("sources", some.stream().map(DeliveryName::source).toArray(String[]::new))
                .param("ids", some.stream().map(DeliveryName::id).toArray(String[]::new))
                .query((row, _) -> new DeliveryName(row.getString("source"), row.getString("id"))).list());
    }

    void forgetDeliveries(Instant now, Duration remember) {
        jdbc.sql("""
                delete from webhook_delivery where received_at < greatest(:until,
                    (select received_at from webhook_delivery order by received_at desc offset :most limit 1))
                """).param("until", now.minus(remember).atOffset(ZoneOffset.UTC)).param("most", MOST_DELIVERIES).update();
    }

    /// What an alert is known by within its group: its sender's fingerprint, or its title where it has none.
    static String fingerprint(Alert alert) {
        return alert.fingerprint() == null ? alert.title() : alert.fingerprint();
    }

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /// An incident that alerts of a group belong to.
    ///
    /// @param fingerprints of the group's alerts that it holds, those asked about
    /// @param alerts how many alerts it has, as far as that was counted
    record Home(Known incident, Set<String> fingerprints, int alerts) {}

    /// The incidents that alerts of groups belong to: those that are open, and those of which one of the group's alerts ended since then. The open ones come first,
    /// then the one that the group opened, then the newest.
    ///
    /// @param most how far the alerts of an incident are counted
    /// @return those of each group that has any
    Map<String, List<Home>> homes(Collection<String> groups, Collection<String> fingerprints, Instant since, int most) {
        Map<String, List<Home>> homes = new HashMap<>();
        if (groups.isEmpty()) return homes;
        jdbc.sql(
                """
                        select g.grouping_key, h.* from unnest(:keys) as g (grouping_key) cross join lateral (
                            select i.id, i.status, i.severity, i.service, i.environment, i.started_at, i.analysis_state, i.analysis_id,
                                   (select array_agg(a.fingerprint) from incident_alert a
                                         where a.incident_id = i.id and a.grouping_key = g.grouping_key and a.fingerprint = any (:fingerprints)) as held,
                                   (select count(*) from (select 1 from incident_alert a where a.incident_id = i.id limit :most) as counted) as alerts
                            from incident i
                            where i.id in (select id from incident where grouping_key = g.grouping_key
                                           union select incident_id from incident_alert where grouping_key = g.grouping_key)
                              and i.merged_into is null
                              and (i.status <> 'resolved'
                                   or exists (select 1 from incident_alert a
                                              where a.incident_id = i.id and a.grouping_key = g.grouping_key and a.changed_at >= :since))
                            order by i.status = 'resolved', i.grouping_key is distinct from g.grouping_key, i.id desc limit 20) h
                        """)
                .param("keys", groups.stream().distinct().toArray(String[]::new))
                .param("fingerprints", fingerprints.stream().distinct().toArray(String[]::new)).param("since", time(since))
                .param("most", most).query((row, _) -> homes.computeIfAbsent(row.getString("grouping_key"), _ -> new ArrayList<>())
                        .add(new Home(Known.of(row), texts(row.getArray("held")), row.getInt("alerts"))))
                .list();
        return homes;
    }

    private static Set<String> texts(@Nullable Array array) throws SQLException {
        return array == null ? Set.of() : Set.of((String[]) array.getArray());
    }

    /// Lets nobody else decide about the same marks until this transaction ends, so that two alerts of one fault that come at the same moment see each other.
    void alone(List<String> marks) {
        jdbc.sql("select count(pg_advisory_xact_lock(hashtextextended(mark, 0))) from unnest(:marks) as mark")
                .param("marks", marks.stream().sorted().distinct().toArray(String[]::new)).query(Long.class).single();
    }

    /// What is looked for.
    ///
    /// @param number the asker's own name for it
    /// @param from the earliest that such an incident began
    /// @param to the latest
    record Search(int number, String group, List<String> marks, Instant from, Instant to) {}

    /// For each search the open incidents that began within its stretch of time and are known by one of its marks, and that its group was not taken out of by
    /// a person.
    ///
    /// @param most how far the alerts of an incident are counted
    Map<Integer, List<Likeness.Candidate>> candidates(List<Search> searches, int most) {
        Map<Integer, List<Likeness.Candidate>> found = new HashMap<>();
        if (searches.isEmpty()) return found;
        jdbc.sql(
                """
                        select c.*, (select count(*) from (select 1 from incident_alert a where a.incident_id = c.id limit :most) as counted) as alerts
                        from (select s.number, i.id, i.status, i.severity, i.service, i.environment, i.started_at, i.analysis_state, i.analysis_id, m.mark,
                                     row_number() over (partition by s.number order by m.started_at desc, i.id desc) as place
                              from unnest(:numbers, :groups, cast(:from as timestamptz[]), cast(:to as timestamptz[]))
                                  as s (number, grouping_key, earliest, latest)
                              join unnest(:each, :marks) as t (number, mark) on t.number = s.number
                              join incident_mark m on m.mark = t.mark and m.started_at between s.earliest and s.latest
                              join incident i on i.id = m.incident_id and i.status <> 'resolved'
                              where not exists (select 1 from incident_apart p where p.incident_id = i.id and p.grouping_key = s.grouping_key)) c
                        where c.place <= 200
                        """)
                .param("each",
                        searches.stream().flatMap(search -> search.marks().stream().map(_ -> search.number())).toArray(Integer[]::new))
                .param("marks", searches.stream().flatMap(search -> search.marks().stream()).toArray(String[]::new))
                .param("numbers", searches.stream().map(Search::number).toArray(Integer[]::new))
                .param("groups", searches.stream().map(Search::group).toArray(String[]::new))
                .param("from", searches.stream().map(search -> search.from().toString()).toArray(String[]::new))
                .param("to", searches.stream().map(search -> search.to().toString()).toArray(String[]::new)).param("most", most)
                .query((row, _) -> found.computeIfAbsent(row.getInt("number"), _ -> new ArrayList<>())
                        .add(new Likeness.Candidate(Known.of(row), row.getString("mark"), row.getInt("alerts"))))
                .list();
        return found;
    }

    /// Whether a person took the group out of the incident.
    boolean isApart(IncidentId incident, String group) {
        return jdbc.sql("select exists (select 1 from incident_apart where incident_id = :incident and grouping_key = :key)")
                .param("incident", incident.value()).param("key", group).query(Boolean.class).single();
    }

    /// What was known of an alert when it fired.
    ///
    /// @param firing whether it did already
    /// @param fresh whether it had never fired in this incident
    /// @param flaps how often in a row it has fired again soon after it had ended, this time included
    record Before(boolean firing, boolean fresh, int flaps) {}

    /// An alert's place: an incident holds each fingerprint once.
    record Place(IncidentId incident, String fingerprint) {}

    /// Alerts of an incident that fire.
    ///
    /// @param alerts redacted
    /// @param joined why they belong there; null if their sender said so
    /// @param marks what they are known by
    record Firing(Known incident, List<Alert> alerts, @Nullable String joined, Collection<String> marks) {}

    /// Notes that alerts fire, by one statement. Of each place there may be one.
    ///
    /// @param since what ended since then and fires again flaps
    /// @return what was known of each
    Map<Place, Before> fired(List<Firing> firing, Instant now, Instant since) {
        Map<Place, Before> before = new HashMap<>();
        if (firing.isEmpty()) return before;
        List<One> all = firing.stream().flatMap(some -> some.alerts().stream().map(alert -> new One(some, alert))).toList();
        List<Mark> marks = firing.stream().flatMap(some -> some.marks().stream().map(mark -> new Mark(mark, some.incident()))).distinct()
                .sorted(Comparator.comparing(Mark::text)).toList();
        jdbc.sql(
                """
                        with incoming as (
                            select * from unnest(:incidents, :fingerprints, cast(:started as timestamptz[]), :groups, :services, :bodies, :joined, :told)
                                as t (incident_id, fingerprint, started_at, grouping_key, service, body, joined, told)),
                        earlier as (
                            select a.incident_id, a.fingerprint, a.state from incident_alert a
                            join incoming n on n.incident_id = a.incident_id and n.fingerprint = a.fingerprint
                            order by a.incident_id, a.fingerprint for update of a),
                        written as (
                            insert into incident_alert (incident_id, fingerprint, state, started_at, received, grouping_key, service, body, joined, changed_at, told)
                            select incident_id, fingerprint, 'firing', started_at, 1, grouping_key, service, body, joined, :now, told from incoming
                            -- What was there has to be read before it is written: what a statement has changed itself it does not lock.
                            where (select count(*) from earlier) >= 0
                            order by incident_id, fingerprint
                            on conflict (incident_id, fingerprint) do update set state = 'firing', received = incident_alert.received + 1,
                                body = coalesce(incident_alert.body, excluded.body),
                                flaps = case when incident_alert.state = 'firing' then incident_alert.flaps
                                             when incident_alert.changed_at >= :since then incident_alert.flaps + 1 else 0 end,
                                changed_at = case when incident_alert.state = 'firing' then incident_alert.changed_at else excluded.changed_at end
                            returning incident_id, fingerprint, flaps),
                        marked as (
                            insert into incident_mark (mark, incident_id, started_at)
                            select * from unnest(:marks, :marked, cast(:began as timestamptz[])) on conflict do nothing)
                        select w.incident_id, w.fingerprint, w.flaps, e.state from written w
                        left join earlier e on e.incident_id = w.incident_id and e.fingerprint = w.fingerprint
                        """)
                .param("incidents", all.stream().map(one -> one.of().incident().id().value()).toArray(UUID[]::new))
                .param("fingerprints", texts(all, one -> fingerprint(one.alert())))
                .param("started", texts(all, one -> one.alert().startedAt().toString()))
                .param("groups", texts(all, one -> one.alert().groupingKey())).param("services", texts(all, one -> one.alert().service()))
                .param("bodies", texts(all, one -> Json.write(cut(one.alert())))).param("joined", texts(all, one -> one.of().joined()))
                .param("told",
                        all.stream().map(one -> !isTelling(one.of().incident(), one.alert(), one.of().joined())).toArray(Boolean[]::new))
                .param("now", time(now)).param("since", time(since)).param("marks", texts(marks, Mark::text))
                .param("marked", marks.stream().map(mark -> mark.incident().id().value()).toArray(UUID[]::new))
                .param("began", texts(marks, mark -> mark.incident().startedAt().toString()))
                .query((row, _) -> before.put(place(row),
                        new Before("firing".equals(row.getString("state")), row.getString("state") == null, row.getInt("flaps"))))
                .list();
        return before;
    }

    private record One(Firing of, Alert alert) {}

    private record Mark(String text, Known incident) {}

    private static Place place(ResultSet row) throws SQLException {
        return new Place(new IncidentId(row.getObject("incident_id", UUID.class)), row.getString("fingerprint"));
    }

    /// Whether an investigation learns something from an alert: it is of another service, or belongs to the incident by likeness.
    static boolean isTelling(Known incident, Alert alert, @Nullable String joined) {
        return joined != null || !Objects.equals(alert.service(), incident.service());
    }

    /// The alerts that the investigation has not been told of; from here on it has.
    List<Alert> untold(IncidentId incident) {
        return jdbc.sql("""
                with untold as (update incident_alert set told = true where incident_id = :incident and not told returning *)
                select * from untold order by started_at, fingerprint
                """).param("incident", incident.value()).query((row, _) -> alert(row).alert()).list().stream().filter(Objects::nonNull)
                .toList();
    }

    private static <T> @Nullable String[] texts(List<T> all, Function<T, @Nullable String> text) {
        return all.stream().map(text).toArray(String[]::new);
    }

    private static Alert cut(Alert alert) {
        if (alert.description().length() <= LONGEST_DESCRIPTION) return alert;
        return new Alert(alert.source(), alert.state(), alert.title(), alert.description().substring(0, LONGEST_DESCRIPTION) + "…",
                alert.severity(), alert.service(), alert.environment(), alert.startedAt(), alert.endedAt(), alert.labels(), alert.links(),
                alert.groupingKey(), alert.fingerprint(), alert.warnings());
    }

    /// Notes that alerts no longer fire.
    ///
    /// @return the places of those that did before
    Set<Place> resolved(List<Place> places, Instant now) {
        if (places.isEmpty()) return Set.of();
        return Set.copyOf(jdbc
                .sql("""
                        update incident_alert a set state = 'resolved', changed_at = :now
                        from unnest(:incidents, :fingerprints) as t (incident_id, fingerprint)
                        where a.incident_id = t.incident_id and a.fingerprint = t.fingerprint and a.state = 'firing' returning a.incident_id, a.fingerprint
                        """)
                .param("incidents", places.stream().map(place -> place.incident().value()).toArray(UUID[]::new))
                .param("fingerprints", texts(places, Place::fingerprint)).param("now", time(now)).query((row, _) -> place(row)).list());
    }

    /// Those of these incidents that are not resolved though none of their alerts fires, each with its status.
    Map<IncidentId, Status> quiet(Collection<IncidentId> incidents) {
        Map<IncidentId, Status> quiet = new HashMap<>();
        if (incidents.isEmpty()) return quiet;
        jdbc.sql("""
                select i.id, i.status from incident i where i.id = any (:ids) and i.status <> 'resolved'
                    and not exists (select 1 from incident_alert a where a.incident_id = i.id and a.state = 'firing')
                """).param("ids", incidents.stream().map(IncidentId::value).toArray(UUID[]::new))
                .query((row, _) -> quiet.put(new IncidentId(row.getObject("id", UUID.class)),
                        Status.of(row.getString("status")).orElseThrow()))
                .list();
        return quiet;
    }

    /// The alerts of an incident, in the order in which they began.
    List<IncidentAlert> alerts(IncidentId incident, int most) {
        return jdbc.sql("select * from incident_alert where incident_id = :incident order by started_at, fingerprint limit :most")
                .param("incident", incident.value()).param("most", most).query((row, _) -> alert(row)).list();
    }

    Optional<IncidentAlert> alert(IncidentId incident, String fingerprint) {
        return jdbc.sql("select * from incident_alert where incident_id = :incident and fingerprint = :fingerprint")
                .param("incident", incident.value()).param("fingerprint", fingerprint).query((row, _) -> alert(row)).optional();
    }

    private static IncidentAlert alert(ResultSet row) throws SQLException {
        String body = row.getString("body");
        return new IncidentAlert(row.getString("fingerprint"), body == null ? null : Json.read(body, Alert.class),
                row.getString("state").equals("firing"), row.getTimestamp("started_at").toInstant(), row.getInt("received"),
                row.getInt("flaps"), row.getString("joined"));
    }

    /// Takes an alert out of one incident into another; its group does not join the first again by likeness.
    void move(IncidentId from, IncidentId to, String fingerprint) {
        jdbc.sql("""
                with moved as (update incident_alert set incident_id = :to, joined = null
                               where incident_id = :from and fingerprint = :fingerprint returning grouping_key)
                insert into incident_apart (incident_id, grouping_key) select :from, grouping_key from moved where grouping_key is not null
                on conflict do nothing
                """).param("from", from.value()).param("to", to.value()).param("fingerprint", fingerprint).update();
    }

    /// Takes all alerts of one incident over into another. Where both hold the same alert, the second one's stays.
    ///
    /// @return how many went over
    int moveAll(IncidentId from, Known to) {
        jdbc.sql("""
                with marked as (insert into incident_mark (mark, incident_id, started_at)
                                select mark, :to, :began from incident_mark where incident_id = :from on conflict do nothing),
                     together as (delete from incident_apart where incident_id = :to and grouping_key in
                                  (select grouping_key from incident_alert where incident_id = :from))
                delete from incident_alert a using incident_alert b
                where a.incident_id = :from and b.incident_id = :to and a.fingerprint = b.fingerprint
                """).param("from", from.value()).param("to", to.id().value()).param("began", time(to.startedAt())).update();
        return jdbc.sql("update incident_alert set incident_id = :to, told = false where incident_id = :from").param("from", from.value())
                .param("to", to.id().value()).update();
    }

    void mark(Known incident, Collection<String> marks) {
        jdbc.sql(
                "insert into incident_mark (mark, incident_id, started_at) select mark, :incident, :began from unnest(:marks) as mark on conflict do nothing")
                .param("incident", incident.id().value()).param("began", time(incident.startedAt()))
                .param("marks", marks.toArray(String[]::new)).update();
    }

    /// Forgets what incidents are known by that began too long ago to be joined.
    void forgetMarks(Instant before) {
        jdbc.sql("delete from incident_mark where started_at < :before").param("before", time(before)).update();
    }

    /// Forgets what an incident's alerts said; that they fired is kept.
    ///
    /// @return how many were kept whole before
    int eraseBodies(IncidentId incident) {
        return jdbc.sql("update incident_alert set body = null where incident_id = :incident and body is not null")
                .param("incident", incident.value()).update();
    }

    /// Another request with the same key was faster.
    static final class KeyTaken extends RuntimeException {

        private static final long serialVersionUID = 1;
    }
}
