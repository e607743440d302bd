package dev.firsthour.intake;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Flaw;
import dev.firsthour.incident.Ids;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.InvalidInput;
import dev.firsthour.incident.NotPossibleNow;
import dev.firsthour.incident.Standing;
import dev.firsthour.incident.Status;
import dev.firsthour.intake.Ledger.Known;
import dev.firsthour.investigation.Investigations;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.NoSuchIncident;
import dev.firsthour.timeline.Timeline;

/// Grouping mended by people: an alert is taken out into an incident of its own, or two incidents become one. Later deliveries follow.
public final class Regrouping {

    private static final int MOST_LISTED = 1_000;
    private static final int LONGEST_COMMENT = 10_000;

    private final Timeline timeline;
    private final Archive archive;
    private final Ledger ledger;
    private final Likeness likeness;
    private final Investigations investigations;
    private final LateAlerts late;
    private final Redactor redactor;
    private final Ids ids;
    private final InstantSource clock;

    Regrouping(Timeline timeline, Archive archive, Ledger ledger, Likeness likeness, Investigations investigations, LateAlerts late,
            Redactor redactor, Ids ids, InstantSource clock) {
        this.timeline = timeline;
        this.archive = archive;
        this.ledger = ledger;
        this.likeness = likeness;
        this.investigations = investigations;
        this.late = late;
        this.redactor = redactor;
        this.ids = ids;
        this.clock = clock;
    }

    /// The alerts that an incident is made of, in the order in which they began. One that a person reported has none.
    ///
    /// @throws NoSuchIncident if there is none
    public List<IncidentAlert> alerts(IncidentId id) {
        incident(id);
        return ledger.alerts(id, MOST_LISTED);
    }

    /// Takes an alert out into an incident of its own, which is investigated. Later deliveries of it go there, and its group does not join the old one again by
    /// likeness.
    ///
    /// @return the new incident
    /// @throws NotPossibleNow if it is the only alert, or the incident is closed
    public Incident split(IncidentId id, String fingerprint, String actor, @Nullable String comment) {
        return timeline.atomically(() -> {
            IncidentAlert moving = movable(id, fingerprint);
            Alert alert = moving.alert();
            if (alert == null)
                throw new NotPossibleNow("alert " + fingerprint
                        + " is no longer kept whole and cannot be taken out: what it said was erased, or it was stored by an earlier version");
            Incident from = incident(id);
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            AnalysisId analysis = ids.analysis();
            Incident opened = timeline
                    .open(new Incident(ids.incident(), alert.title(), alert.description(), alert.severity(), Status.OPEN, alert.service(),
                            alert.environment(), alert.source(), alert.labels(), null, alert.startedAt(), now, now, 0,
                            Standing.NONE.on(analysis, Standing.State.QUEUED)),
                            new NewEvent(now, actor, EventType.INCIDENT_CREATED, alert.title(),
                                    new EventData.IncidentCreated(alert.source(), alert.title(),
                                            alert.severity(), alert.service(), alert.environment(), alert.startedAt(), alert.labels(),
                                            alert.links(), null,
                                            alert.fingerprint(), alert.warnings())))
                    .orElseThrow(() -> new IllegalStateException("an incident without a grouping key is always opened"));
            ledger.move(id, opened.id(), fingerprint);
            ledger.mark(Known.of(opened), likeness.marks(alert));
            EventData.AlertMoved moved = new EventData.AlertMoved(id, opened.id(), alert.title(), fingerprint, said(comment, id));
            append(id, actor, EventType.ALERT_MOVED, "Taken out into an incident of its own: " + alert.title(), moved);
            append(opened.id(), actor, EventType.ALERT_MOVED, "Taken out of the incident " + from.title(), moved);
            investigations.enqueue(opened.id(), analysis, opened.severity());
            return incident(opened.id());
        });
    }

    private IncidentAlert movable(IncidentId id, String fingerprint) {
        Incident from = incident(id);
        if (from.status() == Status.RESOLVED) throw new NotPossibleNow("incident " + id + " is resolved: reopen it first");
        List<IncidentAlert> alerts = ledger.alerts(id, 2);
        IncidentAlert moving = ledger.alert(id, fingerprint).orElseThrow(() -> new InvalidInput(new Flaw("alert", fingerprint,
                "is no alert of this incident", "send the fingerprint of one of those at /api/v1/incidents/" + id + "/alerts")));
        if (alerts.size() < 2) throw new NotPossibleNow("it is the only alert of incident " + id + ": there is nothing to take it out of");
        return moving;
    }

    /// Makes one incident part of another. It closes and points there; its alerts, and later ones of their groups, go over.
    ///
    /// @param id the one that closes
    /// @param into the one that stays
    /// @return the one that stays
    /// @throws NotPossibleNow if either is resolved or has become part of another
    public Incident merge(IncidentId id, IncidentId into, String actor, @Nullable String comment) {
        if (id.equals(into)) throw new InvalidInput(new Flaw("into", into.toString(), "is the incident itself", "name another incident"));
        Incident survivor = timeline.atomically(() -> {
            // Both rows are locked in the order of their ids: two that merge the same pair do not wait for each other.
            Stream.of(id, into).sorted((one, other) -> one.toString().compareTo(other.toString())).forEach(each -> timeline.mint(each, 0));
            Incident merged = open(id);
            Incident stays = open(into);
            int moved = ledger.moveAll(id, Known.of(stays));
            EventData.IncidentMerged data = new EventData.IncidentMerged(id, into, moved, said(comment, into));
            append(id, actor, EventType.INCIDENT_MERGED, "Became part of the incident " + stays.title(), data);
            append(into, actor, EventType.INCIDENT_MERGED, "Took in the incident " + merged.title(), data);
            if (moved > 0) late.ask(into);
            return incident(into);
        });
        cancel(id, actor);
        return survivor;
    }

    /// Nobody waits for the analysis of what became part of another.
    private void cancel(IncidentId id, String actor) {
        try {
            if (incident(id).standing().state() != Standing.State.IDLE) investigations.cancel(id, actor);
        } catch (NotPossibleNow ended) {
            // It has just ended by itself, which is as good.
            return;
        }
    }

    private Incident open(IncidentId id) {
        Incident incident = incident(id);
        if (incident.mergedInto() != null)
            throw new NotPossibleNow("incident " + id + " became part of " + incident.mergedInto() + " already");
        if (incident.status() == Status.RESOLVED) throw new NotPossibleNow("incident " + id + " is resolved: reopen it first");
        return incident;
    }

    private void append(IncidentId id, String actor, EventType type, String message, EventData data) {
        timeline.append(id, new NewEvent(clock.instant(), actor, type, message, data));
    }

    private @Nullable String said(@Nullable String comment, IncidentId id) {
        if (comment == null || comment.isBlank()) return null;
        if (comment.length() > LONGEST_COMMENT) {
            throw new InvalidInput(
                    new Flaw("comment", comment, "has " + comment.length() + " characters", "write at most " + LONGEST_COMMENT));
        }
        return redactor.redact(comment.strip(), id.toString()).text();
    }

    private Incident incident(IncidentId id) {
        return archive.incident(id).orElseThrow(() -> new NoSuchIncident(id));
    }
}
