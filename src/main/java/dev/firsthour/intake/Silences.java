package dev.firsthour.intake;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.firsthour.evidence.Collector;
import dev.firsthour.evidence.attached.Fields;
import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Flaw;
import dev.firsthour.incident.Ids;
import dev.firsthour.incident.InvalidInput;
import dev.firsthour.intake.Silence.Matcher;
import dev.firsthour.intake.Silence.Operator;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.timeline.Json;

/// Silences and maintenance windows. An alert that one of them matches is kept, and opens no incident; if it still fires when the silence is over, its next
/// delivery does.
public final class Silences {

    /// For how long what another node was told may go unnoticed.
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final int MOST_MATCHERS = 20;
    private static final int MOST_ACTIVE = 1_000;
    private static final int MOST_LISTED = 1_000;
    private static final int MOST_ALERTS = 100_000;
    private static final int LONGEST_TEXT = 1_000;
    private static final String SIGNS = Arrays.stream(Operator.values()).map(Operator::sign).collect(Collectors.joining(", "));

    private final JdbcClient jdbc;
    private final Redactor redactor;
    private final Ids ids;
    private final InstantSource clock;
    private volatile Active active = new Active(Instant.EPOCH, List.of());

    Silences(JdbcClient jdbc, Redactor redactor, Ids ids, InstantSource clock) {
        this.jdbc = jdbc;
        this.redactor = redactor;
        this.ids = ids;
        this.clock = clock;
    }

    private record Active(Instant readAt, List<Silence> silences) {}

