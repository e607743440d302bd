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
import dev.firsthour.evidence.changes.StoredChanges;
import dev.firsthour.incident.Alert;
import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Change;
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
import dev.firsthour.intake.Reading.Matter;
import dev.firsthour.intake.Signature.Proof;
import dev.firsthour.investigation.Investigations;
import dev.firsthour.job.Jobs;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Json;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.NoSuchIncident;
import dev.firsthour.timeline.Timeline;

/// Takes alerts and reports in. What it answers is durable: the incident, its first entry and its job are one transaction, or nothing is kept.
public final class Intake {

    private static final int LONGEST_KEY = 255;
    private static final String NOBODY = "nobody knows who sent it";
    /// What the pseudonyms in changes belong to.
    private static final String CHANGES = "changes";

    private final Timeline timeline;
    private final Archive archive;
    private final Collector collector;
    private final Investigations investigations;
    private final Ledger ledger;
    private final StoredChanges changes;
    private final Handling handling;
    private final Supplier<Jobs> jobs;
    private final Redactor redactor;
    private final Map<String, WebhookSource> webhooks;
    private final IntakeProperties properties;
    private final Ids ids;
    private final InstantSource clock;
    private final Semaphore room;

    Intake(Timeline timeline, Archive archive, Collector collector, Investigations investigations, Ledger ledger,
            StoredChanges changes, Handling handling, Supplier<Jobs> jobs, Redactor redactor, List<WebhookSource> webhooks,
            IntakeProperties properties, Ids ids, InstantSource clock) {
        this.timeline = timeline;
        this.archive = archive;
        this.collector = collector;
        this.investigations = investigations;
        this.ledger = ledger;
        this.changes = changes;
        this.handling = handling;
        this.jobs = jobs;
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
    /// @param known whether the caller showed an API key that may post here; whoever did not has to prove it by the sender's signature
    /// @throws UnknownWebhook if there is no such source
    /// @throws Unproven if nobody knows where it comes from, or its signature is not that of its body
    /// @throws tools.jackson.core.JacksonException if the body is not what such a sender sends at all
    /// @throws Overloaded if there is no room right now
    public Accepted webhook(String source, Delivery delivery, boolean known) {
        WebhookSource webhook = webhooks.get(source);
        if (webhook == null && known) throw new UnknownWebhook(source, webhooks.keySet());
        if (webhook == null) throw new Unproven(NOBODY, "send Authorization: Bearer fh_... with a key of the role webhook");
        prove(webhook.signature(), delivery, known);
        return within(() -> {
            Reading reading = webhook.read(delivery, clock.instant());
            return timeline.atomically(() -> {
                String id = reading.deliveryId();
                boolean first = id == null || ledger.delivered(source, bounded(id), clock.instant());
                return first ? take(source, reading.matter()) : new Accepted(null, Outcome.REPEATED, List.of());
            });
        });
    }

    private void prove(Signature signature, Delivery delivery, boolean known) {
        switch (signature.of(delivery, clock.instant())) {
            case Proof.Given() -> {
            }
            case Proof.Missing(var remedy) -> {
                if (!known) throw new Unproven(NOBODY, remedy);
            }
            case Proof.Refused(var reason) -> throw new Unproven(reason, "enter the same secret in the sender's settings and in ours");
            case Proof.NotYet(var reason) -> throw new Overloaded(reason, properties.retryAfter());
        }
    }

    private static String bounded(String id) {
        return id.length() <= LONGEST_KEY ? id : Collector.digest(id);
    }

    private Accepted take(String source, Matter matter) {
        return switch (matter) {
            case Reading.Alerts(var alerts, var act) -> groups(alerts.stream().map(this::named).toList(), act);
            case Reading.Changes(var sent, var warnings) -> {
                changes.follow(source, clean(sent), clock.instant());
                yield new Accepted(null, Outcome.RECORDED, warnings);
            }
            case Reading.Said(var group, var act) -> archive.openIncident(group).map(incident -> handled(incident.id(), act))
                    .orElseGet(() -> new Accepted(null, Outcome.NOTHING_OPEN, List.of()));
            case Reading.Handled(var id, var act) -> archive.incident(id).map(incident -> handled(incident.id(), act))
                    .orElseGet(() -> new Accepted(null, Outcome.NOTHING_OPEN, List.of("there is no incident " + id)));
            case Reading.Errand(var job, var key) -> {
                jobs.get().enqueue(job, key);
                yield new Accepted(null, Outcome.NOTED, List.of());
            }
            case Reading.Nothing(var why) -> new Accepted(null, Outcome.NOTED, List.of(why));
        };
    }

    private Accepted handled(IncidentId id, Act act) {
        if (act instanceof Act.AskedAgain) investigations.request(id);
        else
            handling.follow(id, act);
        return new Accepted(id, Outcome.JOINED, List.of());
    }

    /// What a sender wants to hear about a delivery that was accepted; empty for the usual answer.
    public Optional<Answer> answer(String source, Delivery delivery, Accepted accepted) {
        return Optional.ofNullable(webhooks.get(source)).map(webhook -> webhook.answer(delivery, accepted));
    }

    /// Accepts changes: the body of `POST /api/v1/changes`.
    ///
    /// @return the changes as they were understood
    /// @throws InvalidInput naming every flaw of the body
    /// @throws Overloaded if there is no room right now
    public List<Change> changes(byte[] body, String actor) {
        return within(() -> {
            List<Change> sent = ChangeSubmission.read(Json.mapper().readTree(body), clock.instant(), properties.ahead());
            changes.keep(actor, clean(sent), clock.instant());
            return sent;
        });
    }

    /// Changes under our names for services, redacted: there is no incident yet, so the pseudonyms in them belong to all changes together.
    private List<Change> clean(List<Change> sent) {
        List<Change> named = sent.stream().map(change -> new Change(change.id(), change.kind(), change.at(), named(change.service()),
                change.title(), change.author(), change.version(), change.commit(), change.files(), change.diff(), change.attributes()))
                .toList();
        return collector.cleaned(named, CHANGES);
    }

    private @Nullable String named(@Nullable String service) {
        return service == null ? null : properties.services().getOrDefault(service, service);
    }

    private Alert named(Alert alert) {
        String service = named(alert.service());
        return Objects.equals(service, alert.service())
                ? alert
                : new Alert(alert.source(), alert.state(), alert.title(), alert.description(), alert.severity(), service,
                        alert.environment(), alert.startedAt(), alert.endedAt(), alert.labels(), alert.links(), alert.groupingKey(),
                        alert.fingerprint(), alert.warnings());
    }

    /// Takes each group of a delivery by itself. The answer is about the first that has an incident.
    private Accepted groups(List<Alert> alerts, @Nullable Act act) {
        Map<String, List<Alert>> groups = new LinkedHashMap<>();
        for (int i = 0; i < alerts.size(); i++) {
            String key = alerts.get(i).groupingKey();
            groups.computeIfAbsent(key == null ? "alone " + i : "group " + key, _ -> new ArrayList<>()).add(alerts.get(i));
        }
        List<Accepted> all = groups.values().stream().map(group -> group(group, act)).toList();
        Accepted first = all.stream().filter(accepted -> accepted.id() != null).findFirst().orElse(all.getFirst());
        return new Accepted(first.id(), first.outcome(),
                all.stream().flatMap(accepted -> accepted.warnings().stream()).distinct().toList());
    }

    /// Alerts of one fault: they join the incident that is open for it, or open one.
    private Accepted group(List<Alert> alerts, @Nullable Act act) {
        Outcome outcome = Outcome.JOINED;
        Incident incident = known(alerts.getFirst(), act).orElse(null);
        List<String> warnings = new ArrayList<>();
        for (Alert alert : alerts) {
            warnings.addAll(alert.warnings());
            if (incident == null && alert.state() == Alert.State.RESOLVED) continue;
            if (incident == null) {
                Optional<Incident> opened = opened(alert, alert.source());
                if (opened.isPresent()) outcome = Outcome.OPENED;
                incident = opened.or(() -> archive.openIncident(String.valueOf(alert.groupingKey())))
                        .orElseThrow(() -> new Overloaded(properties.retryAfter()));
                if (opened.isPresent()) {
                    ledger.fired(incident.id(), fingerprint(alert), alert.startedAt());
                    continue;
                }
            }
            join(incident, redacted(alert, incident.id()), act != null);
        }
        if (incident == null) return new Accepted(null, Outcome.NOTHING_OPEN, warnings);
        if (act != null) handling.follow(incident.id(), act);
        settle(incident.id(), alerts.getFirst().source());
        return new Accepted(incident.id(), outcome, warnings.stream().distinct().toList());
    }

    /// The incident that is open for an alert; and where its sender's people reopened it, the one that it was.
    private Optional<Incident> known(Alert alert, @Nullable Act act) {
        String group = alert.groupingKey();
        if (group == null) return Optional.empty();
        Optional<Incident> open = archive.openIncident(group);
        return open.isPresent() || !(act instanceof Act.Reopened) ? open : archive.newestIncident(group);
    }

    /// @param acted whether it came along with what somebody did, which then says it all
    private void join(Incident incident, Alert alert, boolean acted) {
        IncidentId id = incident.id();
        Instant now = clock.instant();
        switch (alert.state()) {
            case FIRING -> {
                boolean repeat = ledger.fired(id, fingerprint(alert), alert.startedAt());
                if (acted) return;
                timeline.append(id,
                        new NewEvent(now, alert.source(), EventType.ALERT_RECEIVED,
                                (repeat ? "Still firing: " : "Also firing: ") + alert.title(),
                                new EventData.AlertReceived(alert.source(), alert.title(), alert.severity(), alert.fingerprint(),
                                        alert.labels(), repeat, alert.warnings())));
                raise(incident, alert);
            }
            case RESOLVED -> {
                if (ledger.resolved(id, fingerprint(alert))) {
                    timeline.append(id, new NewEvent(now, alert.source(), EventType.ALERT_RESOLVED, "No longer firing: " + alert.title(),
                            new EventData.AlertResolved(alert.source(), alert.title(), alert.fingerprint(), alert.endedAt())));
                }
            }
        }
    }

    /// An incident is as bad as the worst of its alerts: one that got worse makes it worse.
    private void raise(Incident before, Alert alert) {
        if (alert.severity().compareTo(before.severity()) >= 0) return;
        Incident now = incident(before.id());
        if (alert.severity().compareTo(now.severity()) < 0) handling.rated(now, alert.source(), alert.severity());
    }

    /// Resolves an incident once none of its alerts fires any more.
    private void settle(IncidentId id, String source) {
        Incident incident = incident(id);
        if (incident.status() == Status.RESOLVED || ledger.firing(id) > 0) return;
        timeline.append(id, new NewEvent(clock.instant(), source, EventType.RESOLVED, "None of its alerts fires any more.",
                new EventData.StatusChanged(incident.status(), Status.RESOLVED, null)));
    }

    private Incident incident(IncidentId id) {
        return archive.incident(id).orElseThrow(() -> new NoSuchIncident(id));
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
