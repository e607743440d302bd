package dev.firsthour.cli;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.firsthour.testing.ChatEndpoint;
import dev.firsthour.testing.ServerProcess;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CrashTest {

    private static final int INCIDENTS = 8;
    private static final String REASONED = """
            {"root_cause": "The pool of checkout is exhausted.", "reasoning": "Its log says so [E1].", "mitigation": "Restart checkout.",
             "prevention": "Bound the pool.", "recommendation": "Alert on it.", "culprit": {"kind": "service", "name": "checkout"},
             "contributing_factors": [], "hypotheses": [{"statement": "The pool is exhausted.", "culprit": {"kind": "service", "name": "checkout"},
             "evidence_for": [{"text": "its log says so", "cites": ["E1"]}], "evidence_against": [], "ruled_out": null}], "confidence": 80}
            """;
    private static final String DOUBTED = "{\"refuted\": false, \"doubts\": [], \"confidence_cap\": 95}";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @Test
    void killedWhileInvestigationsRunItLosesNothingThatWasAcceptedAndFinishesWhatWasRunning() {
        CountDownLatch gate = new CountDownLatch(1);
        try (ChatEndpoint endpoint = new ChatEndpoint(gate, request -> request.contains("sceptical") ? DOUBTED : REASONED)) {
            String[] model = {"--firsthour.llm.kind=openai", "--firsthour.llm.base-url=" + endpoint.address(),
                    "--firsthour.llm.model=scripted", "--firsthour.llm.probe=false", "--firsthour.llm.at-once=" + INCIDENTS};
            List<String> accepted = new ArrayList<>();
            String key;
            try (ServerProcess first = ServerProcess.startLightly(data, model)) {
                key = first.adminKey();
                for (int i = 0; i < INCIDENTS; i++) {
                    HttpResponse<String> answer = first.call(key, "POST", "/api/v1/incidents", """
                            {"title": "checkout fails %d", "service": "checkout", "logs": ["2026-03-01T12:00:00Z ERROR pool exhausted"]}
                            """.formatted(i));
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
                    accepted.add(JsonMapper.shared().readTree(answer.body()).path("id").asString());
                }
                first.waitUntil("every investigation waits for the model", () -> endpoint.asked() >= INCIDENTS);
                first.kill();
            }
            gate.countDown();
            try (ServerProcess second = ServerProcess.startLightly(data, model)) {
                for (String id : accepted) {
                    String path = "/api/v1/incidents/" + id;
                    second.waitUntil("the analysis of " + id + " is there",
                            () -> second.call(key, "GET", path + "/analysis", "").statusCode() == 200);
                    JsonNode analysis = second.get(key, path + "/analysis");
                    assertThat(analysis.path("execution_status").asString()).isEqualTo("COMPLETED");
                    assertThat(analysis.path("root_cause").asString()).isEqualTo("The pool of checkout is exhausted.");
                    assertThat(second.get(key, path + "/timeline/verify").path("holds").asBoolean()).isTrue();
                    String timeline = second.call(key, "GET", path + "/timeline?limit=200", "").body();
                    assertThat(timeline).contains("AI_ANALYSIS_RESUMED");
                    assertThat(timeline.split("\"EVIDENCE_COLLECTED\"", -1)).as("evidence is collected once: " + timeline).hasSize(2);
                }
            }
        }
    }
}
