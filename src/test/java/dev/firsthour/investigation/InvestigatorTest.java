package dev.firsthour.investigation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.firsthour.evidence.Collector;
import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.EvidenceProperties;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Event;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.ExecutionStatus;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.ModelExchange;
import dev.firsthour.incident.Standing;
import dev.firsthour.investigation.Investigator.End;
import dev.firsthour.job.Backoff;
import dev.firsthour.knowledge.Runbooks;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Prompt;
import dev.firsthour.llm.Reply;
import dev.firsthour.llm.ScriptedModel;
import dev.firsthour.privacy.Redactors;
import dev.firsthour.testing.Samples;
import dev.firsthour.testing.TestClock;
import dev.firsthour.timeline.Run;
import dev.firsthour.timeline.RunOvertaken;
import dev.firsthour.timeline.memory.MemoryTimeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InvestigatorTest {

    private static final Duration DEADLINE = Duration.ofMinutes(10);
    private static final String ROOT_CAUSE = "Deployment 42 of checkout leaks connections.";
    private static final String GOOD = """
            {"root_cause": "%s", "reasoning": "The pool of checkout ran dry right after it [E1]. Nothing else changed [E2].",
             "mitigation": "Roll back deployment 42.", "prevention": "Test the error path.", "recommendation": "Alert on the pool.",
             "culprit": {"kind": "change", "name": "d42"}, "contributing_factors": [],
             "hypotheses": [{"statement": "Deployment 42 leaks connections.", "culprit": {"kind": "change", "name": "d42"},
                             "evidence_for": [{"text": "the pool ran dry", "cites": ["E1"]}], "evidence_against": [], "ruled_out": null}],
             "confidence": 90}
            """.formatted(ROOT_CAUSE);
    private static final String NO_DOUBT = "{\"refuted\": false, \"doubts\": [], \"confidence_cap\": 100}";

    private final TestClock clock = new TestClock(Samples.NOON.plusSeconds(60));
    private final MemoryTimeline timeline = new MemoryTimeline(new byte[32]);
    private final ExecutorService computing = Executors.newSingleThreadExecutor();
    private final List<EvidenceSource> sources = new ArrayList<>();
    private Optional<LanguageModel> model = Optional.empty();

    @AfterEach
    void stop() {
        computing.close();
    }

    private Incident incident() {
        Incident incident = Samples.incident("checkout fails", null);
        timeline.open(incident, Samples.created(incident));
        return incident;
    }

    private Incident incidentWithEvidence() {
        Incident incident = incident();
        collector().attach(incident.id(), "ada", evidence());
        return incident;
    }

    private static List<Draft> evidence() {
        List<LogRecord> logs = new ArrayList<>();
        for (int minute = -50; minute < 0; minute++) {
            logs.add(log(Samples.NOON.plus(Duration.ofMinutes(minute)), "INFO", "order " + minute + " placed"));
        }
        for (int second = 0; second < 50; second++) {
            logs.add(log(Samples.NOON.plusSeconds(second), "ERROR", "no connection left in the pool after 5000 ms"));
        }
        Change deployment = new Change("d42", Change.Kind.DEPLOYMENT, Samples.NOON.minusSeconds(60), "checkout",
                "deployment 42 of checkout", "ada", "42",
                null, List.of("Pool.java"), "-    connection.close();\n+    // the pool closes it", Map.of());
        return List.of(new Draft("attached", "logs of checkout", null, new Content.Logs(logs), null),
                new Draft("attached", "deployment 42", null, new Content.Changes(List.of(deployment)), null));
    }

    private static LogRecord log(Instant at, String level, String body) {
        return new LogRecord(at, "checkout", level, body, null, null, Map.of());
    }

    private Collector collector() {
        return new Collector(timeline, Redactors.standard(new byte[32]), EvidenceProperties.defaults(), clock);
    }

    private End investigate(Incident incident) {
        return investigate(begin(incident));
    }

    private Run begin(Incident incident) {
        return timeline.begin(incident.id(), analysisId(incident)).orElseThrow();
    }

    private End investigate(Run run) {
        return new Investigator(timeline, timeline, collector(), sources, Runbooks.NONE, () -> model, LlmProperties.defaults(),
                Redactors.standard(new byte[32]),
                EvidenceProperties.defaults(), InvestigationProperties.defaults(),
                new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60)),
                computing, Samples.IDS, clock, RandomGenerator.getDefault()).investigate(run, "test");
    }

    private static AnalysisId analysisId(Incident incident) {
        return Objects.requireNonNull(incident.standing().analysisId());
    }

    private static Analysis concluded(End end) {
        assertThat(end).isInstanceOf(End.Concluded.class);
        return ((End.Concluded) end).analysis();
    }

    private List<EventType> types(Incident incident) {
        return events(incident).stream().map(Event::type).toList();
    }

    private List<Event> events(Incident incident) {
        return timeline.read(incident.id(), 0, 1000);
    }

    @Test
    void withoutAModelTheEngineIsTheAnalystAndTheRunIsCompleted() {
        Incident incident = incidentWithEvidence();
        Analysis analysis = concluded(investigate(incident));
        assertThat(analysis.executionStatus()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(analysis.analyst()).isEqualTo("firsthour engine");
        assertThat(analysis.citations()).isNotEmpty();
        assertThat(analysis.confidence().factors()).isNotEmpty();
        assertThat(types(incident)).startsWith(EventType.INCIDENT_CREATED, EventType.EVIDENCE_COLLECTED, EventType.AI_ANALYSIS_STARTED,
                EventType.DIAGNOSIS_COMPLETED).endsWith(EventType.ROOT_CAUSE_GENERATED);
        assertThat(timeline.incident(incident.id()).orElseThrow().standing().state()).isEqualTo(Standing.State.IDLE);
        assertThat(timeline.verify(incident.id()).holds()).isTrue();
    }

    @Test
    void withoutEvidenceItSaysThatThereIsNotEnough() {
        Analysis analysis = concluded(investigate(incident()));
        assertThat(analysis.executionStatus()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(analysis.rootCause()).contains("not enough evidence");
        assertThat(analysis.confidence().score()).isLessThan(30);
    }

    @Test
    void brokenJsonThenAViolationThenAGoodAnswerEndsCompletedWithThreeAttemptsOnTheTimeline() {
        String violation = GOOD.replace("\"confidence\": 90", "\"confidence\": 900");
        ScriptedModel scripted = new ScriptedModel("{\"root_cause\": \"it bro", violation, GOOD, NO_DOUBT);
        model = Optional.of(scripted);
        Incident incident = incidentWithEvidence();
        Analysis analysis = concluded(investigate(incident));
        scripted.assertAllAsked();
        assertThat(analysis.executionStatus()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(analysis.rootCause()).isEqualTo(ROOT_CAUSE);
        assertThat(analysis.analyst()).isEqualTo(scripted.name());
        assertThat(analysis.needsReview()).isFalse();
        List<EventData.OutputRejected> rejected = events(incident).stream().map(Event::data)
                .filter(EventData.OutputRejected.class::isInstance)
                .map(EventData.OutputRejected.class::cast).toList();
        assertThat(rejected).extracting(EventData.OutputRejected::attempt).containsExactly(1, 2);
        assertThat(rejected.get(1).violations()).singleElement().asString().contains("/confidence");
        assertThat(rejected.get(1).keptFields()).contains("root_cause", "mitigation");
        List<ModelExchange> exchanges = timeline.exchanges(analysisId(incident));
        assertThat(exchanges).extracting(ModelExchange::agent).containsExactly("reasoning", "reasoning", "reasoning", "sceptic");
        assertThat(scripted.prompts().get(2).messages().getLast().text()).contains("confidence");
        assertThat(analysis.usage().modelCalls()).isEqualTo(4);
    }

    @Test
    void aModelThatNeverHealsEndsInAFallbackThatNeedsReviewAndIsNoSurerThanItsFindings() {
        ScriptedModel scripted = new ScriptedModel("no", "still no", "never");
        model = Optional.of(scripted);
        Incident incident = incidentWithEvidence();
        Analysis analysis = concluded(investigate(incident));
        scripted.assertAllAsked();
        assertThat(analysis.executionStatus()).isEqualTo(ExecutionStatus.RECOVERED_FALLBACK);
        assertThat(analysis.needsReview()).isTrue();
        assertThat(analysis.rootCause()).isNotBlank();
        assertThat(analysis.failure()).contains("none of 3 answers was valid");
        assertThat(types(incident)).contains(EventType.FALLBACK_USED, EventType.ROOT_CAUSE_GENERATED);
        double findings = timeline.diagnosis(analysisId(incident)).orElseThrow().score();
        assertThat(analysis.confidence().score()).isLessThanOrEqualTo(100 * findings);
    }

    @Test
    void whatWasValidOfAnAnswerThatNeverHealedIsKept() {
        String noMitigation = GOOD.replace("\"mitigation\": \"Roll back deployment 42.\",", "");
        model = Optional.of(new ScriptedModel(noMitigation, noMitigation, noMitigation));
        Incident incident = incidentWithEvidence();
        Analysis analysis = concluded(investigate(incident));
        assertThat(analysis.executionStatus()).isEqualTo(ExecutionStatus.RECOVERED_FALLBACK);
        assertThat(analysis.rootCause()).isEqualTo(ROOT_CAUSE);
        assertThat(analysis.mitigation()).isNotBlank();
        assertThat(events(incident).stream().map(Event::data)).filteredOn(EventData.FallbackUsed.class::isInstance).singleElement()
                .isInstanceOfSatisfying(EventData.FallbackUsed.class, used -> assertThat(used.fields()).containsExactly("mitigation"));
    }

    @Test
    void aModelThatIsAwayIsWaitedForAndItsAnswerTakenWhenItIsBack() {
        ScriptedModel scripted = new ScriptedModel(new Reply.Away("connection refused"),
                new Reply.Busy("overloaded", Duration.ofSeconds(45)),
                ScriptedModel.answered(GOOD), ScriptedModel.answered(NO_DOUBT));
        model = Optional.of(scripted);
        Incident incident = incidentWithEvidence();
        End first = investigate(incident);
        assertThat(first).isInstanceOf(End.Later.class);
        assertThat(timeline.incident(incident.id()).orElseThrow().standing().state()).isEqualTo(Standing.State.WAITING);
        assertThat(timeline.diagnosis(analysisId(incident))).as("the findings are readable as provisional").isPresent();
        clock.set(((End.Later) first).at());
        End second = investigate(incident);
        assertThat(Duration.between(clock.instant(), ((End.Later) second).at())).isGreaterThanOrEqualTo(Duration.ofSeconds(45));
        clock.set(((End.Later) second).at());
        assertThat(concluded(investigate(incident)).executionStatus()).isEqualTo(ExecutionStatus.COMPLETED);
        scripted.assertAllAsked();
        assertThat(events(incident).stream().map(Event::data)).filteredOn(EventData.RetryScheduled.class::isInstance).hasSize(2)
                .allSatisfy(data -> assertThat(((EventData.RetryScheduled) data).reason()).contains(scripted.name()));
        assertThat(types(incident)).filteredOn(EventType.DIAGNOSIS_COMPLETED::equals).as("what was computed is not computed again")
                .hasSize(1);
    }

    @Test
    void aModelThatStaysAwayIsWaitedForWithGrowingCeilingsUntilTheDeadline() {
        model = Optional.of(new Away());
        Incident incident = incidentWithEvidence();
        Instant begun = clock.instant();
        End end = investigate(incident);
        int waits = 0;
        while (end instanceof End.Later(var at, _)) {
            waits++;
            clock.set(at);
            end = investigate(incident);
        }
        Analysis analysis = concluded(end);
        assertThat(analysis.executionStatus()).isEqualTo(ExecutionStatus.RECOVERED_FALLBACK);
        assertThat(analysis.failure()).contains("away").contains("10 minutes");
        assertThat(Duration.between(begun, clock.instant())).isEqualTo(DEADLINE);
        assertThat(waits).isGreaterThan(5);
    }

    @Test
    void aModelThatStaysAwayWithNothingFoundFails() {
        model = Optional.of(new Away());
        Incident incident = incident();
        End end = investigate(incident);
        while (end instanceof End.Later(var at, _)) {
            clock.set(at);
            end = investigate(incident);
        }
        Analysis analysis = concluded(end);
        assertThat(analysis.executionStatus()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(analysis.failure()).contains("no findings");
        assertThat(types(incident)).endsWith(EventType.AI_ANALYSIS_FAILED);
    }

    @Test
    void aRefusalIsNotWaitedFor() {
        model = Optional.of(new ScriptedModel(new Reply.Refused("401: wrong key")));
        Analysis analysis = concluded(investigate(incidentWithEvidence()));
        assertThat(analysis.executionStatus()).isEqualTo(ExecutionStatus.RECOVERED_FALLBACK);
        assertThat(analysis.failure()).contains("401: wrong key");
    }

    @Test
    void theScepticCanOnlyLower() {
        model = Optional.of(new ScriptedModel(GOOD, NO_DOUBT));
        double undoubted = concluded(investigate(incidentWithEvidence())).confidence().score();
        model = Optional.of(new ScriptedModel(GOOD,
                "{\"refuted\": true, \"doubts\": [{\"text\": \"the errors began before it\", \"cites\": [\"E1\"]}], \"confidence_cap\": 20}"));
        Analysis doubted = concluded(investigate(incidentWithEvidence()));
        assertThat(doubted.confidence().score()).isLessThanOrEqualTo(20).isLessThan(undoubted);
        assertThat(doubted.executionStatus()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void aCitationOfEvidenceThatDoesNotExistIsTakenOutAndItsSentenceMarked() {
        model = Optional.of(new ScriptedModel(GOOD.replace("Nothing else changed [E2].", "Nothing else changed [E99]."), NO_DOUBT));
        Analysis analysis = concluded(investigate(incidentWithEvidence()));
        assertThat(analysis.reasoning()).contains("[E1]").doesNotContain("E99");
        assertThat(analysis.unsupported()).singleElement().asString().contains("Nothing else changed");
    }

    @Test
    void aRunThatWasTakenOverGoesOnFromWhatIsRecordedAndAsksNoQuestionTwice() {
        ScriptedModel scripted = new ScriptedModel("{\"broken", GOOD, NO_DOUBT);
        Interrupting interrupting = new Interrupting(scripted, 1);
        model = Optional.of(interrupting);
        CountingSource source = new CountingSource();
        sources.add(source);
        Incident incident = incident();
        assertThatThrownBy(() -> investigate(incident)).hasMessage("the worker dies here");
        assertThat(concluded(investigate(incident)).executionStatus()).isEqualTo(ExecutionStatus.COMPLETED);
        scripted.assertAllAsked();
        assertThat(source.asked).isEqualTo(1);
        assertThat(types(incident)).contains(EventType.AI_ANALYSIS_RESUMED);
        assertThat(types(incident)).filteredOn(EventType.AI_ANALYSIS_STARTED::equals).hasSize(1);
    }

    @Test
    void anOvertakenAttemptWritesNothingMore() {
        Incident incident = incidentWithEvidence();
        Run first = begin(incident);
        begin(incident);
        assertThatThrownBy(() -> investigate(first)).isInstanceOf(RunOvertaken.class);
    }

    @Test
    void aSourceThatIsAwayIsAskedAgainAndThenGoneOnWithout() {
        sources.add(new ScriptedSource(new EvidenceResult.Unavailable("up", "connection refused", false),
                new EvidenceResult.Found(evidence())));
        Incident incident = incident();
        End first = investigate(incident);
        assertThat(first).isInstanceOf(End.Later.class);
        clock.set(((End.Later) first).at());
        Analysis analysis = concluded(investigate(incident));
        assertThat(analysis.citations()).isNotEmpty();
        assertThat(types(incident)).containsSubsequence(EventType.SOURCE_UNAVAILABLE, EventType.AI_ANALYSIS_RETRY_SCHEDULED,
                EventType.EVIDENCE_COLLECTED,
                EventType.ROOT_CAUSE_GENERATED);
    }

    @Test
    void aSourceThatWillNeverAnswerIsNotWaitedFor() {
        sources.add(new ScriptedSource(new EvidenceResult.Unavailable("up", "401: set the token", true)));
        assertThat(investigate(incident())).isInstanceOf(End.Concluded.class);
    }

    @Test
    void whatAModelWasToldHoldsNoSecretAndStandsBetweenMarksNobodyCanGuess() {
        Incident incident = incident();
        collector().attach(incident.id(), "ada", List.of(new Draft("attached", "logs of checkout", null, new Content.Logs(List.of(
                log(Samples.NOON, "ERROR", "login failed for bob@example.org with password=hunter2-hunter2 from 203.0.113.9"))), null)));
        ScriptedModel scripted = new ScriptedModel(GOOD, NO_DOUBT);
        model = Optional.of(scripted);
        investigate(incident);
        assertThat(scripted.prompts())
                .allSatisfy(prompt -> assertThat(prompt.toString()).doesNotContain("hunter2", "bob@example.org", "203.0.113.9"));
        assertThat(scripted.prompts().getFirst().messages().getFirst().text()).containsPattern("<<DATA [0-9a-f]{12}>>");
    }

    /// A model that nobody reaches.
    private static final class Away implements LanguageModel {

        @Override
        public String name() {
            return "scripted/away";
        }

        @Override
        public Reply ask(Prompt prompt) {
            return new Reply.Away("connection refused");
        }
    }

    /// Dies once, after so many answers.
    private static final class Interrupting implements LanguageModel {

        private final LanguageModel model;
        private int left;

        Interrupting(LanguageModel model, int answers) {
            this.model = model;
            this.left = answers;
        }

        @Override
        public String name() {
            return model.name();
        }

        @Override
        public Reply ask(Prompt prompt) {
            if (left-- == 0) throw new IllegalStateException("the worker dies here");
            return model.ask(prompt);
        }
    }

    @Test
    void anAnalysisThatIsAskedForAgainAsksEverySourceAgainAndKeepsWhatIsNew() {
        sources.add(
                new ScriptedSource(new EvidenceResult.NothingFound("thread", "nobody said anything"), new EvidenceResult.Found(evidence()),
                        new EvidenceResult.Found(evidence())));
        Incident incident = incident();
        concluded(investigate(incident));
        assertThat(timeline.evidence(incident.id())).isEmpty();

        concluded(investigateAgain(incident));
        assertThat(timeline.evidence(incident.id())).hasSize(2);
        concluded(investigateAgain(incident));
        assertThat(timeline.evidence(incident.id())).hasSize(2);
        assertThat(events(incident).stream().map(Event::data)).filteredOn(EventData.EvidenceMissing.class::isInstance).last()
                .isEqualTo(new EventData.EvidenceMissing("scripted", "attached", "what it has is known already"));
    }

    private End investigateAgain(Incident incident) {
        timeline.request(incident.id(), Samples.IDS.analysis());
        return investigate(timeline.incident(incident.id()).orElseThrow());
    }

    private static final class ScriptedSource implements EvidenceSource {

        private final Deque<EvidenceResult> results;

        ScriptedSource(EvidenceResult... results) {
            this.results = new ArrayDeque<>(List.of(results));
        }

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public EvidenceResult ask(EvidenceQuery query) {
            return results.removeFirst();
        }
    }

    private static final class CountingSource implements EvidenceSource {

        private int asked;

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public EvidenceResult ask(EvidenceQuery query) {
            asked++;
            return new EvidenceResult.Found(evidence());
        }
    }
}
