package dev.firsthour.investigation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Collector;
import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.EvidenceProperties;
import dev.firsthour.evidence.LogStream;
import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.Ids;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Kept;
import dev.firsthour.incident.ModelExchange;
import dev.firsthour.incident.Standing;
import dev.firsthour.incident.Status;
import dev.firsthour.job.Backoff;
import dev.firsthour.knowledge.Runbooks;
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
    private final RandomGenerator random;
    private final InvestigationProperties properties;

    private Investigation(Timeline timeline, Archive archive, Collector collector, Redactor redactor,
            Supplier<Optional<LanguageModel>> models, Ids ids, InstantSource clock, RandomGenerator random,
            InvestigationProperties properties) {
        this.timeline = timeline;
        this.archive = archive;
        this.collector = collector;
        this.redactor = redactor;
        this.models = models;
        this.ids = ids;
        this.clock = clock;
        this.random = random;
        this.properties = properties;
    }

    /// An investigation that writes to a store in memory.
    ///
    /// @param random makes the marks around what a model is told; one with a seed asks the same questions each time
    public static <S extends Timeline & Archive> Investigation inMemory(S store, Collector collector, Redactor redactor,
            Supplier<Optional<LanguageModel>> models, Ids ids, InstantSource clock, RandomGenerator random,
            InvestigationProperties properties) {
        return new Investigation(store, store, collector, redactor, models, ids, clock, random, properties);
    }

    /// Investigates an alert with the evidence at hand.
    ///
    /// @param waiting is told each time that something is away and will be tried again
    public Analysis of(Alert alert, List<Draft> evidence, Consumer<Investigator.End.Later> waiting) {
        return of(alert, evidence, null, waiting);
    }

    /// The same with logs that are too many to be held: they are read once, and closed.
    ///
    /// @param logs null if there are no more than stand among the evidence
    public Analysis of(Alert raw, List<Draft> evidence, @Nullable LogStream logs, Consumer<Investigator.End.Later> waiting) {
        Instant now = clock.instant();
        IncidentId id = ids.incident();
        Alert alert = raw.rewritten(text -> text(text, id));
        Incident incident = open(new Incident(id, alert.title(), alert.description(), alert.severity(), Status.OPEN,
                alert.service(), alert.environment(), alert.source(), alert.labels(), null, alert.startedAt(), now, now, 0, queued()),
                alert.links(), alert.fingerprint(), alert.warnings());
        if (!evidence.isEmpty()) collector.attach(incident.id(), ACTOR, evidence);
        return investigate(incident, logs == null ? null : new PassingLogs(logs), alert.warnings(), waiting);
    }

    /// Investigates a recorded incident once more, from the evidence that was recorded. The store is given a copy of it; the original is not touched.
    ///
    /// @param evidence as it was stored, redacted and named: citations mean the same pieces
    /// @param answered what models answered then; as long as it answers what is asked now, no model is asked
    public Analysis again(Incident recorded, List<Evidence> evidence, List<ModelExchange> answered,
            Consumer<Investigator.End.Later> waiting) {
        Instant now = clock.instant();
        Incident incident = open(new Incident(recorded.id(), recorded.title(), recorded.description(), recorded.severity(), Status.OPEN,
                recorded.service(), recorded.environment(), recorded.source(), recorded.labels(), null, recorded.startedAt(),
                recorded.createdAt(), now, 0, queued()), List.of(), null, List.of());
        int newest = evidence.stream().mapToInt(piece -> piece.id().number()).max().orElse(0);
        timeline.mint(incident.id(), newest);
        List<Kept> kept = new ArrayList<>(evidence);
        answered.forEach(exchange -> kept.add(exchange.of(analysis(incident))));
        timeline.append(incident.id(),
                new NewEvent(now, ACTOR, EventType.EVIDENCE_COLLECTED, evidence.size() + " pieces of recorded evidence.",
                        new EventData.EvidenceCollected("recorded", "what was recorded of the incident", List.of())),
                kept.toArray(Kept[]::new));
        return investigate(incident, null, List.of(), waiting);
    }

    private Analysis investigate(Incident incident, @Nullable PassingLogs passing, List<String> flaws,
            Consumer<Investigator.End.Later> waiting) {
        try (ExecutorService computing = Executors.newSingleThreadExecutor()) {
            Investigator investigator = new Investigator(timeline, archive, collector, List.of(), Runbooks.NONE, models,
                    LlmProperties.defaults(), redactor, EvidenceProperties.defaults(),
                    properties, new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60)), computing, ids, clock,
                    random);
            while (true) {
                Run run = timeline.begin(incident.id(), analysis(incident)).orElseThrow();
                switch (investigator.investigate(run, ACTOR, passing, flaws)) {
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

    private Standing queued() {
        return Standing.NONE.on(ids.analysis(), Standing.State.QUEUED);
    }

    private Incident open(Incident incident, List<String> links, @Nullable String fingerprint, List<String> warnings) {
        return timeline.open(incident, new NewEvent(incident.updatedAt(), ACTOR, EventType.INCIDENT_CREATED, incident.title(),
                new EventData.IncidentCreated(incident.source(), incident.title(), incident.severity(), incident.service(),
                        incident.environment(), incident.startedAt(), incident.labels(), links, null, fingerprint, warnings)))
                .orElseThrow();
    }

    private String text(String text, IncidentId id) {
        return redactor.redact(text, id.toString()).text();
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
