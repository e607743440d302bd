package dev.firsthour.intake;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.transaction.CannotCreateTransactionException;

import dev.firsthour.evidence.Collector;
import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.attached.Attachments;
import dev.firsthour.evidence.attached.Fields;
import dev.firsthour.evidence.changes.StoredChanges;
import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.Flaw;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.InvalidInput;
import dev.firsthour.incident.Status;
import dev.firsthour.intake.Accepted.Outcome;
import dev.firsthour.intake.Ledger.DeliveryName;
import dev.firsthour.intake.Reading.Matter;
import dev.firsthour.intake.Signature.Proof;
import dev.firsthour.investigation.Investigations;
import dev.firsthour.job.Jobs;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Json;
import dev.firsthour.timeline.NoSuchIncident;
import dev.firsthour.timeline.Opening;
import dev.firsthour.timeline.Timeline;

/// Takes alerts and reports in. What it answers is durable: the incident, its first entry and its job are one transaction, or nothing is kept.
public final class Intake {

    private static final int LONGEST_KEY = 255;
    private static final String NOBODY = "nobody knows who sent it";
    /// What the pseudonyms in changes belong to.
    private static final String CHANGES = "changes";
    /// How many alerts, and locks for them, deliveries that are taken in together may have: a database has room for some thousands of locks.
    private static final int HEAVIEST = 1_000;
    /// How often a connection to the database is asked for again for deliveries that are taken in together.
    private static final int MOST_ASKED = 3;

    /// Nobody merges what was merged more often than this.
    private static final int MOST_MERGES = 20;

    private final Timeline timeline;
    private final Archive archive;
    private final Collector collector;
    private final Investigations investigations;
    private final Ledger ledger;
    private final StoredChanges changes;
    private final Handling handling;
    private final Supplier<Jobs> jobs;
    private final Map<String, WebhookSource> webhooks;
    private final IntakeProperties properties;
    private final Grouping grouping;
    private final InstantSource clock;
    private final Semaphore room;
    private final Together<Taken, Accepted> together;

    Intake(Timeline timeline, Archive archive, Collector collector, Investigations investigations, Ledger ledger,
            StoredChanges changes, Handling handling, Grouping grouping, Supplier<Jobs> jobs, List<WebhookSource> webhooks,
            IntakeProperties properties, InstantSource clock) {
        this.timeline = timeline;
        this.archive = archive;
        this.collector = collector;
        this.investigations = investigations;
        this.ledger = ledger;
        this.changes = changes;
        this.handling = handling;
        this.grouping = grouping;
        this.jobs = jobs;
        this.webhooks = webhooks.stream().collect(Collectors.toUnmodifiableMap(WebhookSource::name, Function.identity(), (one, _) -> {
            throw new IllegalArgumentException("two webhooks are called " + one.name() + ": give the one at firsthour.intake.senders."
                    + one.name() + " another name");
        }));
        this.properties = properties;
        this.clock = clock;
        this.room = new Semaphore(properties.atOnce(), true);
        this.together = new Together<>(
                new Together.Bounds(properties.webhooksAtOnce(), properties.webhooksTogether(), HEAVIEST), this::weight,
                properties.webhookPatience(), () -> new Overloaded(properties.retryAfter()), this::take,
                CannotCreateTransactionException.class::isInstance);
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
            Incident opened = opened(alert, actor);
            if (key != null) ledger.remember(key, digest, opened.id(), clock.instant());
            if (!submission.evidence().isEmpty()) collector.attach(opened.id(), actor, submission.evidence());
            return new Accepted(opened.id(), Outcome.OPENED, alert.warnings());
        });
    }

    /// Opens an incident and enqueues its investigation, in the caller's transaction.
    private Incident opened(Alert alert, String actor) {
        Opening opening = grouping.opening(alert, actor);
        Incident opened = timeline.open(opening.incident(), opening.first())
                .orElseThrow(() -> new IllegalStateException("a report without a grouping key joins nothing"));
        investigations.enqueue(opened.id(), Objects.requireNonNull(opened.standing().analysisId()), opened.severity());
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
        Reading reading = webhook.read(delivery, clock.instant());
        return together.take(new Taken(source, new Reading(reading.deliveryId(), named(reading.matter()))));
    }

    /// A delivery that was read.
    private record Taken(String source, Reading reading) {

        Optional<DeliveryName> name() {
            return Optional.ofNullable(reading.deliveryId()).map(id -> new DeliveryName(source, bounded(id)));
        }
    }

    private Matter named(Matter matter) {
        return switch (matter) {
            case Reading.Alerts(var alerts, var act) -> new Reading.Alerts(alerts.stream().map(this::named).toList(), act);
            case Reading.Answered(var channel, var reference, var act, var otherwise) ->
                new Reading.Answered(channel, reference, act, named(otherwise));
            default -> matter;
        };
    }

    private int weight(Taken taken) {
        return taken.reading().matter() instanceof Reading.Alerts alerts ? grouping.weight(alerts) : 1;
    }

    /// Takes deliveries in as one: all of them, or none.
    private List<Accepted> take(List<Taken> all) {
        try {
            return patiently(all);
        } catch (Grouping.Raced raced) {
            // Together they are taken one by one now; what is alone finds the other incident the second time.
            if (all.size() > 1) throw raced;
            return takenAgain(all);
        }
    }

    /// A connection that was not to be had in time is no reason to send many away at once: nothing was begun, so it is asked for again.
    private List<Accepted> patiently(List<Taken> all) {
        for (int left = all.size() == 1 ? 0 : MOST_ASKED; left > 0; left--) {
            try {
                return timeline.atomically(() -> taken(all));
            } catch (CannotCreateTransactionException _) {
                // All connections are taken, as when many investigations begin at once.
            }
        }
        return timeline.atomically(() -> taken(all));
    }

    private List<Accepted> takenAgain(List<Taken> all) {
        try {
            return timeline.atomically(() -> taken(all));
        } catch (Grouping.Raced _) {
            throw new Overloaded(properties.retryAfter());
        }
    }

    private List<Accepted> taken(List<Taken> all) {
        Set<DeliveryName> first = new HashSet<>(
                ledger.delivered(all.stream().flatMap(taken -> taken.name().stream()).toList(), clock.instant()));
        IdentityHashMap<Taken, Accepted> answers = new IdentityHashMap<>();
        List<Taken> alerts = new ArrayList<>();
        List<Taken> others = new ArrayList<>();
        for (Taken taken : all) {
            // Of two deliveries of the same name that are taken together, the first is the one.
            boolean again = taken.name().isPresent() && !first.remove(taken.name().get());
            if (again) answers.put(taken, new Accepted(null, Outcome.REPEATED, List.of()));
            else
                (taken.reading().matter() instanceof Reading.Alerts ? alerts : others).add(taken);
        }
        // Nobody can tell in which order they came at the same moment; alerts come first, so that one that is acknowledged is there.
        if (!alerts.isEmpty()) {
            List<Accepted> accepted = grouping.take(alerts.stream().map(taken -> (Reading.Alerts) taken.reading().matter()).toList());
            for (int i = 0; i < alerts.size(); i++) {
                answers.put(alerts.get(i), accepted.get(i));
            }
        }
        others.forEach(taken -> answers.put(taken, take(taken.source(), taken.reading().matter())));
        return all.stream().map(taken -> Objects.requireNonNull(answers.get(taken))).toList();
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
            case Reading.Alerts alerts -> grouping.take(List.of(alerts)).getFirst();
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
