package dev.firsthour.timeline.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Event;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Kept;
import dev.firsthour.incident.ModelExchange;
import dev.firsthour.incident.RecordedDiagnosis;
import dev.firsthour.incident.Standing;
import dev.firsthour.timeline.Chain;
import dev.firsthour.timeline.Entries;
import dev.firsthour.timeline.Json;
import dev.firsthour.timeline.Listener;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.NoSuchIncident;
import dev.firsthour.timeline.Opening;
import dev.firsthour.timeline.Projection;
import dev.firsthour.timeline.Run;
import dev.firsthour.timeline.RunOvertaken;
import dev.firsthour.timeline.Timeline;
import dev.firsthour.timeline.Verification;

/// The timeline in PostgreSQL.
public final class PostgresTimeline implements Timeline {

    private static final String MOVE = """
            update incident set severity = :severity, status = :status, updated_at = :occurredAt, position = :position,
                newest_hash = :hash, analysis_state = :state, analysis_id = :analysis, execution_status = :executionStatus,
                confidence_score = :confidence, root_cause = :rootCause, analyst = :analyst, needs_review = :needsReview,
                merged_into = :mergedInto
            where id = :id""";

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final Entries entries;
    private final Listener listener;

    /// @param transactions joins the caller's transaction where there is one
    public PostgresTimeline(JdbcClient jdbc, TransactionOperations transactions, Chain chain) {
        this(jdbc, transactions, chain, (_, _) -> {});
    }

