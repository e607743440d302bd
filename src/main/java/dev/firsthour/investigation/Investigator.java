package dev.firsthour.investigation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
import dev.firsthour.incident.Event;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.ExecutionStatus;
import dev.firsthour.incident.Hypothesis;
import dev.firsthour.incident.Ids;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.ModelExchange;
import dev.firsthour.incident.RecordedDiagnosis;
import dev.firsthour.incident.Symptom;
import dev.firsthour.incident.Usage;
import dev.firsthour.job.Backoff;
import dev.firsthour.knowledge.Runbooks;
import dev.firsthour.llm.Budget;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Reply;
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
    static final String REASONING = "reasoning";
    static final String SCEPTIC = "sceptic";
    private static final int MOST_GAPS = 20;

    private final Timeline timeline;
    private final Archive archive;
    private final Collector collector;
    private final List<EvidenceSource> sources;
    private final Runbooks runbooks;
    private final Redactor redactor;
    private final Diagnostics diagnostics;
    private final Supplier<Optional<LanguageModel>> models;
    private final Conversation conversation;
    private final Prompts prompts;
    private final DeepWay deepWay;
    private final Planner planner;
    private final EvidenceProperties evidenceProperties;
    private final InvestigationProperties properties;
    private final Backoff backoff;
    private final ExecutorService computing;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param sources what is asked for evidence beside what is attached
    /// @param runbooks what people wrote down before; [Runbooks#NONE] where nothing is
    /// @param models finds the model, if there is one now
    /// @param settings how much a model may answer, and for how long it is waited for
    /// @param computing bounded platform threads: virtual threads are not preempted, and a diagnosis computes
    public Investigator(Timeline timeline, Archive archive, Collector collector, List<EvidenceSource> sources,
            Runbooks runbooks, Supplier<Optional<LanguageModel>> models, LlmProperties settings, Redactor redactor,
            EvidenceProperties evidenceProperties,
            InvestigationProperties properties, Backoff backoff, ExecutorService computing, Ids ids, InstantSource clock,
            RandomGenerator random) {
        this.timeline = timeline;
        this.archive = archive;
        this.collector = collector;
        this.sources = List.copyOf(sources);
        this.runbooks = runbooks;
        this.redactor = redactor;
        this.diagnostics = new Diagnostics();
        this.models = models;
        this.conversation = new Conversation(timeline, archive, redactor, () -> ids.next().toString(), clock, random, settings,
                properties.answers());
        this.prompts = Prompts.of(properties.prompts());
        this.deepWay = new DeepWay(timeline, clock, conversation, prompts, properties.toolCalls(), properties.promptCharacters());
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

        // An analysis that has just begun asks every source anew: what the ones before it were told is not what is there now.
        Optional<String> away = gather(run, incident, before.started() ? before : progress(run));
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
                planner.question(incident, archive.evidence(incident.id()), shown(incident.id()), clock.instant()));
        return away.isEmpty()
                ? Optional.empty()
                : Optional.of(away.stream().map(EvidenceSource::name).collect(Collectors.joining(", ")) + " is away");
    }

    /// Where people are shown the incident, by the names of the channels: the newest message of each.
    private Map<String, String> shown(IncidentId id) {
        Map<String, String> shown = new TreeMap<>();
        for (Event event : timeline.read(id, 0, MOST_ENTRIES)) {
            if (event.data() instanceof EventData.NotificationSent sent && sent.reference() != null)
                shown.put("shown_" + sent.channel(), sent.reference());
        }
        return shown;
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
        return Desk.compute(computing, work);
    }

    private End byEngine(Run run, Incident incident, Diagnosis diagnosis, List<Evidence> evidence, Progress now) {
        Matter matter = new Matter(incident, diagnosis, evidence, List.of(), Recollection.NONE);
        Account account = EngineAnalyst.account(incident, diagnosis);
        Checked checked = compute(() -> Checked.of(account, matter));
        Confidence confidence = calibration().apply(Judge.weigh(diagnosis, evidence, account.culprit(), checked.grounds(), Double.NaN,
                Sceptic.ofEngine(diagnosis)));
        return conclude(run, checked, matter, confidence, ExecutionStatus.COMPLETED, EngineAnalyst.NAME, null, now);
    }

    /// The map from sums to confidence that follows from what people have said so far.
    private Calibration calibration() {
        return Calibration.of(archive.outcomes(Calibration.NEWEST));
    }

    private End byModel(Run run, Incident incident, Diagnosis found, List<Evidence> collected, Guard guard, Progress now, String analyst,
            Optional<LanguageModel> there) {
        Instant deadline = started(now).plus(properties.deadline());
        Recollection recalled = Recollection.of(incident, found, archive, runbooks, redactor, true);
        guard.hand(recalled.runbooks()).forEach(suspicion -> {
            if (!now.suspected()) suspect(run, suspicion, false);
        });
        Matter known = new Matter(incident, found, collected, List.copyOf(now.reports().values()), recalled);
        if (there.isEmpty() || !there.get().name().equals(analyst)) {
            return waitOrFallBack(run, known, guard, now, new Conversation.End.Waiting(analyst + " is no longer there", null), deadline);
        }
        LanguageModel model = there.get();
        return switch (prepare(run, model, known, now)) {
            case Prepared.Waiting(var waiting) -> waitOrFallBack(run, known, guard, now, waiting, deadline);
            case Prepared.Ready(var matter) -> reason(run, model, matter, watching(run, guard, matter, known), now, analyst, deadline);
        };
    }

    /// A guard that has seen what the specialists had the sources bring, too.
    private Guard watching(Run run, Guard before, Matter matter, Matter known) {
        if (matter.evidence().size() == known.evidence().size()) return before;
        Guard guard = compute(() -> new Guard(matter.incident(), matter.evidence(), matter.diagnosis()));
        var _ = guard.hand(matter.recalled().runbooks());
        guard.suspicions().stream().filter(suspicion -> !before.suspicions().contains(suspicion))
                .forEach(suspicion -> suspect(run, suspicion, false));
        return guard;
    }

    /// How far the way to the reasoning agent is gone.
    private sealed interface Prepared {

        record Ready(Matter matter) implements Prepared {}

        record Waiting(Conversation.End.Waiting reason) implements Prepared {}
    }

    /// Settles how the agents go about it, and lets the specialists look where the way is the deep one. What they had the sources bring is diagnosed.
    private Prepared prepare(Run run, LanguageModel model, Matter known, Progress now) {
        EventData.AnalysisPlanned plan = now.plan();
        if (plan == null) {
            Mode.Choice choice = Mode.choose(properties.mode(), model.abilities(), known.incident().severity(),
                    conversation.settings().budget().investigationTokens());
            List<EventData.AnalysisPlanned.Question> questions = List.of();
            if (choice.mode() == Mode.DEEP) {
                switch (deepWay.plan(run, model, known)) {
                    case DeepWay.Plan.Made(var made, var overspent) -> {
                        if (overspent != null) overspent(run, overspent);
                        questions = made;
                    }
                    case DeepWay.Plan.Waiting(var waiting) -> {
                        return new Prepared.Waiting(waiting);
                    }
                }
            }
            plan = new EventData.AnalysisPlanned(run.analysisId(), choice.mode().word(), choice.why(), questions);
            append(run, EventType.AI_ANALYSIS_PLANNED, "The analysis goes the " + choice.mode().word() + " way: " + choice.why() + ".",
                    plan);
        }
        if (plan.questions().isEmpty()) return new Prepared.Ready(known);
        Desk desk = new Desk(run, known.incident(),
                planner.question(known.incident(), known.evidence(), Map.of(), clock.instant()).window(),
                known.evidence(), archive, collector, sources, runbooks, redactor, computing);
        DeepWay.Work work = deepWay.work(run, model, known, desk, plan.questions(), now);
        if (work.overspent() != null) overspent(run, work.overspent());
        if (work.waiting() != null) return new Prepared.Waiting(work.waiting());
        Diagnosis diagnosis = diagnose(run, known.incident(), null, List.of());
        return new Prepared.Ready(
                new Matter(known.incident(), diagnosis, archive.evidence(run.incidentId()), work.reports(), known.recalled()));
    }

    private End reason(Run run, LanguageModel model, Matter matter, Guard guard, Progress now, String analyst, Instant deadline) {
        Set<EvidenceId> existing = ids(matter.evidence());
        Conversation.End reasoned = conversation.ask(run, REASONING, model, prompts.reasoning(),
                briefing(model, prompts.reasoning(), "").whole(matter));
        return switch (reasoned) {
            case Conversation.End.Waiting waiting -> waitOrFallBack(run, matter, guard, now, waiting, deadline);
            case Conversation.End.Lost(var reason, var valid, var overspent) -> {
                if (overspent != null) overspent(run, overspent);
                yield fallBack(run, matter, guard, now, analyst, reason, valid);
            }
            case Conversation.End.Called _ -> fallBack(run, matter, guard, now, analyst, "it asked for tools that it was not offered",
                    Json.mapper().createObjectNode());
            case Conversation.End.Valid(var answer) -> {
                Account engine = EngineAnalyst.account(matter.incident(), matter.diagnosis());
                Guard.Reviewed reviewed = compute(() -> guard.review(Answer.read(answer, engine, existing), engine));
                if (reviewed.setAside() != null) yield setAside(run, matter, guard, reviewed, engine, now);
                Account account = reviewed.account();
                proposeOnce(run, now, account);
                String doubted = answer.toPrettyString();
                Conversation.End doubts = conversation.ask(run, SCEPTIC, model, prompts.sceptic(),
                        Sceptic.question(briefing(model, prompts.sceptic(), doubted).whole(matter), doubted));
                if (doubts instanceof Conversation.End.Waiting waiting && clock.instant().isBefore(deadline)) {
                    yield later(run, progress(run), waiting.reason(), waiting.atLeast(), deadline);
                }
                if (doubts instanceof Conversation.End.Lost(_, _, var overspent) && overspent != null) overspent(run, overspent);
                Account judged = refuted(run, account.with(Answer.competing(account.hypotheses(), matter.diagnosis().hypotheses())),
                        guard.inert(Sceptic.refutation(doubts, existing)), now);
                Checked checked = compute(() -> Checked.of(judged, matter));
                Confidence confidence = calibration().apply(Judge.weigh(matter.diagnosis(), matter.evidence(), account.culprit(),
                        checked.grounds(), account.claimed(), guard.inert(Sceptic.ofModel(doubts, existing))));
                yield conclude(run, checked, matter, guard.lowered(confidence, reviewed), ExecutionStatus.COMPLETED, analyst, null, now);
            }
        };
    }

    /// @param beside what stands in the question besides the briefing
    private Briefing briefing(LanguageModel model, PromptFile prompt, String beside) {
        return new Briefing(conversation.room(model, prompt) - Tokens.of(beside), properties.promptCharacters());
    }

    /// The model's own hypotheses go on the timeline once, also where the attempt is taken over.
    private void proposeOnce(Run run, Progress now, Account account) {
        if (now.modelProposed()) return;
        timeline.atomically(() -> {
            account.hypotheses().stream().limit(PROPOSED).forEach(hypothesis -> propose(run, hypothesis, REASONING));
            return run;
        });
    }

    /// The leading hypothesis ruled out, where the sceptic refutes it by evidence.
    private Account refuted(Run run, Account account, @Nullable String refutation, Progress now) {
        if (refutation == null || account.hypotheses().isEmpty() || account.hypotheses().getFirst().ruledOut() != null) return account;
        Hypothesis leading = account.hypotheses().getFirst();
        if (!now.refuted()) {
            append(run, EventType.HYPOTHESIS_REFUTED, leading.id() + " is refuted by the sceptic: " + refutation,
                    new EventData.HypothesisRefuted(run.analysisId(), leading.id(), refutation, SCEPTIC));
        }
        List<Hypothesis> hypotheses = new ArrayList<>(account.hypotheses());
        hypotheses.set(0, leading.ruledOutBecause(refutation));
        return account.with(hypotheses);
    }

    /// A budget that is used up goes on the timeline once; the analysis goes on with what there is.
    private void overspent(Run run, Reply.Overspent overspent) {
        if (progress(run).overspent()) return;
        Budget budget = overspent.budget();
        append(run, EventType.BUDGET_EXHAUSTED, "No model is asked any more: " + overspent.reason() + ".",
                new EventData.BudgetExhausted(run.analysisId(), budget.scope().name().toLowerCase(Locale.ROOT),
                        budget.unit().name().toLowerCase(Locale.ROOT), budget.limit(), overspent.spent()));
    }

    private void suspect(Run run, Guard.Suspicion suspicion, boolean setAside) {
        String message = setAside
                ? "A model's answer is set aside: " + suspicion.sign() + "."
                : "Text from outside reads as if written for a model: " + suspicion.place() + " " + suspicion.sign() + ".";
        append(run, EventType.INJECTION_SUSPECTED, message,
                new EventData.InjectionSuspected(run.analysisId(), suspicion.place(), suspicion.sign(), suspicion.excerpt(), setAside));
    }

    /// The findings stand, and what the model said is kept as the words of one hypothesis.
    private End setAside(Run run, Matter matter, Guard guard, Guard.Reviewed reviewed, Account engine, Progress now) {
        String reason = String.valueOf(reviewed.setAside());
        Account account = Guard.without(reviewed, engine);
        timeline.atomically(() -> {
            suspect(run, new Guard.Suspicion("answer", reason, Guard.excerpt(reviewed.account().rootCause())), true);
            if (!now.modelProposed()) propose(run, account.hypotheses().getLast(), REASONING);
            append(run, EventType.FALLBACK_USED, "The findings stand in for the model: " + reason + ".",
                    new EventData.FallbackUsed(run.analysisId(), reason, Answer.FIELDS));
            return run;
        });
        Checked checked = compute(() -> Checked.of(account, matter));
        Confidence confidence = guard
                .lowered(Judge.fallback(matter.diagnosis(), matter.evidence(), checked.grounds(), calibration()), reviewed);
        return conclude(run, checked, matter, confidence, ExecutionStatus.RECOVERED_FALLBACK, EngineAnalyst.NAME, reason, now);
    }

    private End waitOrFallBack(Run run, Matter matter, Guard guard, Progress now, Conversation.End.Waiting waiting, Instant deadline) {
        if (clock.instant().isBefore(deadline)) return later(run, progress(run), waiting.reason(), waiting.atLeast(), deadline);
        return fallBack(run, matter, guard, now, EngineAnalyst.NAME,
                waiting.reason() + ", and was so until the deadline of " + properties.deadline().toMinutes() + " minutes",
                Json.mapper().createObjectNode());
    }

    /// The findings stand in for what the model did not say.
    private End fallBack(Run run, Matter matter, Guard guard, Progress now, String analyst, String reason, ObjectNode valid) {
        Diagnosis diagnosis = matter.diagnosis();
        boolean nothingToSay = valid.isEmpty() && diagnosis.verdict() == Diagnosis.Verdict.NOT_ENOUGH_EVIDENCE
                && diagnosis.findings().isEmpty();
        Account engine = EngineAnalyst.account(matter.incident(), diagnosis);
        if (nothingToSay) {
            return conclude(run, Checked.of(engine, matter), matter, new Confidence(0, List.of()), ExecutionStatus.FAILED, analyst,
                    reason + "; and there are no findings to stand in", now);
        }
        Answer.Filled filled = Answer.fill(valid, engine, ids(matter.evidence()));
        boolean heard = !filled.fromFindings().contains("root_cause");
        Guard.Reviewed reviewed = heard ? compute(() -> guard.review(filled.account(), engine)) : null;
        if (reviewed != null && reviewed.setAside() != null) return setAside(run, matter, guard, reviewed, engine, now);
        append(run, EventType.FALLBACK_USED, "The findings stand in for the model: " + reason + ".",
                new EventData.FallbackUsed(run.analysisId(), reason, filled.fromFindings()));
        Account told = reviewed == null ? filled.account() : reviewed.account();
        Checked checked = compute(() -> Checked.of(told, matter));
        Confidence confidence = Judge.fallback(diagnosis, matter.evidence(), checked.grounds(), calibration());
        return conclude(run, checked, matter, heard ? guard.lowered(confidence, reviewed) : confidence, ExecutionStatus.RECOVERED_FALLBACK,
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

    private End conclude(Run run, Checked checked, Matter matter, Confidence confidence, ExecutionStatus status, String analyst,
            @Nullable String failure, Progress now) {
        Account account = checked.account();
        Usage usage = archive.exchanges(run.analysisId()).stream().map(ModelExchange::usage).reduce(Usage.NONE, Usage::plus);
        boolean needsReview = status != ExecutionStatus.COMPLETED
                || confidence.factors().stream().anyMatch(factor -> factor.name().equals(Guard.INJECTION));
        Analysis analysis = new Analysis(run.analysisId(), run.incidentId(), account.rootCause(), account.reasoning(), account.mitigation(),
                account.prevention(), account.recommendation(), confidence, status, analyst, failure, account.culprit(), account.trigger(),
                account.contributingFactors(), matter.diagnosis().affected(), account.hypotheses(), matter.diagnosis().findings(),
                checked.gaps(), checked.citations().cited(), checked.unsupported(), usage, needsReview, started(now), clock.instant());
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

    /// An account checked against what there was to read: what cites nothing that exists, and what quotes nothing that stands anywhere, is marked.
    ///
    /// @param gaps what anybody wanted to see and could not
    private record Checked(Account account, Citations citations, Quotes quotes, List<String> gaps) {

        static Checked of(Account account, Matter matter) {
            Set<EvidenceId> existing = ids(matter.evidence());
            Citations reasoning = Citations.of(account.reasoning(), existing);
            List<String> gaps = Stream.concat(Briefing.gaps(matter).stream(), account.gaps().stream()).distinct().limit(MOST_GAPS).toList();
            return new Checked(new Account(clean(account.rootCause(), existing), reasoning.text(), clean(account.mitigation(), existing),
                    clean(account.prevention(), existing), clean(account.recommendation(), existing), account.culprit(), account.trigger(),
                    account.contributingFactors().stream().map(factor -> clean(factor, existing)).toList(), account.hypotheses(), gaps,
                    account.claimed()), withHypotheses(reasoning, account.hypotheses(), existing), Quotes.of(account.told(), matter), gaps);
        }

        Judge.Grounds grounds() {
            return new Judge.Grounds(citations.supported(), quotes.quoted(), quotes.held(), gaps.size());
        }

        List<String> unsupported() {
            return Stream.concat(citations.unsupported().stream(),
                    quotes.unfounded().stream().map(quote -> "This is quoted and stands nowhere in the evidence: " + quote)).toList();
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
                    reasoning.unsupported(), reasoning.sentences());
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
