package dev.firsthour.intake;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Collector;
import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.attached.Attachments;
import dev.firsthour.evidence.attached.Fields;
import dev.firsthour.incident.Alert;
import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.Flaw;
import dev.firsthour.incident.Ids;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.InvalidInput;
import dev.firsthour.incident.Standing;
import dev.firsthour.incident.Status;
import dev.firsthour.intake.Accepted.Outcome;
import dev.firsthour.investigation.Investigations;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Json;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.NoSuchIncident;
import dev.firsthour.timeline.Timeline;

/// Takes alerts and reports in. What it answers is durable: the incident, its first entry and its job are one transaction, or nothing is kept.
public final class Intake {

    private static final int LONGEST_KEY = 255;

    private final Timeline timeline;
    private final Archive archive;
    private final Collector collector;
    private final Investigations investigations;
    private final Ledger ledger;
    private final Redactor redactor;
    private final Map<String, WebhookSource> webhooks;
    private final IntakeProperties properties;
    private final Ids ids;
    private final InstantSource clock;
    private final Semaphore room;

    Intake(Timeline timeline, Archive archive, Collector collector, Investigations investigations, Ledger ledger, Redactor redactor,
            List<WebhookSource> webhooks, IntakeProperties properties, Ids ids, InstantSource clock) {
        this.timeline = timeline;
        this.archive = archive;
        this.collector = collector;
        this.investigations = investigations;
        this.ledger = ledger;
        this.redactor = redactor;
        this.webhooks = webhooks.stream().collect(Collectors.toUnmodifiableMap(WebhookSource::name, Function.identity()));
        this.properties = properties;
        this.ids = ids;
        this.clock = clock;
        this.room = new Semaphore(properties.atOnce());
    }

    /// Accepts a report: the body of `POST /api/v1/incidents`.
    ///
    /// @param idempotencyKey the same key with the same body is answered with the same incident
    /// @throws InvalidInput naming every flaw of the body, or a key that was used for another body
    /// @throws Overloaded if there is no room right now
    public Accepted accept(byte[] body, String actor, @Nullable String idempotencyKey) {
        return within(() -> {
            Submission submission = Submission.read(Json.mapper().readTree(body), clock.instant(), properties.ahead());
            if (idempotencyKey == null) return open(submission, actor, null, "");
            if (idempotencyKey.isBlank() || idempotencyKey.length() > LONGEST_KEY) {
                throw new InvalidInput(new Flaw("Idempotency-Key", idempotencyKey, "is empty or too long",
                        "use 1 to " + LONGEST_KEY + " characters, as in a UUID"));
            }
            String key = Collector.digest(actor + "\n" + idempotencyKey);
            String digest = Collector.digest(new String(body, StandardCharsets.UTF_8));
            return ledger.remembered(key).map(entry -> repeated(entry, digest, idempotencyKey)).orElseGet(() -> {
                try {
                    return open(submission, actor, key, digest);
                } catch (Ledger.KeyTaken raced) {
                    return ledger.remembered(key).map(entry -> repeated(entry, digest, idempotencyKey)).orElseThrow(() -> raced);
                }
            });
        });
    }

    /// Accepts an alert with evidence that is typed already: a folder of files.
    public IncidentId accept(Alert alert, List<Draft> evidence, String actor) {
        return within(() -> Objects.requireNonNull(open(new Submission(alert, evidence), actor, null, "").id()));
    }

    private static Accepted repeated(Ledger.Entry entry, String digest, String key) {
        if (entry.digest().equals(digest)) return new Accepted(entry.incident(), Outcome.REPEATED, List.of());
        throw new InvalidInput(new Flaw("Idempotency-Key", key, "was used for another body", "use a new key for a new incident"));
    }

    private Accepted open(Submission submission, String actor, @Nullable String key, String digest) {
        Alert alert = submission.alert();
        return timeline.atomically(() -> {
            Incident opened = opened(alert, actor)
                    .orElseThrow(() -> new IllegalStateException("a report without a grouping key joins nothing"));
            if (key != null) ledger.remember(key, digest, opened.id(), clock.instant());
            if (!submission.evidence().isEmpty()) collector.attach(opened.id(), actor, submission.evidence());
            return new Accepted(opened.id(), Outcome.OPENED, alert.warnings());
        });
    }

    /// Opens an incident and enqueues its investigation, in the caller's transaction. Empty if its grouping key belongs to one that is open.
    private Optional<Incident> opened(Alert alert, String actor) {
        IncidentId id = ids.incident();
        AnalysisId analysis = ids.analysis();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Alert clean = redacted(alert, id);
        Standing queued = Standing.NONE.on(analysis, Standing.State.QUEUED);
        Incident incident = new Incident(id, clean.title(), clean.description(), clean.severity(), Status.OPEN, clean.service(),
                clean.environment(), clean.source(), clean.labels(), clean.groupingKey(), clean.startedAt(), now, now, 0, queued);
        Optional<Incident> opened = timeline.open(incident, new NewEvent(now, actor, EventType.INCIDENT_CREATED, clean.title(),
                new EventData.IncidentCreated(clean.source(), clean.title(), clean.severity(), clean.service(), clean.environment(),
                        clean.startedAt(), clean.labels(), clean.links(), clean.groupingKey(), clean.fingerprint(), clean.warnings())));
        opened.ifPresent(_ -> investigations.enqueue(id, analysis));
        return opened;
    }

