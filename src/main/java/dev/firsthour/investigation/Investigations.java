package dev.firsthour.investigation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Confidence;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.ExecutionStatus;
import dev.firsthour.incident.Ids;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.NotPossibleNow;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Standing;
import dev.firsthour.incident.Usage;
import dev.firsthour.job.JobHandler;
import dev.firsthour.job.JobRun;
import dev.firsthour.job.Jobs;
import dev.firsthour.job.Outcome;
import dev.firsthour.job.Urgency;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.NoSuchIncident;
import dev.firsthour.timeline.Run;
import dev.firsthour.timeline.RunOvertaken;
import dev.firsthour.timeline.Timeline;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/// Investigations as jobs: asked for in the caller's transaction, run by workers, put off, given up and cancelled.
public final class Investigations implements JobHandler {

    /// The name of these jobs, as stored.
    public static final String JOB = "investigation";

    private final Timeline timeline;
    private final Archive archive;
    private final Investigator investigator;
    private final InvestigationProperties properties;
    private final Ids ids;
    private final InstantSource clock;
    private final Supplier<Jobs> jobs;
    private final MeterRegistry meters;

    /// @param jobs where they are enqueued; supplied late, since the jobs need their handlers first
    public Investigations(Timeline timeline, Archive archive, Investigator investigator, InvestigationProperties properties, Ids ids,
            InstantSource clock, Supplier<Jobs> jobs, MeterRegistry meters) {
        this.timeline = timeline;
        this.archive = archive;
        this.investigator = investigator;
        this.properties = properties;
        this.ids = ids;
        this.clock = clock;
        this.jobs = jobs;
        this.meters = meters;
    }

    /// Enqueues the first run of an incident that was opened with that analysis as its current one.
    ///
    /// @param severity of the incident: the worst is begun first
    public void enqueue(IncidentId incident, AnalysisId analysis, Severity severity) {
        jobs.get().enqueue(JOB, key(incident, analysis), urgency(severity));
    }

    /// The same for several incidents, at the cost of one.
    public void enqueue(List<Incident> opened) {
        Map<String, Urgency> urgencies = new HashMap<>();
        opened.forEach(incident -> urgencies.put(key(incident.id(), Objects.requireNonNull(incident.standing().analysisId())),
                urgency(incident.severity())));
        jobs.get().enqueue(JOB, urgencies);
    }

    /// An incident is as bad as that now: an analysis that waits for its turn waits among others as bad.
    public void rate(IncidentId incident, AnalysisId analysis, Severity severity) {
        jobs.get().hasten(JOB, key(incident, analysis), urgency(severity));
    }

    private static Urgency urgency(Severity severity) {
        return switch (severity) {
            case CRITICAL -> Urgency.WORST;
            case HIGH -> Urgency.HIGH;
            case MEDIUM -> Urgency.MEDIUM;
            case LOW -> Urgency.LOW;
            case INFO -> Urgency.LEAST;
        };
    }

    /// Asks for another analysis. Empty if one is under way: asking twice is asking once.
    ///
    /// @throws NoSuchIncident if there is none
    public Optional<AnalysisId> request(IncidentId incident) {
        return timeline.atomically(() -> timeline.request(incident, ids.analysis()).map(run -> {
            jobs.get().forgetSetAside(JOB, incident + "/");
            enqueue(incident, run.analysisId(),
                    archive.incident(incident).map(Incident::severity).orElseThrow(() -> new NoSuchIncident(incident)));
            return run.analysisId();
        }));
    }

