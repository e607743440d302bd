package dev.firsthour.timeline.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.ModelExchange;
import dev.firsthour.incident.Usage;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.EvidenceHead;
import dev.firsthour.timeline.IncidentFilter;
import dev.firsthour.timeline.Json;
import dev.firsthour.timeline.Outcome;
import dev.firsthour.timeline.Page;
import dev.firsthour.timeline.Precedent;
import dev.firsthour.timeline.Resemblance;
import dev.firsthour.timeline.Touch;

/// The archive in PostgreSQL.
public final class PostgresArchive implements Archive {

    /// The same expression as the index `incident_words` has, so that it is used.
    private static final String WORDS = "to_tsvector('simple', regexp_replace(lower(title || ' ' || coalesce(service, '') || ' ' || "
            + "coalesce(root_cause, '')), '[^a-z0-9]+', ' ', 'g'))";

    private final JdbcClient jdbc;

    public PostgresArchive(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Optional<Incident> incident(IncidentId id) {
        return jdbc.sql("select * from incident where id = :id").param("id", id.value()).query((row, _) -> Rows.incident(row)).optional();
    }

    @Override
    public Optional<Incident> openIncident(String groupingKey) {
        return jdbc.sql("select * from incident where grouping_key = :key and status <> 'resolved'").param("key", groupingKey)
                .query((row, _) -> Rows.incident(row)).optional();
    }

    @Override
    public Optional<Incident> newestIncident(String groupingKey) {
        return jdbc.sql("select * from incident where grouping_key = :key order by id desc limit 1").param("key", groupingKey)
                .query((row, _) -> Rows.incident(row)).optional();
    }

    // The condition on the type and the expression are those of the index, so that it is used.
    @Override
    public Optional<Incident> messageAbout(String channel, String reference) {
        return jdbc.sql("""
                select i.* from incident i join incident_event e on e.incident_id = i.id
                where e.type = 'NOTIFICATION_SENT' and cast(e.data as jsonb) ->> 'reference' = :reference
                  and cast(e.data as jsonb) ->> 'channel' = :channel
                order by e.occurred_at desc limit 1
                """).param("reference", reference).param("channel", channel).query((row, _) -> Rows.incident(row)).optional();
    }

    // The cursor is the last id of the page before: ids are UUIDv7, so that their order is the order of opening.
    @Override
    public Page page(IncidentFilter filter, @Nullable String cursor, int limit) {
        List<String> conditions = new ArrayList<>();
        Map<String, Object> values = new HashMap<>();
        condition(conditions, values, "id < :cursor", "cursor", cursor == null ? null : IncidentId.parse(cursor).value());
        condition(conditions, values, "status = :status", "status", filter.status() == null ? null : filter.status().word());
        condition(conditions, values, "severity = :severity", "severity", filter.severity() == null ? null : filter.severity().word());
        condition(conditions, values, "service = :service", "service", filter.service());
        condition(conditions, values, "needs_review = :needsReview", "needsReview", filter.needsReview());
        condition(conditions, values, "(title ilike :text or service ilike :text or root_cause ilike :text)", "text",
                filter.text() == null ? null : "%" + filter.text().replaceAll("([\\\\%_])", "\\\\$1") + "%");
        String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        List<Incident> found = jdbc.sql("select * from incident" + where + " order by id desc limit :limit").params(values)
                .param("limit", limit + 1).query((row, _) -> Rows.incident(row)).list();
        return found.size() <= limit
                ? new Page(found, null)
                : new Page(found.subList(0, limit), found.get(limit - 1).id().toString());
    }

    private static void condition(List<String> conditions, Map<String, Object> values, String sql, String name, @Nullable Object value) {
        if (value == null) return;
        conditions.add(sql);
        values.put(name, value);
    }

    @Override
    public List<Touch> touched(Instant since, int limit) {
        return jdbc.sql("select id, position, updated_at from incident where updated_at >= :since order by updated_at desc limit :limit")
                .param("since", since.atOffset(ZoneOffset.UTC)).param("limit", limit).query((row, _) -> Rows.touch(row)).list();
    }

    @Override
    public List<Evidence> evidence(IncidentId id) {
        return jdbc.sql("select * from incident_evidence where incident_id = :id order by number").param("id", id.value())
                .query((row, _) -> Rows.evidence(row)).list();
    }

    @Override
    public Optional<Evidence> evidence(IncidentId id, EvidenceId evidenceId) {
        return jdbc.sql("select * from incident_evidence where incident_id = :id and number = :number").param("id", id.value())
                .param("number", evidenceId.number()).query((row, _) -> Rows.evidence(row)).optional();
    }

    @Override
    public List<EvidenceHead> evidenceHeads(IncidentId id) {
        return jdbc.sql("""
                select number, source, query, title, window_from, window_to, kind, size, digest, collected_at, redactions, truncated, link
                from incident_evidence where incident_id = :id order by number
                """).param("id", id.value()).query((row, _) -> Rows.evidenceHead(row)).list();
    }

    @Override
    public List<Analysis> analyses(IncidentId id) {
        return jdbc.sql("select analysis from incident_analysis where incident_id = :id order by completed_at desc, id desc")
                .param("id", id.value()).query((row, _) -> Json.read(row.getString(1), Analysis.class)).list();
    }

    @Override
    public Optional<Diagnosis> diagnosis(AnalysisId id) {
        return jdbc.sql("select diagnosis from incident_diagnosis where analysis_id = :id").param("id", id.value())
                .query((row, _) -> Json.read(row.getString(1), Diagnosis.class)).optional();
    }

    @Override
    public List<ModelExchange> exchanges(AnalysisId id) {
        return jdbc.sql("select * from model_exchange where analysis_id = :id order by started_at, id").param("id", id.value())
                .query((row, _) -> Rows.exchange(row)).list();
    }

    private static final String SUMS = "select coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0), count(*), coalesce(sum(millis), 0), "
            + "coalesce(sum(money_micros), 0) from model_exchange where ";

    @Override
    public Usage usage(AnalysisId id) {
        return jdbc.sql(SUMS + "analysis_id = :id").param("id", id.value()).query((row, _) -> sums(row)).single();
    }

    @Override
    public Usage usageSince(Instant from) {
        return jdbc.sql(SUMS + "started_at >= :from").param("from", from.atOffset(ZoneOffset.UTC)).query((row, _) -> sums(row)).single();
    }

    private static Usage sums(ResultSet row) throws SQLException {
        return new Usage(row.getLong(1), row.getLong(2), row.getInt(3), row.getLong(4), row.getLong(5));
    }

    // Full text finds the candidates; they are ranked where every store ranks them alike.
    @Override
    public List<Precedent> similar(Resemblance resemblance, int limit) {
        Map<UUID, Incident> found = new LinkedHashMap<>();
        String past = "select * from incident where id <> :id and created_at < :before and root_cause is not null";
        if (!resemblance.words().isEmpty()) {
            jdbc.sql(past + " and " + WORDS + " @@ to_tsquery('simple', :words) order by ts_rank(" + WORDS
                    + ", to_tsquery('simple', :words)) desc, id desc limit :limit")
                    .param("words", String.join(" | ", resemblance.words())).param("id", resemblance.except().value())
                    .param("before", resemblance.before().atOffset(ZoneOffset.UTC)).param("limit", Resemblance.CANDIDATES)
                    .query((row, _) -> Rows.incident(row)).list().forEach(incident -> found.put(incident.id().value(), incident));
        }
        if (resemblance.service() != null) {
            jdbc.sql(past + " and service = :service order by id desc limit :limit").param("service", resemblance.service())
                    .param("id", resemblance.except().value()).param("before", resemblance.before().atOffset(ZoneOffset.UTC))
                    .param("limit", Resemblance.CANDIDATES).query((row, _) -> Rows.incident(row)).list()
                    .forEach(incident -> found.put(incident.id().value(), incident));
        }
        if (found.isEmpty()) return List.of();
        Map<UUID, EventData.FeedbackGiven> feedback = new HashMap<>();
        jdbc.sql("""
                select distinct on (incident_id) * from incident_event
                where type = 'FEEDBACK_GIVEN' and incident_id in (:ids) order by incident_id, position desc
                """).param("ids", found.keySet()).query((row, _) -> Rows.event(row)).list().forEach(event -> {
            if (event.data() instanceof EventData.FeedbackGiven given) feedback.put(event.incidentId().value(), given);
        });
        return resemblance.rank(found.values().stream()
                .map(incident -> new Resemblance.Candidate(incident, feedback.get(incident.id().value()))).toList(), limit);
    }

    @Override
    public List<Outcome> outcomes(int limit) {
        return jdbc.sql("""
                select * from (
                    select distinct on (analysis.id) analysis.id, event.incident_id, event.occurred_at, event.data,
                           (analysis.analysis::json -> 'confidence')::text as confidence
                    from (select * from incident_event where type = 'FEEDBACK_GIVEN' order by occurred_at desc limit :events) event
                    join incident_analysis analysis on analysis.id = (event.data::json ->> 'analysis_id')::uuid
                    order by analysis.id, event.position desc
                ) newest order by occurred_at desc limit :limit
                """).param("events", 2 * limit).param("limit", limit).query((row, _) -> Rows.outcome(row)).list();
    }
}
