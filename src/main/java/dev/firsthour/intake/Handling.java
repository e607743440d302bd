package dev.firsthour.intake;

import java.time.InstantSource;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Flaw;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.InvalidInput;
import dev.firsthour.incident.NotPossibleNow;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Standing;
import dev.firsthour.incident.Status;
import dev.firsthour.investigation.Investigations;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.NoSuchIncident;
import dev.firsthour.timeline.Timeline;

/// What people do to an incident. Doing a thing twice is doing it once; what does not fit where the incident stands is refused with a word.
public final class Handling {

    private static final int LONGEST_TEXT = 10_000;

    private final Timeline timeline;
    private final Archive archive;
    private final Redactor redactor;
    private final InstantSource clock;
    private final Investigations investigations;

    Handling(Timeline timeline, Archive archive, Redactor redactor, Investigations investigations, InstantSource clock) {
        this.timeline = timeline;
        this.archive = archive;
        this.redactor = redactor;
        this.investigations = investigations;
        this.clock = clock;
    }

    public Incident acknowledge(IncidentId id, String actor, @Nullable String comment) {
        return move(id, actor, comment, EventType.ACKNOWLEDGED, Status.ACKNOWLEDGED, Set.of(Status.OPEN), "Acknowledged");
    }

    public Incident mitigate(IncidentId id, String actor, @Nullable String comment) {
        return move(id, actor, comment, EventType.MITIGATED, Status.MITIGATED, Set.of(Status.OPEN, Status.ACKNOWLEDGED), "Mitigated");
    }

    public Incident resolve(IncidentId id, String actor, @Nullable String comment) {
        return move(id, actor, comment, EventType.RESOLVED, Status.RESOLVED, Set.of(Status.OPEN, Status.ACKNOWLEDGED, Status.MITIGATED),
                "Resolved");
    }

    /// @throws NotPossibleNow also if another open incident has the same grouping key by now
    public Incident reopen(IncidentId id, String actor, @Nullable String comment) {
        return timeline.atomically(() -> {
            Incident closed = incident(id);
            if (closed.mergedInto() != null) {
                throw new NotPossibleNow("incident " + id + " became part of " + closed.mergedInto() + ": work on that one");
            }
            String group = closed.groupingKey();
            if (group != null) {
                archive.openIncident(group).filter(other -> !other.id().equals(id)).ifPresent(other -> {
                    throw new NotPossibleNow("incident " + other.id() + " is open for the same alerts: work on that one");
                });
            }
            return move(id, actor, comment, EventType.REOPENED, Status.OPEN, Set.of(Status.RESOLVED, Status.MITIGATED), "Reopened");
        });
    }

    /// Follows what a sender's people did in their own system. What no longer fits where the incident stands is left out rather than refused: nobody is
    /// there to be told.
    void follow(IncidentId id, Act act) {
        timeline.atomically(() -> {
            Incident incident = incident(id);
            Status status = incident.status();
            String actor = redacted(act.actor(), id);
            switch (act) {
                case Act.Acknowledged(_, var comment) when status == Status.OPEN ->
                    moved(incident, actor, EventType.ACKNOWLEDGED, Status.ACKNOWLEDGED, "Acknowledged by " + actor, comment);
                case Act.Unacknowledged _ when status == Status.ACKNOWLEDGED ->
                    moved(incident, actor, EventType.REOPENED, Status.OPEN, "No longer acknowledged, by " + actor, null);
                case Act.Reopened _ when status == Status.RESOLVED || status == Status.MITIGATED ->
                    moved(incident, actor, EventType.REOPENED, Status.OPEN, "Reopened by " + actor, null);
                case Act.Resolved(_, var comment) when status != Status.RESOLVED ->
                    moved(incident, actor, EventType.RESOLVED, Status.RESOLVED, "Resolved by " + actor, comment);
                case Act.Rated(_, var severity) when severity != incident.severity() -> rated(incident, actor, severity);
                case Act.Noted(_, var text) -> {
                    String said = redacted(text, id);
                    timeline.append(id, new NewEvent(clock.instant(), actor, EventType.COMMENT_ADDED, actor + ": " + said,
                            new EventData.CommentAdded(said)));
                }
                case Act.Judged(_, var correct) when archive.analysis(id).isPresent() -> feedback(id, actor, correct, null, null);
                // Who asks for another analysis asks the investigations, not the timeline.
                case Act.AskedAgain _ -> {
                }
                case Act.Acknowledged _,Act.Unacknowledged _,Act.Reopened _,Act.Resolved _,Act.Rated _,Act.Judged _ -> {
                }
            }
            return id;
        });
    }