    /// Cancels the analysis that is under way: it ends FAILED, and nothing more is written in its name.
    ///
    /// @throws NoSuchIncident if there is none
    /// @throws NotPossibleNow if no analysis is under way
    public AnalysisId cancel(IncidentId id, String actor) {
        AnalysisId cancelled = timeline.atomically(() -> {
            AnalysisId analysis = underWay(id).orElseThrow(() -> new NotPossibleNow("no analysis of incident " + id
                    + " is under way: there is nothing to cancel"));
            String reason = "It was cancelled by " + actor + ".";
            timeline.append(id, new NewEvent(clock.instant(), actor, EventType.AI_ANALYSIS_CANCELLED, "The analysis was cancelled.",
                    new EventData.AnalysisCancelled(analysis)), failed(id, analysis, reason));
            return analysis;
        });
        jobs.get().cancel(JOB, key(id, cancelled));
        return cancelled;
    }

    private Optional<AnalysisId> underWay(IncidentId id) {
        Standing standing = archive.incident(id).map(Incident::standing).orElseThrow(() -> new NoSuchIncident(id));
        return standing.state() == Standing.State.IDLE ? Optional.empty() : Optional.ofNullable(standing.analysisId());
    }

    @Override
    public String name() {
        return JOB;
    }

    @Override
    public Outcome run(JobRun job) {
        Key key = Key.parse(job.key());
        Optional<Run> run = timeline.begin(key.incident(), key.analysis());
        if (run.isEmpty()) return new Outcome.Done();
        if (run.get().attempt() > properties.attempts()) {
            return new Outcome.GiveUp(
                    "it was begun " + properties.attempts() + " times and never ended (firsthour.investigation.attempts)");
        }
        try {
            return switch (investigator.investigate(run.get(), "system")) {
                case Investigator.End.Concluded(var analysis) -> {
                    count(analysis);
                    yield new Outcome.Done();
                }
                case Investigator.End.Later(var at, _) -> new Outcome.RunAgain(at);
            };
        } catch (RunOvertaken overtaken) {
            return new Outcome.Done();
        } catch (Investigator.Interrupted interrupted) {
            // The flag is taken off, since what settles the job needs a connection. A cancelled analysis is not begun again.
            Thread.interrupted();
            return new Outcome.RunAgain(clock.instant());
        }
    }

    private void count(Analysis analysis) {
        Timer.builder("firsthour.analysis").description("Analyses that ended, and how long they took from their start")
                .tag("execution_status", analysis.executionStatus().name()).register(meters)
                .record(Duration.between(analysis.startedAt(), analysis.completedAt()));
    }

    @Override
    public void retrying(JobRun job, String reason, Instant nextAt) {
        Key key = Key.parse(job.key());
        timeline.begin(key.incident(), key.analysis()).ifPresent(run -> timeline.append(run, new NewEvent(clock.instant(), "system",
                EventType.AI_ANALYSIS_RETRY_SCHEDULED, "The attempt failed: " + reason + ". Next attempt at "
                        + nextAt.truncatedTo(ChronoUnit.SECONDS) + ".",
                new EventData.RetryScheduled(key.analysis(), job.failures(), reason, nextAt))));
    }

    @Override
    public void gaveUp(JobRun job, String reason) {
        Key key = Key.parse(job.key());
        timeline.begin(key.incident(), key.analysis()).ifPresent(run -> timeline.append(run, new NewEvent(clock.instant(), "system",
                EventType.AI_ANALYSIS_FAILED, "No analysis could be produced: " + reason,
                new EventData.AnalysisFailed(key.analysis(), reason)),
                failed(key.incident(), key.analysis(), reason)));
    }

    private Analysis failed(IncidentId incident, AnalysisId analysis, String reason) {
        Instant now = clock.instant();
        return new Analysis(analysis, incident, "", "", "", "", "", new Confidence(0, List.of()), ExecutionStatus.FAILED,
                EngineAnalyst.NAME,
                reason, null, null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Usage.NONE, true, now,
                now);
    }

    private static String key(IncidentId incident, AnalysisId analysis) {
        return incident + "/" + analysis;
    }

    private record Key(IncidentId incident, AnalysisId analysis) {

        static Key parse(String text) {
            int slash = text.indexOf('/');
            return new Key(IncidentId.parse(text.substring(0, slash)), AnalysisId.parse(text.substring(slash + 1)));
        }
    }
}
