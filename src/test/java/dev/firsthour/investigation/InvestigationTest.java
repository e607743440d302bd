package dev.firsthour.investigation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Test;

import dev.firsthour.evidence.Collector;
import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.EvidenceProperties;
import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.ExecutionStatus;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.ModelExchange;
import dev.firsthour.incident.Severity;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.Reply;
import dev.firsthour.llm.ScriptedModel;
import dev.firsthour.privacy.Redactors;
import dev.firsthour.testing.Samples;
import dev.firsthour.testing.TestClock;
import dev.firsthour.timeline.memory.MemoryTimeline;

import static org.assertj.core.api.Assertions.assertThat;

/// A recorded investigation, run again.
class InvestigationTest {

    private static final String NO_DOUBT = "{\"refuted\": false, \"doubts\": [], \"confidence_cap\": 100}";
    private static final byte[] KEY = new byte[32];

    private final TestClock clock = new TestClock(Samples.NOON.plusSeconds(60));
    private final MemoryTimeline first = new MemoryTimeline(KEY);

    @Test
    void theRecordedAnswersGiveTheRecordedAnalysisAndNoModelIsAsked() {
        Analysis then = recorded(new ScriptedModel(blaming("d42"), NO_DOUBT));
        List<ModelExchange> exchanges = first.exchanges(then.id());

        Analysis now = again(then.incidentId(), exchanges, new ScriptedModel(new Reply[0]));

        assertThat(now.executionStatus()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(now.rootCause()).isEqualTo(then.rootCause());
        assertThat(now.culprit()).isEqualTo(then.culprit());
        assertThat(now.citations()).isEqualTo(then.citations()).isNotEmpty();
        assertThat(now.confidence().score()).isEqualTo(then.confidence().score());
        assertThat(now.id()).as("another run").isNotEqualTo(then.id());
    }

    @Test
    void anotherModelReasonsOverTheSameEvidence() {
        Analysis then = recorded(new ScriptedModel(blaming("d42"), NO_DOUBT));

        Analysis now = again(then.incidentId(), List.of(), new ScriptedModel(blaming("d7"), NO_DOUBT));

        assertThat(now.culprit()).hasToString("change d7");
        assertThat(then.culprit()).hasToString("change d42");
        assertThat(first.analyses(then.incidentId())).as("the record is as it was").containsExactly(then);
    }

    @Test
    void aRecordThatHoldsNoAnswerIsSaidToHoldNone() {
        Analysis then = recorded(new ScriptedModel(blaming("d42"), NO_DOUBT));
        String reason = "the record holds no answer to this question";

        Analysis now = again(then.incidentId(), List.of(), new ScriptedModel(new Reply.Refused(reason)));

        assertThat(now.executionStatus()).isNotEqualTo(ExecutionStatus.COMPLETED);
        assertThat(now.failure()).contains(reason);
    }

    private Analysis recorded(LanguageModel model) {
        Alert alert = new Alert("api", Alert.State.FIRING, "checkout fails", "", Severity.HIGH, "checkout", null, Samples.NOON, null,
                Map.of(),
                List.of(), null, null, List.of());
        return investigation(first, model).of(alert, evidence(), later -> {
            throw new AssertionError(later);
        });
    }

    private Analysis again(IncidentId id, List<ModelExchange> answered, LanguageModel model) {
        return investigation(new MemoryTimeline(KEY), model).again(first.incident(id).orElseThrow(), first.evidence(id), answered,
                later -> {
                    throw new AssertionError(later);
                });
    }

    private Investigation investigation(MemoryTimeline store, LanguageModel model) {
        return Investigation.inMemory(store, new Collector(store, Redactors.standard(KEY), EvidenceProperties.defaults(), clock),
                Redactors.standard(KEY), () -> Optional.of(model), Samples.IDS, clock, new Random(1), InvestigationProperties.defaults());
    }

    private static List<Draft> evidence() {
        Change blamed = change("d42");
        Change other = change("d7");
        return List.of(new Draft("attached", "deployments", null, new Content.Changes(List.of(blamed, other)), null));
    }

    private static Change change(String id) {
        return new Change(id, Change.Kind.DEPLOYMENT, Samples.NOON.minus(Duration.ofMinutes(5)), "checkout", "deployment " + id, "ada", id,
                null, List.of("Pool.java"), "-    connection.close();", Map.of());
    }

    private static String blaming(String change) {
        return """
                {"root_cause": "Deployment %1$s leaks connections [E1].", "reasoning": "It went out right before [E1].",
                 "mitigation": "Roll it back.", "prevention": "Test the error path.", "recommendation": "Alert on the pool.",
                 "culprit": {"kind": "change", "name": "%1$s"}, "contributing_factors": [],
                 "hypotheses": [{"statement": "Deployment %1$s leaks connections.", "culprit": {"kind": "change", "name": "%1$s"},
                                 "evidence_for": [{"text": "it went out right before", "cites": ["E1"]}], "evidence_against": [],
                                 "ruled_out": null}],
                 "confidence": 90}
                """.formatted(change);
    }
}