    /// @param transactions joins the caller's transaction where there is one
    /// @param listener hears of each entry within its transaction
    public PostgresTimeline(JdbcClient jdbc, TransactionOperations transactions, Chain chain, Listener listener) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.entries = new Entries(chain);
        this.listener = listener;
    }

    @Override
    public Optional<Incident> open(Incident incident, NewEvent first) {
        return atomically(() -> openWith(incident, first));
    }

    private Optional<Incident> openWith(Incident incident, NewEvent first) {
        Event entry = entries.next(incident.id(), 0, Chain.BEGINNING, first);
        Incident opened = Projection.after(incident, entry);
        // One statement for both rows, since round trips are what accepting costs.
        int rows = jdbc.sql("""
                with opened as (
                    insert into incident (id, title, description, severity, status, service, environment, source, labels, grouping_key,
                                          started_at, created_at, updated_at, position, newest_hash, analysis_state, analysis_id)
                    values (:id, :title, :description, :severity, :status, :service, :environment, :source, :labels, :groupingKey,
                            :startedAt, :createdAt, :updatedAt, 1, :hash, :state, :analysis)
                    on conflict (grouping_key) where status <> 'resolved' and grouping_key is not null do nothing
                    returning id)
                insert into incident_event (incident_id, position, occurred_at, actor, type, message, data, previous_hash, hash)
                select id, 1, :updatedAt, :actor, :type, :message, :data, '', :hash from opened
                """).param("id", opened.id().value()).param("title", opened.title()).param("description", opened.description())
                .param("severity", opened.severity().word()).param("status", opened.status().word()).param("service", opened.service())
                .param("environment", opened.environment()).param("source", opened.source()).param("labels", Json.write(opened.labels()))
                .param("groupingKey", opened.groupingKey()).param("startedAt", time(opened.startedAt()))
                .param("createdAt", time(opened.createdAt())).param("updatedAt", time(entry.occurredAt())).param("hash", entry.hash())
                .param("state", opened.standing().state().word()).param("analysis", value(opened.standing().analysisId()))
                .param("actor", entry.actor()).param("type", entry.type().name()).param("message", entry.message())
                .param("data", Json.write(entry.data())).update();
        if (rows == 0) return Optional.empty();
        listener.appended(opened, entry);
        return Optional.of(opened);
    }

    @Override
    public List<Incident> open(List<Opening> openings) {
        if (openings.isEmpty()) return List.of();
        List<Moved> all = openings.stream().map(opening -> {
            Event entry = entries.next(opening.incident().id(), 0, Chain.BEGINNING, opening.first());
            return new Moved(Projection.after(opening.incident(), entry), entry);
        }).toList();
        return atomically(() -> {
            Set<UUID> opened = Set.copyOf(
                    jdbc.sql(
                            """
                                    with opened as (
                                        insert into incident (id, title, description, severity, status, service, environment, source, labels, grouping_key,
                                                              started_at, created_at, updated_at, position, newest_hash, analysis_state, analysis_id)
                                        select id, title, description, severity, status, service, environment, source, labels, grouping_key,
                                               started_at, created_at, updated_at, 1, hash, state, analysis
                                        from unnest(:ids, :titles, :descriptions, :severities, :statuses, :services, :environments, :sources, :labels,
                                                :groupingKeys, cast(:started as timestamptz[]), cast(:created as timestamptz[]),
                                                cast(:updated as timestamptz[]), :hashes, :states, :analyses)
                                            as t (id, title, description, severity, status, service, environment, source, labels, grouping_key,
                                                started_at, created_at, updated_at, hash, state, analysis)
                                        on conflict (grouping_key) where status <> 'resolved' and grouping_key is not null do nothing
                                        returning id),
                                    told as (
                                        insert into incident_event (incident_id, position, occurred_at, actor, type, message, data, previous_hash, hash)
                                        select e.id, 1, e.occurred_at, e.actor, e.type, e.message, e.data, '', e.hash
                                        from unnest(:ids, cast(:updated as timestamptz[]), :actors, :types, :messages, :data, :hashes)
                                            as e (id, occurred_at, actor, type, message, data, hash) join opened on opened.id = e.id)
                                    select id from opened
                                    """)
                            .param("ids", uuids(all, moved -> moved.after().id().value()))
                            .param("titles", texts(all, moved -> moved.after().title()))
                            .param("descriptions", texts(all, moved -> moved.after().description()))
                            .param("severities", texts(all, moved -> moved.after().severity().word()))
                            .param("statuses", texts(all, moved -> moved.after().status().word()))
                            .param("services", texts(all, moved -> moved.after().service()))
                            .param("environments", texts(all, moved -> moved.after().environment()))
                            .param("sources", texts(all, moved -> moved.after().source()))
                            .param("labels", texts(all, moved -> Json.write(moved.after().labels())))
                            .param("groupingKeys", texts(all, moved -> moved.after().groupingKey()))
                            .param("started", texts(all, moved -> moved.after().startedAt().toString()))
                            .param("created", texts(all, moved -> moved.after().createdAt().toString()))
                            .param("updated", texts(all, moved -> moved.entry().occurredAt().toString()))
                            .param("hashes", texts(all, moved -> moved.entry().hash()))
                            .param("states", texts(all, moved -> moved.after().standing().state().word()))
                            .param("analyses", uuids(all, moved -> value(moved.after().standing().analysisId())))
                            .param("actors", texts(all, moved -> moved.entry().actor()))
                            .param("types", texts(all, moved -> moved.entry().type().name()))
                            .param("messages", texts(all, moved -> moved.entry().message()))
                            .param("data", texts(all, moved -> Json.write(moved.entry().data()))).query(UUID.class).list());
            List<Moved> kept = all.stream().filter(moved -> opened.contains(moved.after().id().value())).toList();
            kept.forEach(moved -> listener.appended(moved.after(), moved.entry()));
            return kept.stream().map(Moved::after).toList();
        });
    }

    @Override
    public Event append(IncidentId id, NewEvent event, Kept... with) {
        return atomically(() -> appendTo(lock(id), event, with));
    }

    @Override
    public List<Event> append(IncidentId id, List<NewEvent> events) {
        if (events.isEmpty()) return List.of();
        return atomically(() -> appendTo(lock(List.of(id)), Map.of(id, events))).stream().map(Moved::entry).toList();
    }

    @Override
    public void append(Map<IncidentId, List<NewEvent>> events) {
        Map<IncidentId, List<NewEvent>> some = new LinkedHashMap<>(events);
        some.values().removeIf(List::isEmpty);
        if (some.isEmpty()) return;
        atomically(() -> appendTo(lock(some.keySet()), some));
    }

    /// An entry, and the incident as it leaves it.
    private record Moved(Incident after, Event entry) {}

    // One statement that locks and one that writes, however many incidents and entries there are: round trips are what they cost.
    private List<Moved> appendTo(Map<IncidentId, Locked> locked, Map<IncidentId, List<NewEvent>> events) {
        List<Moved> all = new ArrayList<>();
        List<Moved> last = new ArrayList<>();
        events.forEach((id, some) -> {
            Locked before = locked.get(id);
            if (before == null) throw new NoSuchIncident(id);
            Incident incident = before.incident();
            String newest = before.newestHash();
            for (NewEvent event : some) {
                Event entry = entries.next(id, incident.position(), newest, event);
                incident = Projection.after(incident, entry);
                newest = entry.hash();
                all.add(new Moved(incident, entry));
            }
            last.add(all.getLast());
        });
        jdbc.sql("""
                with moved as (
                    update incident i set severity = m.severity, status = m.status, updated_at = m.updated_at, position = m.position,
                        newest_hash = m.hash, analysis_state = m.state, analysis_id = m.analysis, execution_status = m.execution_status,
                        confidence_score = m.confidence, root_cause = m.root_cause, analyst = m.analyst, needs_review = m.needs_review,
                        merged_into = m.merged_into
                    from unnest(:moved, :severities, :statuses, cast(:updated as timestamptz[]), :newest, :newestHashes, :states, :analyses,
                            :executionStatuses, :confidences, :rootCauses, :analysts, :needReview, :mergedInto)
                        as m (id, severity, status, updated_at, position, hash, state, analysis, execution_status, confidence, root_cause,
                            analyst, needs_review, merged_into)
                    where i.id = m.id)
                insert into incident_event (incident_id, position, occurred_at, actor, type, message, data, previous_hash, hash)
                select * from unnest(:ids, :positions, cast(:times as timestamptz[]), :actors, :types, :messages, :data, :previous, :hashes)
                """).param("moved", uuids(last, moved -> moved.after().id().value()))
                .param("severities", texts(last, moved -> moved.after().severity().word()))
                .param("statuses", texts(last, moved -> moved.after().status().word()))
                .param("updated", texts(last, moved -> moved.entry().occurredAt().toString()))
                .param("newest", last.stream().map(moved -> moved.after().position()).toArray(Long[]::new))
                .param("newestHashes", texts(last, moved -> moved.entry().hash()))
                .param("states", texts(last, moved -> moved.after().standing().state().word()))
                .param("analyses", uuids(last, moved -> value(moved.after().standing().analysisId())))
                .param("executionStatuses",
                        texts(last, moved -> Optional.ofNullable(moved.after().standing().executionStatus()).map(Enum::name).orElse(null)))
                .param("confidences", last.stream().map(moved -> moved.after().standing().confidenceScore()).toArray(Double[]::new))
                .param("rootCauses", texts(last, moved -> moved.after().standing().rootCause()))
                .param("analysts", texts(last, moved -> moved.after().standing().analyst()))
                .param("needReview", last.stream().map(moved -> moved.after().standing().needsReview()).toArray(Boolean[]::new))
                .param("mergedInto",
                        uuids(last, moved -> Optional.ofNullable(moved.after().mergedInto()).map(IncidentId::value).orElse(null)))
                .param("ids", uuids(all, moved -> moved.after().id().value()))
                .param("positions", all.stream().map(moved -> moved.entry().position()).toArray(Long[]::new))
                .param("times", texts(all, moved -> moved.entry().occurredAt().toString()))
                .param("actors", texts(all, moved -> moved.entry().actor()))
                .param("types", texts(all, moved -> moved.entry().type().name()))
                .param("messages", texts(all, moved -> moved.entry().message()))
                .param("data", texts(all, moved -> Json.write(moved.entry().data())))
                .param("previous", texts(all, moved -> moved.entry().previousHash()))
                .param("hashes", texts(all, moved -> moved.entry().hash()))
                .update();
        all.forEach(moved -> listener.appended(moved.after(), moved.entry()));
        return all;
    }

    private static <T> @Nullable String[] texts(List<T> all, Function<T, @Nullable String> text) {
        return all.stream().map(text).toArray(String[]::new);
    }

    private static <T> @Nullable UUID[] uuids(List<T> all, Function<T, @Nullable UUID> id) {
        return all.stream().map(id).toArray(UUID[]::new);
    }

    @Override
    public Event append(Run run, NewEvent event, Kept... with) {
        return atomically(() -> {
            Locked locked = lock(run.incidentId());
            Standing standing = locked.incident().standing();
            boolean atWork = run.attempt() == locked.attempt() && run.analysisId().equals(standing.analysisId())
                    && standing.state() != Standing.State.IDLE;
            if (!atWork) throw new RunOvertaken(run);
            return appendTo(locked, event, with);
        });
    }

    @Override
    public Optional<Run> request(IncidentId id, AnalysisId analysis) {
        int rows = jdbc.sql("""
                update incident set analysis_state = 'queued', analysis_id = :analysis, analysis_attempt = 0
                where id = :id and analysis_state = 'idle'
                """).param("id", id.value()).param("analysis", analysis.value()).update();
        if (rows == 0) requireExists(id);
        return rows == 1 ? Optional.of(new Run(id, analysis, 0)) : Optional.empty();
    }

    @Override
    public Optional<Run> begin(IncidentId id, AnalysisId analysis) {
        return jdbc.sql("""
                update incident set analysis_attempt = analysis_attempt + 1
                where id = :id and analysis_id = :analysis and analysis_state <> 'idle'
                returning analysis_attempt
                """).param("id", id.value()).param("analysis", analysis.value()).query(Integer.class).optional()
                .map(attempt -> new Run(id, analysis, attempt));
    }

    @Override
    public List<EvidenceId> mint(IncidentId id, int count) {
        int last = jdbc.sql("update incident set evidence_count = evidence_count + :count where id = :id returning evidence_count")
                .param("id", id.value()).param("count", count).query(Integer.class).optional().orElseThrow(() -> new NoSuchIncident(id));
        return IntStream.rangeClosed(last - count + 1, last).mapToObj(EvidenceId::new).toList();
    }

    @Override
    public List<Event> read(IncidentId id, long after, int limit) {
        return jdbc.sql("""
                select * from incident_event where incident_id = :id and position > :after order by position limit :limit
                """).param("id", id.value()).param("after", after).param("limit", limit).query((row, _) -> stored(row).event()).list();
    }

    @Override
    public Verification verify(IncidentId id) {
        // One snapshot for the incident and its entries, so that an entry appended meanwhile is not taken for a forged one.
        return atomically(() -> {
            Locked locked = lock(id);
            List<Entries.Stored> stored = jdbc.sql("select * from incident_event where incident_id = :id order by position")
                    .param("id", id.value()).query((row, _) -> stored(row)).list();
            return entries.verify(locked.incident(), locked.newestHash(), stored);
        });
    }

    @Override
    public <T> T atomically(Supplier<T> work) {
        return transactions.execute(_ -> work.get());
    }

    // The incident's row lock makes positions gap-free, so a reader's cursor never skips an entry. It is not the strongest one: whoever has just stored a row that
    // refers to the incident holds a share of its key, and two of those would wait for each other.
    private Map<IncidentId, Locked> lock(Collection<IncidentId> ids) {
        Map<IncidentId, Locked> locked = new HashMap<>();
        // In the order of their ids: two that lock the same incidents do not wait for each other.
        jdbc.sql("select * from incident where id = any (:ids) order by id for no key update")
                .param("ids", ids.stream().map(IncidentId::value).toArray(UUID[]::new)).query((row, _) -> locked(row)).list()
                .forEach(each -> locked.put(each.incident().id(), each));
        return locked;
    }

    private Locked lock(IncidentId id) {
        return jdbc.sql("select * from incident where id = :id for no key update").param("id", id.value()).query((row, _) -> locked(row))
                .optional().orElseThrow(() -> new NoSuchIncident(id));
    }

    private static Locked locked(ResultSet row) throws SQLException {
        return new Locked(Rows.incident(row), row.getString("newest_hash"), row.getInt("analysis_attempt"));
    }

    private Event appendTo(Locked locked, NewEvent event, Kept... with) {
        Incident before = locked.incident();
        Event entry = entries.next(before.id(), before.position(), locked.newestHash(), event);
        Incident after = Projection.after(before, entry);
        change(after, entry.occurredAt(), entry.hash(), """
                with moved as (
                    %s)
                insert into incident_event (incident_id, position, occurred_at, actor, type, message, data, previous_hash, hash)
                values (:id, :position, :occurredAt, :actor, :type, :message, :data, :previousHash, :hash)
                """.formatted(MOVE)).param("actor", entry.actor()).param("type", entry.type().name()).param("message", entry.message())
                .param("data", Json.write(entry.data())).param("previousHash", entry.previousHash()).update();
        for (Kept kept : with) {
            keep(before.id(), kept);
        }
        listener.appended(after, entry);
        return entry;
    }

    private JdbcClient.StatementSpec change(Incident after, Instant occurredAt, String hash, String sql) {
        Standing standing = after.standing();
        return jdbc.sql(sql).param("severity", after.severity().word()).param("status", after.status().word())
                .param("occurredAt", time(occurredAt)).param("position", after.position()).param("hash", hash)
                .param("state", standing.state().word()).param("analysis", value(standing.analysisId()))
                .param("executionStatus", standing.executionStatus() == null ? null : standing.executionStatus().name())
                .param("confidence", standing.confidenceScore()).param("rootCause", standing.rootCause())
                .param("analyst", standing.analyst()).param("needsReview", standing.needsReview())
                .param("mergedInto", after.mergedInto() == null ? null : after.mergedInto().value()).param("id", after.id().value());
    }

    private void keep(IncidentId id, Kept kept) {
        switch (kept) {
            case Evidence evidence -> jdbc
                    .sql("""
                            insert into incident_evidence (incident_id, number, source, query, title, window_from, window_to, kind, size, content, digest,
                                collected_at, redactions, truncated, link)
                            values (:incident, :number, :source, :query, :title, :from, :to, :kind, :size, :content, :digest, :at, :redactions, :truncated,
                                :link)
                            """)
                    .param("incident", id.value()).param("number", evidence.id().number()).param("source", evidence.source())
                    .param("query", evidence.query()).param("title", evidence.title())
                    .param("from", evidence.window() == null ? null : time(evidence.window().from()))
                    .param("to", evidence.window() == null ? null : time(evidence.window().to())).param("kind", evidence.content().kind())
                    .param("size", evidence.content().size()).param("content", Json.write(evidence.content()))
                    .param("digest", evidence.digest())
                    .param("at", time(evidence.collectedAt())).param("redactions", evidence.redactions())
                    .param("truncated", evidence.truncated()).param("link", evidence.link()).update();
            case Analysis analysis -> jdbc.sql("""
                    insert into incident_analysis (id, incident_id, root_cause, reasoning, mitigation, prevention, recommendation,
                        confidence_score, execution_status, analyst, needs_review, started_at, completed_at, analysis)
                    values (:id, :incident, :rootCause, :reasoning, :mitigation, :prevention, :recommendation, :confidence, :status,
                        :analyst, :needsReview, :startedAt, :completedAt, :analysis)
                    """).param("id", analysis.id().value()).param("incident", id.value()).param("rootCause", analysis.rootCause())
                    .param("reasoning", analysis.reasoning()).param("mitigation", analysis.mitigation())
                    .param("prevention", analysis.prevention()).param("recommendation", analysis.recommendation())
                    .param("confidence", analysis.confidence().score()).param("status", analysis.executionStatus().name())
                    .param("analyst", analysis.analyst()).param("needsReview", analysis.needsReview())
                    .param("startedAt", time(analysis.startedAt())).param("completedAt", time(analysis.completedAt()))
                    .param("analysis", Json.write(analysis)).update();
            case ModelExchange exchange -> jdbc
                    .sql("""
                            insert into model_exchange (id, incident_id, analysis_id, agent, model, prompt_version, request, reply, outcome,
                                input_tokens, output_tokens, millis, money_micros, started_at)
                            values (:id, :incident, :analysis, :agent, :model, :version, :request, :reply, :outcome, :input, :output, :millis, :money, :at)
                            """)
                    .param("id", exchange.id()).param("incident", id.value()).param("analysis", exchange.analysisId().value())
                    .param("agent", exchange.agent()).param("model", exchange.model()).param("version", exchange.promptVersion())
                    .param("request", exchange.request()).param("reply", exchange.reply()).param("outcome", exchange.outcome())
                    .param("input", exchange.usage().inputTokens()).param("output", exchange.usage().outputTokens())
                    .param("millis", exchange.usage().modelMillis()).param("money", exchange.usage().moneyMicros())
                    .param("at", time(exchange.startedAt())).update();
            case RecordedDiagnosis(var analysis, var diagnosis) -> jdbc.sql("""
                    insert into incident_diagnosis (analysis_id, incident_id, diagnosis) values (:analysis, :incident, :diagnosis)
                    on conflict (analysis_id) do update set diagnosis = excluded.diagnosis
                    """).param("analysis", analysis.value()).param("incident", id.value()).param("diagnosis", Json.write(diagnosis))
                    .update();
        }
    }

    private void requireExists(IncidentId id) {
        if (jdbc.sql("select 1 from incident where id = :id").param("id", id.value()).query(Integer.class).optional().isEmpty()) {
            throw new NoSuchIncident(id);
        }
    }

    private static Entries.Stored stored(ResultSet row) throws SQLException {
        return new Entries.Stored(Rows.event(row), row.getString("data"));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable UUID value(@Nullable AnalysisId id) {
        return id == null ? null : id.value();
    }

    private record Locked(Incident incident, String newestHash, int attempt) {}
}