    /// Says how bad it is. An investigation that waits for its turn waits among others as bad from now on.
    public Incident rate(IncidentId id, String actor, Severity severity) {
        return timeline.atomically(() -> {
            Incident incident = incident(id);
            if (incident.severity() != severity) rated(incident, actor, severity);
            return incident(id);
        });
    }

    /// Notes that it is as bad as that now.
    void rated(Incident incident, String actor, Severity severity) {
        AnalysisId analysis = incident.standing().analysisId();
        if (analysis != null && incident.standing().state() != Standing.State.IDLE) investigations.rate(incident.id(), analysis, severity);
        timeline.append(incident.id(), new NewEvent(clock.instant(), actor, EventType.SEVERITY_CHANGED,
                "The severity went from " + incident.severity().word() + " to " + severity.word() + ".",
                new EventData.SeverityChanged(incident.severity(), severity)));
    }

    private void moved(Incident incident, String actor, EventType type, Status to, String message, @Nullable String comment) {
        String said = comment == null || comment.isBlank() ? null : redacted(comment, incident.id());
        timeline.append(incident.id(), new NewEvent(clock.instant(), actor, type, message + (said == null ? "." : ": " + said),
                new EventData.StatusChanged(incident.status(), to, said)));
    }

    private String redacted(String text, IncidentId id) {
        String whole = redactor.redact(text.strip(), id.toString()).text();
        return whole.length() <= LONGEST_TEXT ? whole : whole.substring(0, LONGEST_TEXT) + "…";
    }

    private Incident move(IncidentId id, String actor, @Nullable String comment, EventType type, Status to, Set<Status> from, String word) {
        return timeline.atomically(() -> {
            Incident incident = incident(id);
            if (incident.status() == to) return incident;
            if (!from.contains(incident.status())) {
                throw new NotPossibleNow("incident " + id + " is " + incident.status().word() + " and cannot become " + to.word()
                        + (incident.status() == Status.RESOLVED ? ": reopen it first" : ""));
            }
            String said = comment == null || comment.isBlank() ? null : text("comment", comment, id);
            timeline.append(id, new NewEvent(clock.instant(), actor, type, word + " by " + actor + (said == null ? "." : ": " + said),
                    new EventData.StatusChanged(incident.status(), to, said)));
            return incident(id);
        });
    }

    /// Notes what somebody says.
    public Incident comment(IncidentId id, String actor, String text) {
        return timeline.atomically(() -> {
            String said = text("text", text, id);
            timeline.append(id,
                    new NewEvent(clock.instant(), actor, EventType.COMMENT_ADDED, actor + ": " + said, new EventData.CommentAdded(said)));
            return incident(id);
        });
    }

    /// Notes whether an analysis named the cause. Whoever says so has looked at it: it needs no more review.
    ///
    /// @throws NotPossibleNow if there is no analysis yet
    public Incident feedback(IncidentId id, String actor, boolean correct, @Nullable String actualCause, @Nullable String comment) {
        return timeline.atomically(() -> {
            AnalysisId analysis = archive.analysis(id).map(Analysis::id).orElseThrow(() -> new NotPossibleNow("incident " + id
                    + " has no analysis yet: wait for it, or write a comment"));
            String cause = actualCause == null || actualCause.isBlank() ? null : text("actual_cause", actualCause, id);
            String said = comment == null || comment.isBlank() ? null : text("comment", comment, id);
            timeline.append(id, new NewEvent(clock.instant(), actor, EventType.FEEDBACK_GIVEN,
                    actor + (correct
                            ? " says that the analysis is right."
                            : " says that the analysis is wrong." + (cause == null ? "" : " It was: " + cause)),
                    new EventData.FeedbackGiven(analysis, correct, cause, said)));
            return incident(id);
        });
    }

    private Incident incident(IncidentId id) {
        return archive.incident(id).orElseThrow(() -> new NoSuchIncident(id));
    }

    private String text(String field, String text, IncidentId id) {
        if (text.isBlank()) throw new InvalidInput(new Flaw(field, text, "is empty", "write something"));
        if (text.length() > LONGEST_TEXT)
            throw new InvalidInput(new Flaw(field, text, "has " + text.length() + " characters", "write at most " + LONGEST_TEXT));
        return redactor.redact(text.strip(), id.toString()).text();
    }
}
