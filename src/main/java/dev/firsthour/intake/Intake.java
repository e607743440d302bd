package dev.firsthour.intake;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
import dev.firsthour.intake.Ledger.Before;
import dev.firsthour.intake.Ledger.Known;
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
    /// What the pseudonyms in silenced alerts belong to.
    private static final String SILENCES = "silences";
    /// What the alerts of one delivery add at most to what their incident is known by.
    private static final int MOST_MARKS = 1_000;

    /// Nobody merges what was merged more often than this.
    private static final int MOST_MERGES = 20;

    private final Timeline timeline;
    private final Archive archive;
    private final Collector collector;
    private final Investigations investigations;
    private final Ledger ledger;
    private final StoredChanges changes;
    private final Handling handling;
    private final Likeness likeness;
    private final Silences silences;
    private final LateAlerts late;
    private final Supplier<Jobs> jobs;
    private final Redactor redactor;
    private final Map<String, WebhookSource> webhooks;
    private final IntakeProperties properties;
    private final GroupingProperties grouping;
    private final Ids ids;
    private final InstantSource clock;
    private final Semaphore room;
    private final Semaphore webhookRoom;

    Intake(Timeline timeline, Archive archive, Collector collector, Investigations investigations, Ledger ledger,
            StoredChanges changes, Handling handling, Likeness likeness, Silences silences, LateAlerts late, Supplier<Jobs> jobs,
            Redactor redactor, List<WebhookSource> webhooks, IntakeProperties properties, GroupingProperties grouping, Ids ids,
            InstantSource clock) {
        this.timeline = timeline;
        this.archive = archive;
        this.collector = collector;
        this.investigations = investigations;
        this.ledger = ledger;
        this.changes = changes;
        this.handling = handling;
        this.likeness = likeness;
        this.silences = silences;
        this.late = late;
        this.grouping = grouping;
        this.jobs = jobs;
        this.redactor = redactor;
        this.webhooks = webhooks.stream().collect(Collectors.toUnmodifiableMap(WebhookSource::name, Function.identity()));
        this.properties = properties;
        this.ids = ids;
        this.clock = clock;
        this.room = new Semaphore(properties.atOnce(), true);
        this.webhookRoom = new Semaphore(properties.webhooksAtOnce(), true);
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
        opened.ifPresent(_ -> investigations.enqueue(id, analysis, clean.severity()));
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
        return within(webhookRoom, properties.webhookPatience(), () -> {
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
            case Reading.Answered(var channel, var reference, var act, var otherwise) -> openAbout(channel, reference)
                    .map(incident -> handled(incident.id(), act)).orElseGet(() -> take(source, otherwise));
            case Reading.Handled(var id, var act) -> archive.incident(id).map(incident -> handled(incident.id(), act))
                    .orElseGet(() -> new Accepted(null, Outcome.NOTHING_OPEN, List.of("there is no incident " + id)));
            case Reading.Errand(var job, var key) -> {
                jobs.get().enqueue(job, key);
                yield new Accepted(null, Outcome.NOTED, List.of());
            }
            case Reading.Nothing(var why) -> new Accepted(null, Outcome.NOTED, List.of(why));
        };
    }

    /// The open incident that a message of ours is about; what it was about may have become part of another since.
    private Optional<Incident> openAbout(String channel, String reference) {
        Optional<Incident> about = archive.messageAbout(channel, reference);
        for (int hop = 0; hop < MOST_MERGES && about.isPresent() && about.get().mergedInto() != null; hop++) {
            about = archive.incident(Objects.requireNonNull(about.get().mergedInto()));
        }
        return about.filter(incident -> incident.status() != Status.RESOLVED);
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

    /// Takes each group of a delivery by itself, in the order of their keys, so that two deliveries about the same never wait for each other. The answer is about
    /// the first that has an incident.
    private Accepted groups(List<Alert> alerts, @Nullable Act act) {
        Map<String, List<Alert>> groups = new TreeMap<>();
        for (int i = 0; i < alerts.size(); i++) {
            String key = alerts.get(i).groupingKey();
            groups.computeIfAbsent(key == null ? "alone " + i : "group " + key, _ -> new ArrayList<>()).add(alerts.get(i));
        }
        List<Accepted> all = groups.values().stream().map(group -> group(group, act)).toList();
        Accepted first = all.stream().filter(accepted -> accepted.id() != null).findFirst().orElse(all.getFirst());
        return new Accepted(first.id(), first.outcome(),
                all.stream().flatMap(accepted -> accepted.warnings().stream()).distinct().toList());
    }

    /// Alerts that their sender says are of one fault: each goes to the incident that it belongs to already; what has none joins one that is like it, or
    /// opens one.
    private Accepted group(List<Alert> alerts, @Nullable Act act) {
        Map<String, Alert> latest = new LinkedHashMap<>();
        alerts.forEach(alert -> latest.put(Ledger.fingerprint(alert), alert));
        Map<IncidentId, Joining> joining = new LinkedHashMap<>();
        List<Alert> homeless = new ArrayList<>();
        List<Ledger.Home> homes = homes(latest, act);
        latest.forEach((fingerprint, alert) -> home(homes, fingerprint, alert, act).ifPresentOrElse(
                known -> joining.computeIfAbsent(known.id(), _ -> new Joining(known, null, false, new ArrayList<>())).alerts().add(alert),
                () -> homeless.add(alert)));
        Outcome outcome = joining.isEmpty() ? Outcome.NOTHING_OPEN : Outcome.JOINED;
        List<Alert> expected = homeless.stream().filter(this::isSilenced).toList();
        if (!expected.isEmpty() && joining.isEmpty()) outcome = Outcome.SILENCED;
        homeless.removeAll(expected);
        homeless.removeIf(alert -> alert.state() == Alert.State.RESOLVED);
        if (!homeless.isEmpty()) {
            Joining found = belonging(homeless);
            joining.merge(found.incident().id(), found, Joining::with);
            if (outcome != Outcome.JOINED) outcome = found.opened() ? Outcome.OPENED : Outcome.JOINED;
        }
        joining.values().forEach(each -> join(each, act));
        List<String> warnings = alerts.stream().flatMap(alert -> alert.warnings().stream()).distinct().toList();
        return new Accepted(joining.keySet().stream().findFirst().orElse(null), outcome, warnings);
    }

    /// Alerts on their way into an incident.
    ///
    /// @param reason why they belong there; null if their sender said so
    /// @param opened whether the first of them has just opened it
    private record Joining(Known incident, @Nullable String reason, boolean opened, List<Alert> alerts) {

        Joining with(Joining more) {
            alerts.addAll(more.alerts());
            return this;
        }
    }

    /// The incidents that alerts of this group belong to by now. One that its sender's people reopened may have ended at any time.
    private List<Ledger.Home> homes(Map<String, Alert> alerts, @Nullable Act act) {
        String group = alerts.values().iterator().next().groupingKey();
        if (group == null) return List.of();
        return ledger.homes(group, alerts.keySet(),
                act instanceof Act.Reopened ? Instant.EPOCH : clock.instant().minus(grouping.flapping()));
    }

    /// Where an alert belongs: where it is known, else where its group is. What has ended is none, unless it ended just now and the alert fires again.
    private Optional<Known> home(List<Ledger.Home> homes, String fingerprint, Alert alert, @Nullable Act act) {
        boolean again = act instanceof Act.Reopened || (alert.state() == Alert.State.FIRING && !grouping.flapping().isZero());
        return homes.stream().filter(home -> home.incident().isOpen() || again)
                .min(Comparator.comparing((Ledger.Home home) -> !home.incident().isOpen())
                        .thenComparing(home -> !home.fingerprints().contains(fingerprint)))
                .map(Ledger.Home::incident);
    }

    private boolean isSilenced(Alert alert) {
        Optional<Silence> silence = alert.state() == Alert.State.FIRING ? silences.of(alert) : Optional.empty();
        silence.ifPresent(matching -> silences.keep(matching, redacted(alert, SILENCES)));
        return silence.isPresent();
    }

    /// The incident that alerts without one join, or open.
    private Joining belonging(List<Alert> alerts) {
        Alert first = alerts.getFirst();
        List<String> sought = likeness.sought(first);
        if (!sought.isEmpty()) {
            ledger.alone(sought);
            Optional<Likeness.Match> match = likeness.best(first, ledger.candidates(sought, String.valueOf(first.groupingKey()),
                    likeness.earliest(first), likeness.latest(first)));
            if (match.isPresent()) return new Joining(match.get().incident(), match.get().reason(), false, alerts);
        }
        Optional<Incident> opened = opened(first, first.source());
        return opened.map(incident -> new Joining(Known.of(incident), null, true, alerts))
                .orElseGet(() -> new Joining(archive.openIncident(String.valueOf(first.groupingKey())).map(Known::of)
                        .orElseThrow(() -> new Overloaded(properties.retryAfter())), null, false, alerts));
    }

    private void join(Joining joining, @Nullable Act act) {
        Known incident = joining.incident();
        List<Alert> firing = of(joining, Alert.State.FIRING);
        List<Alert> resolved = of(joining, Alert.State.RESOLVED);
        Instant now = clock.instant();
        Map<String, Before> before = firing.isEmpty()
                ? Map.of()
                : ledger.fired(incident, firing, joining.reason(), marks(firing), now, now.minus(grouping.flapping()));
        Set<String> ended = resolved.isEmpty()
                ? Set.of()
                : ledger.resolved(incident.id(), resolved.stream().map(Ledger::fingerprint).toList(), now);
        List<NewEvent> entries = new ArrayList<>();
        if (act == null) {
            if (!incident.isOpen() && !firing.isEmpty()) entries.add(reopened(incident, firing, before));
            // The first alert of an incident stands in its first entry.
            firing.stream().skip(joining.opened() ? 1 : 0)
                    .forEach(alert -> entries.add(received(alert, before.get(Ledger.fingerprint(alert)), joining.reason())));
        }
        resolved.stream().filter(alert -> ended.contains(Ledger.fingerprint(alert))).forEach(alert -> entries.add(new NewEvent(now,
                alert.source(), EventType.ALERT_RESOLVED, "No longer firing: " + alert.title(),
                new EventData.AlertResolved(alert.source(), alert.title(), alert.fingerprint(), alert.endedAt()))));
        timeline.append(incident.id(), entries);
        if (act == null) firing.stream().min(Comparator.comparing(Alert::severity)).ifPresent(worst -> raise(incident, worst));
        if (act == null) investigate(incident, firing, before, joining.reason());
        if (act != null) handling.follow(incident.id(), act);
        if (!resolved.isEmpty()) settle(incident.id(), joining.alerts().getFirst().source());
    }

    private List<Alert> of(Joining joining, Alert.State state) {
        return joining.alerts().stream().filter(alert -> alert.state() == state).map(alert -> redacted(alert, joining.incident().id()))
                .toList();
    }

    private Set<String> marks(List<Alert> alerts) {
        return alerts.stream().filter(alert -> alert.groupingKey() != null).flatMap(alert -> likeness.marks(alert).stream())
                .limit(MOST_MARKS).collect(Collectors.toSet());
    }

    private NewEvent received(Alert alert, @Nullable Before before, @Nullable String reason) {
        boolean repeat = before != null && before.firing();
        return new NewEvent(clock.instant(), alert.source(), EventType.ALERT_RECEIVED,
                (repeat ? "Still firing: " : before == null || before.fresh() ? "Also firing: " : "Firing again: ") + alert.title(),
                new EventData.AlertReceived(alert.source(), alert.title(), alert.severity(), alert.fingerprint(), alert.labels(), repeat,
                        alert.warnings(), alert.service(), repeat ? null : reason));
    }

    private NewEvent reopened(Known incident, List<Alert> firing, Map<String, Before> before) {
        int flaps = flaps(firing, before);
        String comment = flaps <= grouping.flaps()
                ? null
                : "It has fired again " + flaps
                        + " times in a row soon after it had ended: it is not investigated again until it has been quiet for "
                        + Likeness.time(grouping.flapping()) + ".";
        return new NewEvent(clock.instant(), firing.getFirst().source(), EventType.REOPENED,
                "Reopened: one of its alerts fires again."
                        + (comment == null ? "" : " " + comment),
                new EventData.StatusChanged(incident.status(), Status.OPEN, comment));
    }

    private static int flaps(List<Alert> firing, Map<String, Before> before) {
        return firing.stream().map(alert -> before.get(Ledger.fingerprint(alert))).filter(Objects::nonNull).mapToInt(Before::flaps).max()
                .orElse(0);
    }

    /// What is new is looked into: an alert of another service, or one that joined by likeness, is evidence; one that came back is a reason to look again, unless it
    /// keeps coming back.
    private void investigate(Known incident, List<Alert> firing, Map<String, Before> before, @Nullable String reason) {
        boolean telling = firing.stream().anyMatch(alert -> {
            Before known = before.get(Ledger.fingerprint(alert));
            return known != null && known.fresh() && Ledger.isTelling(incident, alert, reason);
        });
        if (telling) late.ask(incident.id());
        boolean cameBack = !incident.isOpen() && flaps(firing, before) <= grouping.flaps();
        if (cameBack && incident.state() == Standing.State.IDLE && archive.analyses(incident.id()).size() < grouping.analyses()) {
            investigations.request(incident.id());
        }
    }

    /// An incident is as bad as the worst of its alerts: one that got worse makes it worse.
    private void raise(Known before, Alert alert) {
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
        return redacted(alert, id.toString());
    }

    private Alert redacted(Alert alert, String id) {
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

    private String text(String text, String id) {
        return redactor.redact(text, id).text();
    }

    private <T> T within(Supplier<T> work) {
        return within(room, properties.patience(), work);
    }

    private <T> T within(Semaphore places, Duration patience, Supplier<T> work) {
        try {
            if (!places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) throw new Overloaded(properties.retryAfter());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Overloaded(properties.retryAfter());
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }
}
