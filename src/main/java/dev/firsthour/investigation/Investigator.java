package dev.firsthour.investigation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.diagnosis.Diagnostics;
import dev.firsthour.evidence.Collector;
import dev.firsthour.evidence.EvidenceProperties;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.Claim;
import dev.firsthour.incident.Confidence;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.ExecutionStatus;
import dev.firsthour.incident.Hypothesis;
import dev.firsthour.incident.Ids;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.ModelExchange;
import dev.firsthour.incident.RecordedDiagnosis;
import dev.firsthour.incident.Symptom;
import dev.firsthour.incident.Usage;
import dev.firsthour.job.Backoff;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Json;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.NoSuchIncident;
import dev.firsthour.timeline.Run;
import dev.firsthour.timeline.Timeline;

import tools.jackson.databind.node.ObjectNode;

/// The one investigation: gathers evidence, diagnoses it, lets a model reason over it where there is one, doubts, judges, and writes it all down as it
/// goes, so that a later attempt goes on from there.
public final class Investigator {

    /// More entries than these of one timeline are not read back: an investigation writes some dozens.
    private static final int MOST_ENTRIES = 20_000;
    private static final int PROPOSED = 5;
    static final String ENGINE = "engine";
    private static final String REASONING = "reasoning";
    private static final String SCEPTIC = "sceptic";

    private final Timeline timeline;
    private final Archive archive;
    private final Collector collector;
    private final List<EvidenceSource> sources;
    private final Diagnostics diagnostics;
    private final Supplier<Optional<LanguageModel>> models;
    private final Conversation conversation;
    private final Planner planner;
    private final EvidenceProperties evidenceProperties;
    private final InvestigationProperties properties;
    private final Backoff backoff;
    private final ExecutorService computing;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param sources what is asked for evidence beside what is attached
    /// @param models finds the model, if there is one now
    /// @param settings how much a model may answer, and for how long it is waited for
    /// @param computing bounded platform threads: virtual threads are not preempted, and a diagnosis computes
    public Investigator(Timeline timeline, Archive archive, Collector collector, List<EvidenceSource> sources,
            Supplier<Optional<LanguageModel>> models, LlmProperties settings, Redactor redactor, EvidenceProperties evidenceProperties,
            InvestigationProperties properties, Backoff backoff, ExecutorService computing, Ids ids, InstantSource clock,
            RandomGenerator random) {
        this.timeline = timeline;
        this.archive = archive;
        this.collector = collector;
        this.sources = List.copyOf(sources);
        this.diagnostics = new Diagnostics();
        this.models = models;
        this.conversation = new Conversation(timeline, archive, redactor, () -> ids.next().toString(), clock, random, settings,
                properties.answers());
        this.planner = new Planner(evidenceProperties);
        this.evidenceProperties = evidenceProperties;
        this.properties = properties;
        this.backoff = backoff;
        this.computing = computing;
        this.clock = clock;
        this.random = random;
    }

    /// How an attempt ended.
    public sealed interface End {

        /// There is an analysis.
        record Concluded(Analysis analysis) implements End {}

        /// Something is away: the next attempt goes on from here.
        record Later(Instant at, String reason) implements End {}
    }

    /// Makes one attempt.
    ///
    /// @param requestedBy who or what asked for the analysis
    /// @throws dev.firsthour.timeline.RunOvertaken if another attempt has taken over, or it was cancelled
    public End investigate(Run run, String requestedBy) {
        return investigate(run, requestedBy, null, List.of());
    }

    /// The same with attached logs that are too many to keep.
    ///
    /// @param passing read by the first diagnosis; null if all logs are evidence
    /// @param flaws what is known to be wrong with the evidence, redacted: the diagnosis says it among its gaps
    End investigate(Run run, String requestedBy, @Nullable PassingLogs passing, List<String> flaws) {
        Incident incident = archive.incident(run.incidentId()).orElseThrow(() -> new NoSuchIncident(run.incidentId()));
        Progress before = progress(run);
        Optional<LanguageModel> model = models.get();
        String analyst = before.analyst() != null ? before.analyst() : model.map(LanguageModel::name).orElse(EngineAnalyst.NAME);
        begin(run, before, analyst, requestedBy);

        Optional<String> away = gather(run, incident, before);
        Diagnosis diagnosis = diagnose(run, incident, passing, flaws);
        Progress now = progress(run);
        if (away.isPresent() && clock.instant().isBefore(started(now).plus(evidenceProperties.retryFor()))) {
            return later(run, now, away.get(), null, started(now).plus(evidenceProperties.retryFor()));
        }
        List<Evidence> evidence = archive.evidence(incident.id());
        Guard guard = compute(() -> new Guard(incident, evidence, diagnosis));
        if (!now.suspected()) guard.suspicions().forEach(suspicion -> suspect(run, suspicion, false));
        if (analyst.equals(EngineAnalyst.NAME)) return byEngine(run, incident, diagnosis, evidence, now);
        return byModel(run, incident, diagnosis, evidence, guard, now, analyst, model);
    }