    /// Begins a silence: the body of `POST /api/v1/silences`.
    ///
    /// @throws InvalidInput naming every flaw of the body, or that there are too many
    public Silence add(byte[] body, String actor) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Fields fields = Fields.of(Json.mapper().readTree(body));
        List<Matcher> matchers = new ArrayList<>();
        fields.each("matchers", (matcher, _) -> matcher(matcher, matchers));
        if (matchers.isEmpty())
            fields.flaw("matchers", null, "holds nothing",
                    "send at least one, as in {\"label\": \"service\", \"operator\": \"=\", \"value\": \"checkout\"}");
        if (matchers.size() > MOST_MATCHERS)
            fields.flaw("matchers", Integer.toString(matchers.size()), "are too many", "send at most " + MOST_MATCHERS);
        if (!matchers.isEmpty() && matchers.stream().allMatch(matcher -> matcher.fits(""))) {
            fields.flaw("matchers", null, "fit alerts that have none of these labels",
                    "send at least one that does not fit an empty value");
        }
        String reason = fields.required("reason", "say in a line what is going on");
        if (reason.length() > LONGEST_TEXT)
            fields.flaw("reason", reason, "has " + reason.length() + " characters", "write at most " + LONGEST_TEXT);
        Instant from = Objects.requireNonNullElse(fields.time("starts_at"), now);
        Instant to = fields.time("ends_at");
        if (!fields.has("ends_at")) fields.flaw("ends_at", null, "is missing", "say when it is over: no silence is for ever");
        if (to != null && !to.isAfter(from.isBefore(now) ? now : from))
            fields.flaw("ends_at", to.toString(), "is over already", "send a time after starts_at and after now");
        if (to != null && to.isAfter(from.plus(LONGEST)))
            fields.flaw("ends_at", to.toString(), "is too far away", "send a time within a year of starts_at");
        fields.unknown().forEach(name -> fields.flaw(name, null, "is not known", "send matchers, starts_at, ends_at and reason"));
        fields.check();
        if (to == null) throw new IllegalStateException("a flaw that was not said");
        Silence silence = new Silence(ids.next(), matchers, from, to, redactor.redact(reason, "silences").text(), actor, now, null, 0);
        int added = jdbc.sql("""
                insert into silence (id, matchers, starts_at, ends_at, reason, created_by, created_at)
                select :id, :matchers, :from, :to, :reason, :actor, :now where (select count(*) from silence where ends_at > :now) < :most
                """).param("id", silence.id()).param("matchers", Json.write(matchers)).param("from", Ledger.time(from))
                .param("to", Ledger.time(to)).param("reason", silence.reason()).param("actor", actor).param("now", Ledger.time(now))
                .param("most", MOST_ACTIVE).update();
        if (added == 0)
            throw new InvalidInput(
                    new Flaw("(body)", null, "is one silence too many: there are " + MOST_ACTIVE, "end some that are not needed"));
        active = new Active(Instant.EPOCH, List.of());
        return silence;
    }

    private static void matcher(Fields fields, List<Matcher> matchers) {
        String label = fields.required("label", "name a label");
        String sign = Objects.requireNonNullElse(fields.text("operator"), Operator.EQUAL.sign());
        String value = Objects.requireNonNullElse(fields.value("value"), "");
        if (value.length() > LONGEST_TEXT) fields.flaw("value", value, "is too long", "write at most " + LONGEST_TEXT + " characters");
        Optional<Operator> operator = Arrays.stream(Operator.values()).filter(one -> one.sign().equals(sign)).findFirst();
        if (operator.isEmpty()) {
            fields.flaw("operator", sign, "is not known", "write one of " + SIGNS);
            return;
        }
        try {
            matchers.add(new Matcher(label, operator.get(), value));
        } catch (IllegalArgumentException malformed) {
            fields.flaw("value", value, "is no regular expression", "write one in RE2's syntax: " + malformed.getMessage());
        }
    }

    /// Every silence that is kept, the newest first, those that are over included.
    public List<Silence> all() {
        return jdbc.sql(SELECT + " order by s.id desc limit :most").param("most", MOST_LISTED).query((row, _) -> silence(row)).list();
    }

    public Optional<Silence> silence(UUID id) {
        return jdbc.sql(SELECT + " where s.id = :id").param("id", id).query((row, _) -> silence(row)).optional();
    }

    /// An alert that a silence held back.
    ///
    /// @param received how many deliveries of it
    public record Held(String title, @Nullable String service, int received, Instant last) {}

    /// What silences held back, the latest first, at most so many of each silence.
    public Map<UUID, List<Held>> held(Collection<UUID> silences, int most) {
        Map<UUID, List<Held>> held = new HashMap<>();
        jdbc.sql("""
                select s.id, a.* from unnest(:ids) as s (id) cross join lateral (
                    select received, last_received, body from silenced_alert where silence_id = s.id
                    order by last_received desc, alert_key limit :most) a
                """).param("ids", silences.toArray(UUID[]::new)).param("most", most).query((row, _) -> {
            Alert alert = Json.read(row.getString("body"), Alert.class);
            return held.computeIfAbsent(row.getObject("id", UUID.class), _ -> new ArrayList<>()).add(new Held(alert.title(),
                    alert.service(), row.getInt("received"), row.getTimestamp("last_received").toInstant()));
        }).list();
        return held;
    }

    /// Ends a silence now; one that is over stays as it is. What it was, and who ended it, is kept.
    ///
    /// @return whether there is one
    public boolean end(UUID id, String actor) {
        jdbc.sql("update silence set ends_at = greatest(:now, starts_at), ended_by = :actor where id = :id and ends_at > :now")
                .param("now", Ledger.time(clock.instant())).param("actor", actor).param("id", id).update();
        active = new Active(Instant.EPOCH, List.of());
        return silence(id).isPresent();
    }

    private static final String SELECT = """
            select s.*, (select coalesce(sum(a.received), 0) from silenced_alert a where a.silence_id = s.id) as received from silence s
            """;

    private static Silence silence(ResultSet row) throws SQLException {
        return new Silence(row.getObject("id", UUID.class), List.of(Json.read(row.getString("matchers"), Matcher[].class)),
                row.getTimestamp("starts_at").toInstant(), row.getTimestamp("ends_at").toInstant(), row.getString("reason"),
                row.getString("created_by"), row.getTimestamp("created_at").toInstant(), row.getString("ended_by"),
                row.getLong("received"));
    }

    /// The silence that an alert falls under now. In a storm this is asked once an alert, so what is active is read once a second.
    Optional<Silence> of(Alert alert) {
        Instant now = clock.instant();
        Active current = active;
        if (current.readAt().plus(FRESH).isBefore(now)) {
            current = new Active(now, jdbc.sql(SELECT + " where s.ends_at > :now order by s.id limit :most").param("now", Ledger.time(now))
                    .param("most", MOST_ACTIVE).query((row, _) -> silence(row)).list());
            active = current;
        }
        if (current.silences().isEmpty()) return Optional.empty();
        Map<String, String> labels = labels(alert);
        return current.silences().stream().filter(silence -> !silence.startsAt().isAfter(now) && silence.endsAt().isAfter(now))
                .filter(silence -> silence.matchers().stream()
                        .allMatch(matcher -> matcher.fits(labels.getOrDefault(matcher.label(), ""))))
                .findFirst();
    }

    private static Map<String, String> labels(Alert alert) {
        Map<String, String> labels = new HashMap<>(alert.labels());
        labels.put("severity", alert.severity().word());
        labels.put("source", alert.source());
        labels.put("title", alert.title());
        if (alert.service() != null) labels.put("service", alert.service());
        if (alert.environment() != null) labels.put("environment", alert.environment());
        return labels;
    }

    /// Keeps an alert that was silenced.
    ///
    /// @param alert redacted
    void keep(Silence silence, Alert alert) {
        jdbc.sql(
                """
                        insert into silenced_alert (silence_id, alert_key, received, last_received, body) values (:silence, :key, 1, :now, :body)
                        on conflict (silence_id, alert_key) do update set received = silenced_alert.received + 1, last_received = excluded.last_received
                        """)
                .param("silence", silence.id()).param("key", Collector.digest(alert.groupingKey() + "\n" + Ledger.fingerprint(alert)))
                .param("now", Ledger.time(clock.instant())).param("body", Json.write(alert)).update();
    }

    /// Forgets silences that have long been over, and the oldest alerts where there are too many.
    void forget(Instant before) {
        jdbc.sql("delete from silence where ends_at < :before").param("before", Ledger.time(before)).update();
        jdbc.sql(
                """
                        delete from silenced_alert where last_received < (select last_received from silenced_alert order by last_received desc offset :most limit 1)
                        """)
                .param("most", MOST_ALERTS).update();
    }
}
