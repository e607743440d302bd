package dev.firsthour.investigation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.ExecutionStatus;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.ModelExchange;
import dev.firsthour.incident.Notice;
import dev.firsthour.investigation.Investigator.End;
import dev.firsthour.job.Backoff;
import dev.firsthour.knowledge.Runbooks;
import dev.firsthour.llm.Abilities;
import dev.firsthour.llm.Budget;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Probe;
import dev.firsthour.llm.Prompt;
import dev.firsthour.llm.Reply;
import dev.firsthour.llm.ScriptedModel;
import dev.firsthour.llm.Tool;
import dev.firsthour.privacy.Redactors;
import dev.firsthour.testing.Samples;
import dev.firsthour.testing.TestClock;
import dev.firsthour.timeline.memory.MemoryTimeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DeepWayTest {

    private static final String PLAN = """
            {"questions": [{"specialist": "logs", "question": "Which error came first?"},
                           {"specialist": "changes", "question": "What does deployment 42 change?"}]}
            """;
    private static final String LOGS_REPORT = """
            {"findings": [{"statement": "The pool of checkout ran dry at noon.", "weight": 0.9, "cites": ["E1"]},
                          {"statement": "The database was slow.", "weight": 0.4, "cites": ["E77"]}],
             "gaps": ["the log of the database"]}
            """;
    private static final String CHANGES_REPORT = """
            {"findings": [{"statement": "Deployment 42 takes out the closing of connections.", "weight": 0.8, "cites": ["E2"]}], "gaps": []}
            """;
    private static final String GOOD = """
            {"root_cause": "Deployment 42 of checkout leaks connections.",
             "reasoning": "The log says \\"no connection left in the pool\\" [E1]. The diff takes out `connection.close();` [E2].",
             "mitigation": "Roll back deployment 42.", "prevention": "Test the error path.", "recommendation": "Alert on the pool.",
             "culprit": {"kind": "change", "name": "d42"}, "contributing_factors": [],
             "hypotheses": [{"statement": "Deployment 42 leaks connections.", "culprit": {"kind": "change", "name": "d42"},
                             "evidence_for": [{"text": "the pool ran dry", "cites": ["E1"]}], "evidence_against": [], "ruled_out": null},
                            {"statement": "The database is slow.", "culprit": {"kind": "service", "name": "orders-db"},
                             "evidence_for": [], "evidence_against": [{"text": "nobody waits for it", "cites": ["E1"]}],
                             "ruled_out": "no record speaks of it"}],
             "evidence_gaps": ["the pool's size over time"], "confidence": 90}
            """;
    private static final String NO_DOUBT = "{\"refuted\": false, \"doubts\": [], \"confidence_cap\": 100}";

    private final TestClock clock = new TestClock(Samples.NOON.plusSeconds(60));
    private final MemoryTimeline timeline = new MemoryTimeline(new byte[32]);
    private final ExecutorService computing = Executors.newSingleThreadExecutor();
    private final List<EvidenceSource> sources = new ArrayList<>();
    private LanguageModel model = new Cast();
    private String mode = "auto";
    private Runbooks runbooks = Runbooks.NONE;

    @AfterEach
    void stop() {
        computing.close();
    }

    private Incident incident() {
        Incident incident = Samples.incident("checkout fails", null);
        timeline.open(incident, Samples.created(incident));
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
                "deployment 42 of checkout", "ada", "42", null, List.of("Pool.java"),
                "-    connection.close();\n+    // the pool closes it", Map.of());
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
        InvestigationProperties defaults = InvestigationProperties.defaults();
        return new Investigator(timeline, timeline, collector(), sources, runbooks, () -> Optional.of(model), LlmProperties.defaults(),
                Redactors.standard(new byte[32]), EvidenceProperties.defaults(),
                new InvestigationProperties(defaults.deadline(), 3, 100, 0, mode, 8, null, 24_000),
                new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60)), computing, Samples.IDS, clock, RandomGenerator.getDefault())
                .investigate(timeline.begin(incident.id(), analysisId(incident)).orElseThrow(), "test");
    }

    private static AnalysisId analysisId(Incident incident) {
        return Objects.requireNonNull(incident.standing().analysisId());
    }

    private static Analysis concluded(End end) {
        assertThat(end).isInstanceOf(End.Concluded.class);
        return ((End.Concluded) end).analysis();
    }

    private <T extends EventData> List<T> data(Incident incident, Class<T> type) {
        return timeline.read(incident.id(), 0, 1000).stream().map(Event::data).filter(type::isInstance).map(type::cast).toList();
    }

    private static Reply calls(String name, String arguments) {
        return new Reply.Answered("", List.of(new Tool.Call("c1", name, arguments)), 100, 20);
    }

    private static Cast cast() {
        return new Cast().part("planner", new ScriptedModel(PLAN))
                .part("logs",
                        new ScriptedModel(calls("search_logs", "{\"words\": \"connection pool\"}"), ScriptedModel.answered(LOGS_REPORT)))
                .part("changes", new ScriptedModel(calls("read_diff", "{\"change\": \"d42\"}"), ScriptedModel.answered(CHANGES_REPORT)))
                .part("reasoning", new ScriptedModel(GOOD)).part("sceptic", new ScriptedModel(NO_DOUBT));
    }

    @Test
    void aPlannerSendsSpecialistsWhoLookThroughToolsAndTheirFindingsReachTheReasoningAgent() {
        Cast cast = cast();
        model = cast;
        Incident incident = incident();
        Analysis analysis = concluded(investigate(incident));
        cast.assertAllAsked();
        assertThat(analysis.executionStatus()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(data(incident, EventData.AnalysisPlanned.class)).singleElement().satisfies(plan -> {
            assertThat(plan.mode()).isEqualTo("deep");
            assertThat(plan.questions()).extracting(EventData.AnalysisPlanned.Question::specialist).containsExactly("logs", "changes");
        });
        assertThat(data(incident, EventData.ToolCalled.class)).extracting(EventData.ToolCalled::tool).containsExactlyInAnyOrder(
                "search_logs",
                "read_diff");
        Prompt second = cast.part("logs").prompts().getLast();
        assertThat(second.messages().getLast().text()).contains("50 of 100 log records match", "[E1]", "no connection left in the pool");
        assertThat(cast.part("logs").prompts().getFirst().messages().getFirst().text()).contains("Which error came first?");
        String told = cast.part("reasoning").prompts().getFirst().messages().getFirst().text();
        assertThat(told).contains("logs (0.90): The pool of checkout ran dry at noon. [E1]", "the log of the database")
                .doesNotContain("The database was slow.");
        assertThat(analysis.evidenceGaps()).contains("the log of the database", "the pool's size over time");
        assertThat(analysis.hypotheses()).extracting(hypothesis -> hypothesis.ruledOut() == null).startsWith(true, false);
        assertThat(analysis.unsupported()).isEmpty();
        assertThat(timeline.exchanges(analysisId(incident))).extracting(ModelExchange::agent).contains("planner", "logs", "changes",
                "reasoning", "sceptic");
        assertThat(timeline.verify(incident.id()).holds()).isTrue();
    }

    @Test
    void specialistsWorkAtOnceAndEachSeesOnlyItsOwnContext() {
        CyclicBarrier both = new CyclicBarrier(2);
        Function<String, Function<Prompt, Reply>> together = report -> _ -> {
            try {
                both.await(30, TimeUnit.SECONDS);
            } catch (Exception late) {
                throw new AssertionError("the other specialist was not at work", late);
            }
            return ScriptedModel.answered(report);
        };
        Cast cast = cast().part("logs", new ScriptedModel(new Reply[0]).then(together.apply(LOGS_REPORT))).part("changes",
                new ScriptedModel(new Reply[0]).then(together.apply(CHANGES_REPORT)));
        model = cast;
        concluded(investigate(incident()));
        assertThat(cast.part("logs").prompts().getFirst().messages()).singleElement()
                .satisfies(turn -> assertThat(turn.text()).doesNotContain("What does deployment 42 change?"));
    }

    @Test
    void anAlertThatJoinsWhileTheSpecialistsLookIsDiagnosedBeforeTheReasoningAgentIsAsked() {
        Incident incident = incident();
        Cast cast = cast().part("logs", new ScriptedModel(new Reply[0]).then(_ -> {
            collector().attach(incident.id(), "alerts",
                    List.of(new Draft("joined the incident", "alert that joined: disk of orders-db full",
                            null,
                            new Content.Notices(List.of(new Notice(Samples.NOON.plusSeconds(30), "alertmanager", "orders-db", "firing",
                                    "disk of orders-db full"))),
                            null)));
            return ScriptedModel.answered(LOGS_REPORT);
        }));
        model = cast;
        Analysis analysis = concluded(investigate(incident));
        assertThat(data(incident, EventData.DiagnosisCompleted.class)).hasSize(2);
        assertThat(cast.part("reasoning").prompts()).singleElement().satisfies(
                prompt -> assertThat(prompt.messages().getFirst().text()).contains("[E3]", "disk of orders-db full"));
        assertThat(analysis.executionStatus()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void whoAsksTheSameTwiceIsNudgedAndThenLosesTheTools() {
        ScriptedModel logs = new ScriptedModel(calls("search_logs", "{\"words\": \"pool\"}"),
                calls("search_logs", "{\"words\": \"POOL \"}"),
                calls("search_logs", "{\"words\": \"pool\", \"level\": \"ERROR\"}"), ScriptedModel.answered(LOGS_REPORT));
        model = cast().part("logs", logs);
        Incident incident = incident();
        concluded(investigate(incident));
        logs.assertAllAsked();
        assertThat(logs.prompts().get(1).tools()).isNotEmpty();
        assertThat(logs.prompts().get(2).messages().getLast().text()).contains("the same as call 1").contains("next time the tools go");
        assertThat(logs.prompts().get(2).tools()).isNotEmpty();
        assertThat(logs.prompts().get(3).tools()).isEmpty();
        assertThat(logs.prompts().get(3).jsonSchema()).isNotNull();
        assertThat(logs.prompts().get(3).messages()).allMatch(Prompt.Message.class::isInstance);
        assertThat(logs.prompts().get(3).messages().getLast().text()).contains("going round in circles");
        assertThat(data(incident, EventData.ToolCalled.class)).filteredOn(call -> call.agent().equals("logs"))
                .extracting(EventData.ToolCalled::stale).containsExactly(false, true, true);
    }

    @Test
    void aCallThatCannotBeMadeIsAnsweredWithWhyAndWhatToWriteInstead() {
        ScriptedModel logs = new ScriptedModel(calls("search_logs", "{\"words\": \"pool\", \"from\": \"yesterday\"}"),
                calls("drop_tables", "{}"), calls("search_logs", "{\"pattern\": \"(?=pool)\"}"), ScriptedModel.answered(LOGS_REPORT));
        model = cast().part("logs", logs);
        concluded(investigate(incident()));
        assertThat(logs.prompts().get(1).messages().getLast().text()).contains("'yesterday' is no time", "-15m");
        assertThat(logs.prompts().get(2).messages().getLast().text()).contains("there is no tool 'drop_tables'", "search_logs");
        assertThat(logs.prompts().get(3).messages().getLast().text()).contains("no expression of RE2");
    }

    @Test
    void whatTheSourcesAreAskedForBecomesEvidenceThatCanBeCitedAndIsDiagnosed() {
        CountingSource source = new CountingSource();
        sources.add(source);
        ScriptedModel logs = new ScriptedModel(calls("ask_sources", "{\"service\": \"orders-db\", \"from\": \"-5m\", \"to\": \"+5m\"}"),
                calls("search_logs", "{\"service\": \"orders-db\"}"),
                ScriptedModel.answered(
                        "{\"findings\": [{\"statement\": \"orders-db ran out of disk.\", \"weight\": 1, \"cites\": [\"E4\"]}], \"gaps\": []}"));
        model = cast().part("logs", logs);
        Incident incident = incident();
        concluded(investigate(incident));
        assertThat(source.asked).hasSize(2);
        assertThat(source.asked.getLast().services()).containsExactly("orders-db");
        assertThat(timeline.evidence(incident.id(), new EvidenceId(4))).isPresent();
        assertThat(logs.prompts().get(2).messages().getLast().text()).contains("could not extend file");
        assertThat(data(incident, EventData.SpecialistReported.class)).filteredOn(report -> report.specialist().equals("logs"))
                .flatExtracting(EventData.SpecialistReported::observations).hasSize(1);
        assertThat(data(incident, EventData.DiagnosisCompleted.class)).as("what was brought is diagnosed too").hasSize(2);
    }

    @Test
    void anAttemptThatTakesOverReadsBackWhatWasSaidAndNeitherModelNorSourceIsAskedTwice() {
        CountingSource source = new CountingSource();
        sources.add(source);
        ScriptedModel logs = new ScriptedModel(new Reply[0])
                .then(calls("ask_sources", "{\"service\": \"orders-db\"}")).then(_ -> {
                    throw new IllegalStateException("the worker dies here");
                }).then(ScriptedModel.answered(LOGS_REPORT));
        Cast cast = cast().part("logs", logs);
        model = cast;
        Incident incident = incident();
        assertThatThrownBy(() -> investigate(incident)).hasMessage("the worker dies here");
        assertThat(concluded(investigate(incident)).executionStatus()).isEqualTo(ExecutionStatus.COMPLETED);
        cast.assertAllAsked();
        assertThat(source.asked).as("once to begin with, once by the specialist").hasSize(2);
        assertThat(afterTheData(logs.prompts().get(2))).as("what came of the call is told again").isNotEmpty()
                .isEqualTo(afterTheData(withMarker(logs.prompts().get(1), logs.prompts().get(2))));
        assertThat(data(incident, EventData.AnalysisPlanned.class)).hasSize(1);
        assertThat(data(incident, EventData.ToolCalled.class)).filteredOn(call -> call.agent().equals("logs")).hasSize(1);
        assertThat(data(incident, EventData.SpecialistReported.class)).hasSize(2);
    }

    /// One prompt with the random marks of another.
    private static Prompt withMarker(Prompt prompt, Prompt other) {
        String from = marker(prompt);
        String to = marker(other);
        List<Prompt.Turn> turns = prompt.messages().stream().<Prompt.Turn>map(turn -> switch (turn) {
            case Prompt.Message(var role, var text) -> new Prompt.Message(role, text.replace(from, to));
            case Prompt.Calls calls -> calls;
            case Prompt.Result(var call, var text) -> new Prompt.Result(call, text.replace(from, to));
        }).toList();
        return new Prompt(prompt.system(), turns, null, prompt.maxOutputTokens(), prompt.timeout());
    }

    private static List<Prompt.Turn> afterTheData(Prompt prompt) {
        return prompt.messages().subList(1, prompt.messages().size());
    }

    private static String marker(Prompt prompt) {
        String text = prompt.messages().getFirst().text();
        return text.substring("<<DATA ".length(), text.indexOf(">>"));
    }

    @Test
    void aModelThatIsAwayInTheMiddleIsWaitedForAndOnlyTheOwedSpecialistIsAskedAgain() {
        Cast cast = cast().part("logs",
                new ScriptedModel(new Reply.Away("connection refused"), ScriptedModel.answered(LOGS_REPORT)));
        model = cast;
        Incident incident = incident();
        End first = investigate(incident);
        assertThat(first).isInstanceOf(End.Later.class);
        clock.set(((End.Later) first).at());
        concluded(investigate(incident));
        cast.assertAllAsked();
    }

    @Test
    void aSpecialistThatGivesNoValidReportIsAGapAndStopsNobody() {
        model = cast().part("logs", new ScriptedModel("no", "still no", "never"));
        Incident incident = incident();
        Analysis analysis = concluded(investigate(incident));
        assertThat(analysis.executionStatus()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(analysis.evidenceGaps()).contains("a report of the logs specialist");
        assertThat(data(incident, EventData.SpecialistReported.class)).filteredOn(report -> report.failure() != null).hasSize(1);
    }

    @Test
    void aPlannerThatGivesNoValidPlanSendsEverybody() {
        String nothing = "{\"findings\": [], \"gaps\": []}";
        Cast cast = cast().part("planner", new ScriptedModel("no", "no", "no"));
        for (Specialist who : Specialist.values()) {
            cast.part(who.word(), new ScriptedModel(nothing));
        }
        model = cast;
        concluded(investigate(incident()));
        cast.assertAllAsked();
    }

    @Test
    void aBudgetThatIsUsedUpIsOnTheTimelineOnceAndTheFindingsStandIn() {
        Reply over = new Reply.Overspent(new Budget(Budget.Scope.INVESTIGATION, Budget.Unit.TOKENS, 1000), 1200);
        model = cast().part("logs", new ScriptedModel(over)).part("changes", new ScriptedModel(over))
                .part("reasoning", new ScriptedModel(over))
                .part("sceptic", new ScriptedModel(new Reply[0]));
        Incident incident = incident();
        Analysis analysis = concluded(investigate(incident));
        assertThat(analysis.executionStatus()).isEqualTo(ExecutionStatus.RECOVERED_FALLBACK);
        assertThat(analysis.failure()).contains("budget");
        assertThat(data(incident, EventData.BudgetExhausted.class)).singleElement().satisfies(budget -> {
            assertThat(budget.scope()).isEqualTo("investigation");
            assertThat(budget.spent()).isEqualTo(1200);
        });
    }

    @Test
    void theWayIsLeanWhereTheModelOrTheSettingsSaySo() {
        Abilities small = new Abilities(8_000, 2048, Abilities.Ability.YES, Probe.Schema.HONOURED, 60);
        Abilities toolless = new Abilities(32_000, 2048, Abilities.Ability.NO, Probe.Schema.HONOURED, 60);
        for (Abilities abilities : List.of(small, toolless)) {
            assertLean(cast().able(abilities), "deep");
        }
        assertLean(cast().able(new Abilities(32_000, 2048, Abilities.Ability.UNKNOWN, Probe.Schema.HONOURED, 60)), "auto");
        assertLean(cast().able(new Abilities(32_000, 2048, Abilities.Ability.YES, Probe.Schema.HONOURED, 4)), "auto");
        assertLean(cast(), "lean");
    }

    private void assertLean(LanguageModel lean, String wanted) {
        model = lean;
        mode = wanted;
        Incident incident = incident();
        concluded(investigate(incident));
        assertThat(data(incident, EventData.AnalysisPlanned.class)).singleElement().satisfies(plan -> {
            assertThat(plan.mode()).isEqualTo("lean");
            assertThat(plan.reason()).isNotBlank();
        });
        assertThat(timeline.exchanges(analysisId(incident))).extracting(ModelExchange::agent).containsExactly("reasoning", "sceptic");
    }

    @Test
    void aQuoteThatStandsNowhereIsMarkedAndLowersTheConfidence() {
        model = cast();
        double honest = concluded(investigate(incident())).confidence().score();
        model = cast().part("reasoning",
                new ScriptedModel(GOOD.replace("no connection left in the pool", "disk quota exceeded on node 7")));
        Analysis invented = concluded(investigate(incident()));
        assertThat(invented.unsupported()).singleElement().asString().contains("stands nowhere", "disk quota exceeded on node 7");
        assertThat(invented.confidence().score()).isLessThan(honest);
    }

    @Test
    void aRefutationThatCitesEvidenceRulesTheLeadingHypothesisOut() {
        model = cast().part("sceptic", new ScriptedModel(
                "{\"refuted\": true, \"doubts\": [{\"text\": \"the errors began before it\", \"cites\": [\"E1\"]}], \"confidence_cap\": 20}"));
        Incident incident = incident();
        Analysis analysis = concluded(investigate(incident));
        assertThat(analysis.hypotheses().getFirst().ruledOut()).contains("the errors began before it", "E1");
        assertThat(data(incident, EventData.HypothesisRefuted.class)).anyMatch(refuted -> refuted.by().equals("sceptic"));
    }

    private static final class CountingSource implements EvidenceSource {

        private final List<EvidenceQuery> asked = new ArrayList<>();

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public synchronized EvidenceResult ask(EvidenceQuery query) {
            asked.add(query);
            return new EvidenceResult.Found(List.of(new Draft("all", "logs of orders-db", null, new Content.Logs(List.of(
                    new LogRecord(Samples.NOON, "orders-db", "ERROR", "could not extend file", null, null, Map.of()))), null)));
        }
    }
}