    private void begin(Run run, Progress before, String analyst, String requestedBy) {
        if (before.started()) {
            append(run, EventType.AI_ANALYSIS_RESUMED, "The analysis goes on (attempt " + run.attempt() + ").",
                    new EventData.AnalysisResumed(run.analysisId(), run.attempt()));
        } else {
            append(run, EventType.AI_ANALYSIS_STARTED, "The analysis began; its analyst is the " + analyst + ".",
                    new EventData.AnalysisStarted(run.analysisId(), analyst, requestedBy));
        }
    }

    /// Asks the sources that have not answered yet. Says which are away, if any.
    private Optional<String> gather(Run run, Incident incident, Progress before) {
        List<EvidenceSource> open = sources.stream().filter(source -> !before.settled().contains(source.name())).toList();
        if (open.isEmpty()) return Optional.empty();
        List<EvidenceSource> away = collector.collect(run, open,
                planner.question(incident, archive.evidence(incident.id()), clock.instant()));
        return away.isEmpty()
                ? Optional.empty()
                : Optional.of(away.stream().map(EvidenceSource::name).collect(Collectors.joining(", ")) + " is away");
    }

    /// The diagnosis of all the evidence there is: the recorded one if it saw it all, else a new one.
    private Diagnosis diagnose(Run run, Incident incident, @Nullable PassingLogs passing, List<String> flaws) {
        Progress progress = progress(run);
        if (progress.diagnosed()) {
            Optional<Diagnosis> recorded = archive.diagnosis(run.analysisId());
            if (recorded.isPresent()) return recorded.get();
        }
        List<Evidence> evidence = archive.evidence(incident.id());
        Symptom symptom = Symptom.of(incident);
        Diagnosis diagnosis = PassingLogs.noting(compute(() -> passing == null
                ? diagnostics.of(symptom, evidence)
                : passing.diagnosis(diagnostics, symptom, evidence, collector, run)), flaws);
        Hypothesis leading = diagnosis.hypotheses().isEmpty() ? null : diagnosis.hypotheses().getFirst();
        return timeline.atomically(() -> {
            timeline.append(run, new NewEvent(clock.instant(), ENGINE, EventType.DIAGNOSIS_COMPLETED, verdict(diagnosis),
                    new EventData.DiagnosisCompleted(run.analysisId(), diagnosis.verdict(), diagnosis.score(), diagnosis.findings().size(),
                            diagnosis.hypotheses().size(), leading == null ? null : leading.culprit(), diagnosis.summary())),
                    new RecordedDiagnosis(run.analysisId(), diagnosis));
            if (!progress.proposed())
                diagnosis.hypotheses().stream().limit(PROPOSED).forEach(hypothesis -> propose(run, hypothesis, ENGINE));
            return diagnosis;
        });
    }

    private static String verdict(Diagnosis diagnosis) {
        return "The engine's verdict: " + switch (diagnosis.verdict()) {
            case FAULT -> "a fault, explained best by the first of " + diagnosis.hypotheses().size() + " hypotheses, with "
                    + Math.round(100 * diagnosis.score()) + " of 100.";
            case NO_FAULT -> "nothing is wrong.";
            case RECOVERED -> "something was wrong, and is over.";
            case NOT_ENOUGH_EVIDENCE -> "there is not enough evidence.";
        };
    }