    /// Accepts one delivery of a webhook.
    ///
    /// @param source the last part of the webhook's path
    /// @throws UnknownWebhook if there is no such source
    /// @throws InvalidInput if the body is nothing of the kind
    /// @throws Overloaded if there is no room right now
    public Accepted webhook(String source, byte[] body) {
        WebhookSource webhook = webhooks.get(source);
        if (webhook == null) throw new UnknownWebhook(source, webhooks.keySet());
        return within(() -> {
            List<Alert> alerts = webhook.read(Json.mapper().readTree(body), clock.instant());
            return timeline.atomically(() -> group(alerts));
        });
    }

    private Accepted group(List<Alert> alerts) {
        Accepted.@Nullable Outcome outcome = null;
        Incident incident = null;
        List<String> warnings = new ArrayList<>();
        for (Alert alert : alerts) {
            warnings.addAll(alert.warnings());
            String group = alert.groupingKey();
            if (incident == null && group != null) incident = archive.openIncident(group).orElse(null);
            if (incident == null && alert.state() == Alert.State.RESOLVED) continue;
            if (incident == null) {
                Optional<Incident> opened = opened(alert, alert.source());
                outcome = opened.isPresent() ? Outcome.OPENED : Outcome.JOINED;
                incident = opened.or(() -> archive.openIncident(String.valueOf(group)))
                        .orElseThrow(() -> new Overloaded(properties.retryAfter()));
                if (opened.isPresent()) {
                    ledger.fired(incident.id(), fingerprint(alert), alert.startedAt());
                    continue;
                }
            }
            if (outcome == null) outcome = Outcome.JOINED;
            join(incident.id(), redacted(alert, incident.id()));
        }
        if (incident == null) return new Accepted(null, Outcome.NOTHING_OPEN, warnings);
        settle(incident.id(), alerts.getFirst().source());
        return new Accepted(incident.id(), outcome == null ? Outcome.JOINED : outcome, warnings.stream().distinct().toList());
    }

    private void join(IncidentId id, Alert alert) {
        Instant now = clock.instant();
        switch (alert.state()) {
            case FIRING -> {
                boolean repeat = ledger.fired(id, fingerprint(alert), alert.startedAt());
                timeline.append(id,
                        new NewEvent(now, alert.source(), EventType.ALERT_RECEIVED,
                                (repeat ? "Still firing: " : "Also firing: ") + alert.title(),
                                new EventData.AlertReceived(alert.source(), alert.title(), alert.severity(), alert.fingerprint(),
                                        alert.labels(), repeat,
                                        alert.warnings())));
            }
            case RESOLVED -> {
                if (ledger.resolved(id, fingerprint(alert))) {
                    timeline.append(id, new NewEvent(now, alert.source(), EventType.ALERT_RESOLVED, "No longer firing: " + alert.title(),
                            new EventData.AlertResolved(alert.source(), alert.title(), alert.fingerprint(), alert.endedAt())));
                }
            }
        }
    }

    /// Resolves an incident once none of its alerts fires any more.
    private void settle(IncidentId id, String source) {
        Incident incident = archive.incident(id).orElseThrow(() -> new NoSuchIncident(id));
        if (incident.status() == Status.RESOLVED || ledger.firing(id) > 0) return;
        timeline.append(id, new NewEvent(clock.instant(), source, EventType.RESOLVED, "None of its alerts fires any more.",
                new EventData.StatusChanged(incident.status(), Status.RESOLVED, null)));
    }

    private static String fingerprint(Alert alert) {
        return alert.fingerprint() == null ? alert.title() : alert.fingerprint();
    }

    /// Attaches evidence to an incident: the body of `POST /api/v1/incidents/{id}/evidence`.
    ///
    /// @throws InvalidInput naming every flaw, or that there is nothing in it
    /// @throws NoSuchIncident if there is none
    /// @throws Overloaded if there is no room right now
    public List<Evidence> attach(IncidentId id, byte[] body, String actor) {
        return within(() -> {
            Fields fields = Fields.of(Json.mapper().readTree(body));
            Incident incident = archive.incident(id).orElseThrow(() -> new NoSuchIncident(id));
            String service = fields.text("service");
            List<Draft> drafts = Attachments.read(fields, service == null ? incident.service() : service);
            fields.unknown()
                    .forEach(name -> fields.flaw(name, null, "is not known", "send logs, metrics, traces, changes, topology or notices"));
            if (drafts.isEmpty())
                fields.flaw("(body)", null, "holds no evidence", "send logs, metrics, traces, changes, topology or notices");
            fields.check();
            return collector.attach(id, actor, drafts);
        });
    }

    /// The events that an alert's own texts become are forever, so they are redacted before.
    private Alert redacted(Alert alert, IncidentId id) {
        Map<String, String> labels = new LinkedHashMap<>();
        alert.labels().forEach((name, value) -> {
            String text = text(name + "=" + value, id);
            labels.put(name, text.startsWith(name + "=") ? text.substring(name.length() + 1) : text);
        });
        return new Alert(alert.source(), alert.state(), text(alert.title(), id), text(alert.description(), id), alert.severity(),
                alert.service(), alert.environment(), alert.startedAt(), alert.endedAt(), labels,
                alert.links().stream().map(link -> text(link, id)).toList(), alert.groupingKey(), alert.fingerprint(),
                alert.warnings().stream().map(warning -> text(warning, id)).toList());
    }

    private String text(String text, IncidentId id) {
        return redactor.redact(text, id.toString()).text();
    }

    private <T> T within(Supplier<T> work) {
        try {
            if (!room.tryAcquire(properties.patience().toMillis(), TimeUnit.MILLISECONDS)) throw new Overloaded(properties.retryAfter());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Overloaded(properties.retryAfter());
        }
        try {
            return work.get();
        } finally {
            room.release();
        }
    }
}
