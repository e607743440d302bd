package dev.firsthour.investigation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import dev.firsthour.evidence.Collector;
import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.EvidenceProperties;
import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Ids;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.Standing;
import dev.firsthour.incident.Status;
import dev.firsthour.job.Backoff;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.Run;
import dev.firsthour.timeline.Timeline;

/// One investigation from beginning to end within the calling thread, with no server and no database: the same investigator that the jobs run.
public final class Investigation {

    private static final String ACTOR = "terminal";

    private final Timeline timeline;
    private final Archive archive;
    private final Collector collector;
    private final Redactor redactor;
    private final Supplier<Optional<LanguageModel>> models;
    private final Ids ids;
    private final InstantSource clock;

    private Investigation(Timeline timeline, Archive archive, Collector collector, Redactor redactor,
            Supplier<Optional<LanguageModel>> models,
            Ids ids, InstantSource clock) {
        this.timeline = timeline;
        this.archive = archive;
        this.collector = collector;
        this.redactor = redactor;
        this.models = models;
        this.ids = ids;
        this.clock = clock;
    }

    /// An investigation that writes to a store in memory.
    public static <S extends Timeline & Archive> Investigation inMemory(S store, Collector collector, Redactor redactor,
            Supplier<Optional<LanguageModel>> models, Ids ids, InstantSource clock) {
        return new Investigation(store, store, collector, redactor, models, ids, clock);
    }

    /// Investigates an alert with the evidence at hand.
    ///
    /// @param waiting is told each time that something is away and will be tried again
    public Analysis of(Alert alert, List<Draft> evidence, Consumer<Investigator.End.Later> waiting) {
        Incident incident = open(alert);
        if (!evidence.isEmpty()) collector.attach(incident.id(), ACTOR, evidence);
        try (ExecutorService computing = Executors.newSingleThreadExecutor()) {
            InvestigationProperties properties = InvestigationProperties.defaults();
            Investigator investigator = new Investigator(timeline, archive, collector, List.of(), models,
                    LlmProperties.defaults(), redactor, EvidenceProperties.defaults(),
                    properties, new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60)), computing, ids, clock,
                    RandomGenerator.getDefault());
            while (true) {
                Run run = timeline.begin(incident.id(), analysis(incident)).orElseThrow();
                switch (investigator.investigate(run, ACTOR)) {
                    case Investigator.End.Concluded(var analysis) -> {
                        return analysis;
                    }
                    case Investigator.End.Later later -> {
                        waiting.accept(later);
                        waitUntil(later.at());
                    }
                }
            }
        }
    }

    private static AnalysisId analysis(Incident incident) {
        return Objects.requireNonNull(incident.standing().analysisId());
    }

    private Incident open(Alert alert) {
        Instant now = clock.instant();
        Incident incident = new Incident(ids.incident(), alert.title(), alert.description(), alert.severity(), Status.OPEN, alert.service(),
                alert.environment(), alert.source(), alert.labels(), null, alert.startedAt(), now, now, 0,
                Standing.NONE.on(ids.analysis(), Standing.State.QUEUED));
        return timeline.open(incident, new NewEvent(now, ACTOR, EventType.INCIDENT_CREATED, alert.title(),
                new EventData.IncidentCreated(alert.source(), alert.title(), alert.severity(), alert.service(), alert.environment(),
                        alert.startedAt(), alert.labels(), alert.links(), null, alert.fingerprint(), alert.warnings())))
                .orElseThrow();
    }

    private void waitUntil(Instant at) {
        try {
            Thread.sleep(Duration.between(clock.instant(), at).plusMillis(1));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Investigator.Interrupted();
        }
    }
}