    private void propose(Run run, Hypothesis hypothesis, String by) {
        timeline.append(run, new NewEvent(clock.instant(), by, EventType.HYPOTHESIS_PROPOSED, hypothesis.statement(),
                new EventData.HypothesisProposed(run.analysisId(), hypothesis.id(), hypothesis.statement(), hypothesis.culprit(),
                        hypothesis.score(), by, cited(hypothesis.evidenceFor()), cited(hypothesis.evidenceAgainst()))));
        String ruledOut = hypothesis.ruledOut();
        if (ruledOut != null) {
            timeline.append(run,
                    new NewEvent(clock.instant(), by, EventType.HYPOTHESIS_REFUTED, hypothesis.id() + " is ruled out: " + ruledOut,
                            new EventData.HypothesisRefuted(run.analysisId(), hypothesis.id(), ruledOut, by)));
        }
    }

    private static List<EvidenceId> cited(List<Claim> claims) {
        return claims.stream().flatMap(claim -> claim.cites().stream()).distinct().toList();
    }

    private <T> T compute(Supplier<T> work) {
        try {
            return computing.submit(work::get).get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Interrupted();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed.getCause());
        }
    }

    private End byEngine(Run run, Incident incident, Diagnosis diagnosis, List<Evidence> evidence, Progress now) {
        Account account = EngineAnalyst.account(incident, diagnosis);
        Checked checked = Checked.of(account, evidence);
        Confidence confidence = Judge.weigh(diagnosis, evidence, account.culprit(), checked.citations().supported(), Double.NaN,
                Sceptic.ofEngine(diagnosis));
        return conclude(run, checked, diagnosis, confidence, ExecutionStatus.COMPLETED, EngineAnalyst.NAME, null, now);
    }

    private End byModel(Run run, Incident incident, Diagnosis diagnosis, List<Evidence> evidence, Guard guard, Progress now, String analyst,
            Optional<LanguageModel> found) {
        Instant deadline = started(now).plus(properties.deadline());
        if (found.isEmpty() || !found.get().name().equals(analyst)) {
            return waitOrFallBack(run, incident, diagnosis, evidence, guard, now,
                    new Conversation.End.Waiting(analyst + " is no longer there", null), deadline);
        }
        LanguageModel model = found.get();
        Set<EvidenceId> existing = ids(evidence);
        String briefing = new Briefing(properties.promptCharacters()).of(incident, diagnosis, evidence);
        Conversation.End reasoned = conversation.ask(run, REASONING, model, PromptFile.REASONING, briefing);
        return switch (reasoned) {
            case Conversation.End.Waiting waiting -> waitOrFallBack(run, incident, diagnosis, evidence, guard, now, waiting, deadline);
            case Conversation.End.Lost(var reason, var valid) ->
                fallBack(run, incident, diagnosis, evidence, guard, now, analyst, reason, valid);
            case Conversation.End.Valid(var answer) -> {
                Account engine = EngineAnalyst.account(incident, diagnosis);
                Guard.Reviewed reviewed = guard.review(Answer.read(answer, engine, existing), engine);
                if (reviewed.setAside() != null) yield setAside(run, diagnosis, evidence, guard, reviewed, engine, now);
                Account account = reviewed.account();
                proposeOnce(run, now, account);
                Conversation.End doubted = conversation.ask(run, SCEPTIC, model, PromptFile.SCEPTIC, Sceptic.question(briefing, answer));
                if (doubted instanceof Conversation.End.Waiting waiting && clock.instant().isBefore(deadline)) {
                    yield later(run, progress(run), waiting.reason(), waiting.atLeast(), deadline);
                }
                Checked checked = Checked.of(account, evidence);
                Confidence confidence = Judge.weigh(diagnosis, evidence, account.culprit(), checked.citations().supported(),
                        account.claimed(), guard.inert(Sceptic.ofModel(doubted, existing)));
                yield conclude(run, checked, diagnosis, guard.lowered(confidence, reviewed), ExecutionStatus.COMPLETED, analyst, null, now);
            }
        };
    }

    /// The model's own hypotheses go on the timeline once, also where the attempt is taken over.
    private void proposeOnce(Run run, Progress now, Account account) {
        if (now.modelProposed()) return;
        timeline.atomically(() -> {
            account.hypotheses().stream().limit(PROPOSED).forEach(hypothesis -> propose(run, hypothesis, REASONING));
            return run;
        });
    }

    private void suspect(Run run, Guard.Suspicion suspicion, boolean setAside) {
        String message = setAside
                ? "A model's answer is set aside: " + suspicion.sign() + "."
                : "Text from outside reads as if written for a model: " + suspicion.place() + " " + suspicion.sign() + ".";
        append(run, EventType.INJECTION_SUSPECTED, message,
                new EventData.InjectionSuspected(run.analysisId(), suspicion.place(), suspicion.sign(), suspicion.excerpt(), setAside));
    }

    /// The findings stand, and what the model said is kept as the words of one hypothesis.
    private End setAside(Run run, Diagnosis diagnosis, List<Evidence> evidence, Guard guard, Guard.Reviewed reviewed, Account engine,
            Progress now) {
        String reason = String.valueOf(reviewed.setAside());
        Account account = Guard.without(reviewed, engine);
        timeline.atomically(() -> {
            suspect(run, new Guard.Suspicion("answer", reason, Guard.excerpt(reviewed.account().rootCause())), true);
            if (!now.modelProposed()) propose(run, account.hypotheses().getLast(), REASONING);
            append(run, EventType.FALLBACK_USED, "The findings stand in for the model: " + reason + ".",
                    new EventData.FallbackUsed(run.analysisId(), reason, Answer.FIELDS));
            return run;
        });
        Checked checked = Checked.of(account, evidence);
        Confidence confidence = guard.lowered(Judge.fallback(diagnosis, evidence, checked.citations().supported()), reviewed);
        return conclude(run, checked, diagnosis, confidence, ExecutionStatus.RECOVERED_FALLBACK, EngineAnalyst.NAME, reason, now);
    }

    private End waitOrFallBack(Run run, Incident incident, Diagnosis diagnosis, List<Evidence> evidence, Guard guard, Progress now,
            Conversation.End.Waiting waiting, Instant deadline) {
        if (clock.instant().isBefore(deadline)) return later(run, progress(run), waiting.reason(), waiting.atLeast(), deadline);
        return fallBack(run, incident, diagnosis, evidence, guard, now, EngineAnalyst.NAME,
                waiting.reason() + ", and was so until the deadline of " + properties.deadline().toMinutes() + " minutes",
                Json.mapper().createObjectNode());
    }

    /// The findings stand in for what the model did not say.
    private End fallBack(Run run, Incident incident, Diagnosis diagnosis, List<Evidence> evidence, Guard guard, Progress now,
            String analyst,
            String reason,
            ObjectNode valid) {
        boolean nothingToSay = valid.isEmpty() && diagnosis.verdict() == Diagnosis.Verdict.NOT_ENOUGH_EVIDENCE
                && diagnosis.findings().isEmpty();
        Account engine = EngineAnalyst.account(incident, diagnosis);
        if (nothingToSay) {
            Checked nothing = Checked.of(engine, evidence);
            return conclude(run, nothing, diagnosis, new Confidence(0, List.of()), ExecutionStatus.FAILED, analyst,
                    reason + "; and there are no findings to stand in", now);
        }
        Answer.Filled filled = Answer.fill(valid, engine, ids(evidence));
        boolean heard = !filled.fromFindings().contains("root_cause");
        Guard.Reviewed reviewed = heard ? guard.review(filled.account(), engine) : null;
        if (reviewed != null && reviewed.setAside() != null) return setAside(run, diagnosis, evidence, guard, reviewed, engine, now);
        append(run, EventType.FALLBACK_USED, "The findings stand in for the model: " + reason + ".",
                new EventData.FallbackUsed(run.analysisId(), reason, filled.fromFindings()));
        Checked checked = Checked.of(reviewed == null ? filled.account() : reviewed.account(), evidence);
        Confidence confidence = Judge.fallback(diagnosis, evidence, checked.citations().supported());
        return conclude(run, checked, diagnosis, heard ? guard.lowered(confidence, reviewed) : confidence,
                ExecutionStatus.RECOVERED_FALLBACK,
                heard ? analyst : EngineAnalyst.NAME, reason, now);
    }

    private static Set<EvidenceId> ids(List<Evidence> evidence) {
        return evidence.stream().map(Evidence::id).collect(Collectors.toSet());
    }

    private End later(Run run, Progress now, String reason, @Nullable Duration atLeast, Instant deadline) {
        Duration delay = backoff.delay(now.waits() + 1, random);
        if (atLeast != null && atLeast.compareTo(delay) > 0) delay = atLeast;
        Instant next = clock.instant().plus(delay);
        Instant at = next.isAfter(deadline) ? deadline : next;
        append(run, EventType.AI_ANALYSIS_RETRY_SCHEDULED,
                "Put off: " + reason + ". Next attempt at " + at.truncatedTo(ChronoUnit.SECONDS) + ".",
                new EventData.RetryScheduled(run.analysisId(), now.waits() + 1, reason, at));
        return new End.Later(at, reason);
    }

    private End conclude(Run run, Checked checked, Diagnosis diagnosis, Confidence confidence, ExecutionStatus status, String analyst,
            @Nullable String failure, Progress now) {
        Account account = checked.account();
        Usage usage = archive.exchanges(run.analysisId()).stream().map(ModelExchange::usage).reduce(Usage.NONE, Usage::plus);
        boolean needsReview = status != ExecutionStatus.COMPLETED
                || confidence.factors().stream().anyMatch(factor -> factor.name().equals(Guard.INJECTION));
        Analysis analysis = new Analysis(run.analysisId(), run.incidentId(), account.rootCause(), account.reasoning(), account.mitigation(),
                account.prevention(), account.recommendation(), confidence, status, analyst, failure, account.culprit(), account.trigger(),
                account.contributingFactors(), diagnosis.affected(), account.hypotheses(), diagnosis.findings(), diagnosis.gaps(),
                checked.citations().cited(), checked.citations().unsupported(), usage, needsReview, started(now), clock.instant());
        String message = switch (status) {
            case COMPLETED -> "Root cause determined with " + Math.round(confidence.score()) + "% confidence.";
            case RECOVERED_FALLBACK -> "The findings stand in for the model, with " + Math.round(confidence.score())
                    + "% confidence. Marked for manual review.";
            case FAILED -> "No analysis could be produced: " + failure;
        };
        if (status == ExecutionStatus.FAILED) {
            timeline.append(run, new NewEvent(clock.instant(), analyst, EventType.AI_ANALYSIS_FAILED, message,
                    new EventData.AnalysisFailed(run.analysisId(), failure == null ? "no reason is known" : failure)), analysis);
        } else {
            timeline.append(run, new NewEvent(clock.instant(), analyst, EventType.ROOT_CAUSE_GENERATED, message,
                    new EventData.RootCauseGenerated(run.analysisId(), status, confidence.score(), analyst, account.culprit(),
                            account.rootCause(), needsReview)),
                    analysis);
        }
        return new End.Concluded(analysis);
    }

    private void append(Run run, EventType type, String message, EventData data) {
        timeline.append(run, new NewEvent(clock.instant(), "system", type, message, data));
    }

    private Progress progress(Run run) {
        return Progress.of(timeline.read(run.incidentId(), 0, MOST_ENTRIES), run.analysisId());
    }

    private Instant started(Progress progress) {
        return progress.startedAt() == null ? clock.instant() : progress.startedAt();
    }

    /// An account with its citations checked: what cites nothing that exists is marked.
    private record Checked(Account account, Citations citations) {

        static Checked of(Account account, List<Evidence> evidence) {
            Set<EvidenceId> existing = ids(evidence);
            Citations reasoning = Citations.of(account.reasoning(), existing);
            return new Checked(new Account(clean(account.rootCause(), existing), reasoning.text(), clean(account.mitigation(), existing),
                    clean(account.prevention(), existing), clean(account.recommendation(), existing), account.culprit(), account.trigger(),
                    account.contributingFactors().stream().map(factor -> clean(factor, existing)).toList(), account.hypotheses(),
                    account.claimed()), withHypotheses(reasoning, account.hypotheses(), existing));
        }

        private static String clean(String text, Set<EvidenceId> existing) {
            return Citations.of(text, existing).text();
        }

        private static Citations withHypotheses(Citations reasoning, List<Hypothesis> hypotheses, Set<EvidenceId> existing) {
            List<EvidenceId> cited = new ArrayList<>(reasoning.cited());
            hypotheses.stream()
                    .flatMap(hypothesis -> Stream.concat(hypothesis.evidenceFor().stream(), hypothesis.evidenceAgainst().stream()))
                    .flatMap(claim -> claim.cites().stream()).filter(existing::contains).forEach(cited::add);
            return new Citations(reasoning.text(), cited.stream().distinct().sorted().toList(), reasoning.invented(),
                    reasoning.unsupported(),
                    reasoning.sentences());
        }
    }

    /// The thread was told to stop, because the job was cancelled or the server stops.
    static final class Interrupted extends RuntimeException {

        private static final long serialVersionUID = 1;

        Interrupted() {
            super("the investigation was interrupted");
        }
    }
}
