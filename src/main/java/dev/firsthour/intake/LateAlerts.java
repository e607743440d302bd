package dev.firsthour.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.firsthour.evidence.Collector;
import dev.firsthour.evidence.Draft;
import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Event;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Standing;
import dev.firsthour.investigation.Investigations;
import dev.firsthour.job.JobHandler;
import dev.firsthour.job.JobRun;
import dev.firsthour.job.Jobs;
import dev.firsthour.job.Outcome;
import dev.firsthour.job.Urgency;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Timeline;

/// Alerts that join an incident whose investigation has begun: they become evidence, and what the last diagnosis did not see is diagnosed once more, as soon
/// as the run that is under way has ended.
final class LateAlerts implements JobHandler {

    private static final String JOB = "late-alerts";
    private static final String SOURCE = "alerts";
    private static final Logger LOG = LoggerFactory.getLogger(LateAlerts.class);
    /// What comes within so long is told together.
    private static final Duration TOGETHER = Duration.ofSeconds(5);
    /// How soon a run that is under way is looked at again.
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration LONG_PAUSE = Duration.ofSeconds(30);
    private static final int MOST_ENTRIES = 20_000;
    private static final int MOST_NOTICES = 100;
    private static final int LONGEST_TEXT = 2_000;

    private final Timeline timeline;
    private final Archive archive;
    private final Collector collector;
    private final Ledger ledger;
    private final Investigations investigations;
    private final Supplier<Jobs> jobs;
    private final GroupingProperties properties;
    private final InstantSource clock;

    LateAlerts(Timeline timeline, Archive archive, Collector collector, Ledger ledger, Investigations investigations,
            Supplier<Jobs> jobs, GroupingProperties properties, InstantSource clock) {
        this.timeline = timeline;
        this.archive = archive;
        this.collector = collector;
        this.ledger = ledger;
        this.investigations = investigations;
        this.jobs = jobs;
        this.properties = properties;
        this.clock = clock;
    }

    /// Sees to it that an incident's investigation is told of alerts that joined it, in the caller's transaction: those of some seconds together, since in a storm
    /// they come by the hundred.
    void ask(IncidentId id) {
        ask(List.of(id));
    }

    void ask(Collection<IncidentId> ids) {
        long together = clock.instant().getEpochSecond() / TOGETHER.toSeconds();
        jobs.get().enqueue(JOB, ids.stream().distinct().collect(Collectors.toMap(id -> id + "/" + together, _ -> Urgency.BRIEF)));
    }

    /// Makes alerts that joined evidence, as one piece.
    private void tell(IncidentId id) {
        timeline.atomically(() -> {
            List<Alert> alerts = ledger.untold(id);
            if (alerts.isEmpty()) return id;
            List<Notice> notices = alerts.stream().limit(MOST_NOTICES)
                    .map(alert -> new Notice(alert.startedAt(), alert.source(), alert.service(), "firing", text(alert))).toList();
            String title = alerts.size() == 1
                    ? "alert that joined: " + alerts.getFirst().title()
                    : (alerts.size() > MOST_NOTICES ? MOST_NOTICES + " of " : "") + alerts.size() + " alerts that joined";
            collector.attach(id, SOURCE, SOURCE, "joined the incident",
                    List.of(new Draft("joined the incident", title, null, new Content.Notices(notices), null)));
            return id;
        });
    }

    private static String text(Alert alert) {
        String text = alert.title()
                + (alert.description().isBlank() || alert.description().equals(alert.title()) ? "" : ": " + alert.description());
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }

    @Override
    public String name() {
        return JOB;
    }

    @Override
    public Outcome run(JobRun run) {
        int slash = run.key().indexOf('/');
        IncidentId id = IncidentId.parse(run.key().substring(0, slash));
        Instant together = Instant.ofEpochSecond((Long.parseLong(run.key().substring(slash + 1)) + 1) * TOGETHER.toSeconds()).plus(PAUSE);
        if (clock.instant().isBefore(together)) return new Outcome.RunAgain(together);
        Incident incident = archive.incident(id).orElse(null);
        if (incident == null || incident.mergedInto() != null) return new Outcome.Done();
        tell(id);
        Standing.State state = incident.standing().state();
        if (state != Standing.State.IDLE) {
            return new Outcome.RunAgain(clock.instant().plus(state == Standing.State.QUEUED ? LONG_PAUSE : PAUSE));
        }
        if (unseen(timeline.read(id, 0, MOST_ENTRIES)) && archive.analyses(id).size() < properties.analyses()) investigations.request(id);
        return new Outcome.Done();
    }

    /// Whether an alert became evidence after the last diagnosis.
    private static boolean unseen(List<Event> events) {
        boolean unseen = false;
        for (Event event : events) {
            if (event.data() instanceof EventData.EvidenceCollected collected && collected.source().equals(SOURCE)) unseen = true;
            if (event.data() instanceof EventData.DiagnosisCompleted) unseen = false;
        }
        return unseen;
    }

    @Override
    public void retrying(JobRun run, String reason, Instant nextAt) {
        LOG.warn("Alerts that joined incident {} wait for another diagnosis: {}", run.key(), reason);
    }

    @Override
    public void gaveUp(JobRun run, String reason) {
        LOG.warn("Alerts that joined incident {} are not diagnosed: {}", run.key(), reason);
    }
}
