package dev.firsthour.investigation;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.firsthour.evidence.Collector;
import dev.firsthour.evidence.EvidenceProperties;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.Window;
import dev.firsthour.knowledge.Passage;
import dev.firsthour.knowledge.Runbooks;
import dev.firsthour.knowledge.Suggestion;
import dev.firsthour.privacy.Redactors;
import dev.firsthour.testing.Samples;
import dev.firsthour.testing.TestClock;
import dev.firsthour.timeline.Run;
import dev.firsthour.timeline.memory.MemoryTimeline;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class EvidenceToolsTest {

    private static final int KNOWN = 4;

    private final ExecutorService computing = Executors.newSingleThreadExecutor();
    private final MemoryTimeline timeline = new MemoryTimeline(new byte[32]);
    private final Desk desk = desk();

    private Desk desk() {
        Incident incident = Samples.incident("checkout fails", null);
        timeline.open(incident, Samples.created(incident));
        return new Desk(new Run(incident.id(), Samples.IDS.analysis(), 1), incident,
                new Window(Samples.NOON.minusSeconds(3600), Samples.NOON.plusSeconds(900)), Matters.evidence(), timeline,
                new Collector(timeline, Redactors.standard(new byte[32]), EvidenceProperties.defaults(), new TestClock(Samples.NOON)),
                List.of(), runbooks(), Redactors.standard(new byte[32]), computing);
    }

    /// One that holds a secret.
    private static Runbooks runbooks() {
        Passage passage = new Passage("checkout/pool.md", "Checkout", "Pool exhausted", List.of("checkout"), List.of(),
                "Look for connections that are never given back.\nThe password: hunter2-Xk93qLm is in the vault.", null);
        return new Runbooks() {
            @Override
            public List<Suggestion> search(Question question, int limit) {
                return question.text().contains("pool") ? List.of(new Suggestion(passage, 1, Set.of(Suggestion.Way.WORDS))) : List.of();
            }

            @Override
            public boolean isEmpty() {
                return false;
            }
        };
    }

    @Test
    void aRunbookIsShownRedactedAndSaidToBeNoEvidence() {
        assertThat(use(EvidenceTool.SEARCH_RUNBOOKS, "{\"words\": \"pool\"}")).contains("1 passages", "never cite it",
                "runbook 'checkout/pool.md: Pool exhausted' for checkout", "never given back", "[REDACTED:").doesNotContain("hunter2");
        assertThat(use(EvidenceTool.SEARCH_RUNBOOKS, "{\"words\": \"certificate\"}"))
                .contains("nothing, because no runbook has these words");
    }

    @AfterEach
    void stop() {
        computing.close();
    }

    private String use(EvidenceTool tool, String arguments) {
        return desk.use(tool, (ObjectNode) JsonMapper.shared().readTree(arguments), KNOWN).text(6000);
    }

    @Test
    void aSearchOfLogsSaysWhatWasAskedOverWhichRangeHowMuchThereIsAndShowsTheEnds() {
        assertThat(use(EvidenceTool.SEARCH_LOGS, "{\"words\": \"connection pool\", \"service\": \"Checkout\", \"limit\": 4}")).contains(
                "words='connection pool'", "service='Checkout'", "from 2026-03-01T11:00:00Z to 2026-03-01T12:15:00Z",
                "50 of 100 log records match, in [E1]", "per minute: 12:00:00Z 50", "after 5000 ms", "after 5001 ms", "after 5048 ms",
                "after 5049 ms").doesNotContain("5020");
    }

    @Test
    void anExpressionRunsOnRe2AndOneThatWouldTakeForEverDoesNot() {
        assertThat(use(EvidenceTool.SEARCH_LOGS, "{\"pattern\": \"after 50[0-9]{2} ms\"}")).contains("50 of 100");
        assertThat(use(EvidenceTool.SEARCH_LOGS, "{\"pattern\": \"^(([a-z ])+)+!$\"}")).contains("nothing, because");
    }

    @Test
    void anEmptyAnswerSaysWhy() {
        assertThat(use(EvidenceTool.SEARCH_LOGS, "{\"service\": \"orders-db\"}")).contains("there are no log records of orders-db",
                "there are some of checkout", "ask_sources");
        assertThat(use(EvidenceTool.SEARCH_LOGS, "{\"from\": \"-2h\", \"to\": \"-1h\"}")).contains("reach from 2026-03-01T11:10:00Z");
        assertThat(use(EvidenceTool.SEARCH_LOGS, "{\"words\": \"certificate\"}")).contains("of 100 log records in this range none matches");
        assertThat(desk.use(EvidenceTool.SEARCH_LOGS, JsonMapper.shared().createObjectNode(), 0).text(6000))
                .contains("there are no log records among the evidence");
        assertThat(use(EvidenceTool.ASK_SOURCES, "{\"service\": \"orders-db\"}")).contains("no outside source is configured");
        assertThat(use(EvidenceTool.PAST_INCIDENTS, "{\"words\": \"pool\"}")).contains("no earlier incident");
        assertThat(use(EvidenceTool.READ_EVIDENCE, "{\"id\": \"E9\"}")).contains("there is no such evidence", "E1 logs of checkout");
        assertThat(use(EvidenceTool.READ_DIFF, "{\"change\": \"d43\"}")).contains("no change has that id", "d42");
    }

    @Test
    void templatesAreCountedBeforeAndAfterTheBeginning() {
        assertThat(use(EvidenceTool.LOG_TEMPLATES, "{}")).contains("100 log records of 2 templates",
                "[E1] before 0, after 50, first at 12:00:00Z: no connection left in the pool after <number> ms", "before 50, after 0");
    }

    @Test
    void aSeriesIsReadInStepsAndComparedBetweenWindows() {
        assertThat(use(EvidenceTool.LIST_SERIES, "{}")).contains("checkout pool_active{pod=a} in 1, 60 samples");
        assertThat(use(EvidenceTool.READ_SERIES, "{\"metric\": \"pool\", \"from\": \"-2m\", \"to\": \"+2m\", \"step\": \"1m\"}"))
                .contains("11:58:00Z 2, 11:59:00Z 2, 12:00:00Z 50, 12:01:00Z 50");
        assertThat(use(EvidenceTool.COMPARE_WINDOWS, "{\"metric\": \"pool\"}")).contains("before 30 samples, median 2",
                "in the window 15 samples, median 50");
        assertThat(use(EvidenceTool.READ_SERIES, "{}")).contains("not made", "/metric is missing");
    }

    @Test
    void aTraceIsShownWholeAndIndentedByItsCalls() {
        assertThat(use(EvidenceTool.TRACE_EXAMPLES, "{\"service\": \"checkout\", \"status\": \"error\"}")).contains(
                "1 of 3 spans match", "\n  12:00:00Z web GET /cart 5200 ms ERROR 503",
                "\n    12:00:00Z checkout place 5100 ms ERROR pool timeout")
                .doesNotContain("40 ms");
    }

    @Test
    void aDiffIsReadByItsIdOrTheStartOfItsCommit() {
        assertThat(use(EvidenceTool.LIST_CHANGES, "{}")).contains("[E2]", "deployment d42 of checkout");
        assertThat(use(EvidenceTool.READ_DIFF, "{\"change\": \"d42\"}")).contains("lines 1 to 3 of 3 of [E2]", "-    connection.close();");
        assertThat(use(EvidenceTool.READ_DIFF, "{\"change\": \"d42\", \"offset\": 2}")).contains("lines 3 to 3")
                .doesNotContain("-    conn");
    }

    @Test
    void evidenceIsReadOnFromAnOffset() {
        assertThat(use(EvidenceTool.READ_EVIDENCE, "{\"id\": \"E1\", \"offset\": 98, \"limit\": 1}"))
                .contains("records 99 to 99 of 100; go on with offset 99", "after 5048 ms").doesNotContain("5049");
    }

    @ParameterizedTest
    @EnumSource(EvidenceTool.class)
    void nothingThatAModelWritesMakesAToolThrow(EvidenceTool tool) {
        for (String odd : List.of("{}", "{\"limit\": -5, \"offset\": -1}", "{\"from\": \"+99999h\", \"service\": \"x\", \"metric\": \"[\"}",
                "{\"service\": null, \"words\": \"\"}", "{\"unknown\": {\"a\": []}}", "{\"id\": \"[[E1\", \"change\": \"(\"}",
                "{\"metric\": \"pool\", \"step\": \"0s\"}", "{\"metric\": \"pool\", \"step\": \"1s\", \"from\": \"-900h\"}",
                "{\"words\": \"" + "a".repeat(400) + "\"}")) {
            assertThat(use(tool, odd)).isNotBlank().hasSizeLessThanOrEqualTo(6200);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 800, 2000})
    void anAnswerKeepsToItsRoomAndSaysWhatDidNotFit(int room) {
        String text = desk.use(EvidenceTool.SEARCH_LOGS, (ObjectNode) JsonMapper.shared().readTree("{\"limit\": 50}"), KNOWN).text(room);
        assertThat(text).contains("more lines did not fit").hasSizeLessThan(room + 300);
    }
}
