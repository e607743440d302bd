package dev.firsthour.web;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.firsthour.access.Role;
import dev.firsthour.incident.ExecutionStatus;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Severity;
import dev.firsthour.timeline.Timeline;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;

class ApiTest {

    private final House house = House.open();
    private final Story story = new Story(house.bean(Timeline.class));

    @Test
    void theAnalysisHasTheFieldsOfTheDesign() {
        IncidentId id = story.analysed("a small pool", ExecutionStatus.RECOVERED_FALLBACK);

        JsonNode analysis = read("/api/v1/incidents/" + id + "/analysis", 200);

        assertThat(analysis.propertyNames()).containsExactlyInAnyOrder("id", "incident_id", "root_cause", "reasoning", "mitigation",
                "prevention",
                "recommendation", "confidence_score", "execution_status", "analyst", "failure", "culprit", "trigger",
                "contributing_factors",
                "affected", "hypotheses", "findings", "evidence_gaps", "citations", "unsupported", "confidence_breakdown", "usage",
                "needs_review", "started_at", "completed_at");
        assertThat(analysis.path("confidence_score").asDouble()).isEqualTo(87.4);
        assertThat(analysis.path("execution_status").asString()).isEqualTo("RECOVERED_FALLBACK");
        assertThat(analysis.path("culprit").path("kind").asString()).isEqualTo("change");
        assertThat(analysis.path("hypotheses").get(1).path("ruled_out").asString()).contains("It is not");
        assertThat(analysis.path("hypotheses").get(0).path("evidence_for").get(0).path("cites").get(1).asString()).isEqualTo("E2");
        assertThat(analysis.path("findings").get(1).path("signal").path("kind").asString()).isNotEmpty();
        assertThat(analysis.path("confidence_breakdown").get(0).path("effect").asDouble()).isEqualTo(12.5);
        assertThat(analysis.path("needs_review").asBoolean()).isTrue();
    }

    @Test
    void whileARunIsUnderWayItsFindingsAreProvisional() {
        IncidentId id = story.running("a small pool");

        House.Answer answer = house.get("/api/v1/incidents/" + id + "/analysis").as(Role.VIEWER).send();

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.json().path("state").asString()).isEqualTo("running");
        assertThat(answer.json().path("provisional").path("summary").asString()).contains("a small pool");
        assertThat(answer.json().path("previous").isNull()).isTrue();
        assertThat(read("/api/v1/incidents/" + id + "/analyses", 200).path("analyses")).isEmpty();
    }

    @Test
    void aListIsReadPageByPageWithoutSkippingOrRepeating() {
        String service = "service-" + UUID.randomUUID();
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            written.add(story.open("incident " + i, service, Severity.LOW).toString());
        }

        List<String> found = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = read("/api/v1/incidents?limit=3&service=" + service + (cursor.isEmpty() ? "" : "&cursor=" + cursor), 200);
            page.path("incidents").forEach(incident -> found.add(incident.path("id").asString()));
            cursor = page.path("next_cursor").asString("");
        } while (!cursor.isEmpty());

        // Ids of one millisecond stand in any order among themselves, but always in the same.
        assertThat(found).containsExactlyInAnyOrderElementsOf(written).isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void aListIsFilteredByWhatItsParametersSay() {
        String word = "word" + UUID.randomUUID().toString().replace("-", "");
        IncidentId fallback = story.analysed(word, ExecutionStatus.RECOVERED_FALLBACK);
        IncidentId other = story.open(word, "cart", Severity.LOW);

        assertThat(ids("q=" + word)).containsExactly(other.toString(), fallback.toString());
        assertThat(ids("q=" + word + "&needs_review=true")).containsExactly(fallback.toString());
        assertThat(ids("q=" + word + "&severity=low&status=open")).containsExactly(other.toString());
        assertThat(ids("q=" + word + "&service=nowhere")).isEmpty();
    }

    @Test
    void aTimelineIsReadOnFromAPosition() {
        IncidentId id = story.open("timeline", "checkout", Severity.LOW);
        story.comment(id, "one");
        story.comment(id, "two");

        JsonNode first = read("/api/v1/incidents/" + id + "/timeline?limit=2", 200);
        JsonNode rest = read("/api/v1/incidents/" + id + "/timeline?after=" + first.path("next_after").asString(), 200);

        assertThat(first.path("entries").findValuesAsString("position")).containsExactly("1", "2");
        assertThat(rest.path("entries").findValuesAsString("position")).containsExactly("3");
        assertThat(rest.path("next_after").isNull()).isTrue();
        assertThat(rest.path("entries").get(0).path("data").path("text").asString()).isEqualTo("two");
        assertThat(rest.path("entries").get(0).path("previous_hash")).isEqualTo(first.path("entries").get(1).path("hash"));
        assertThat(read("/api/v1/incidents/" + id + "/timeline/verify", 200).path("holds").asBoolean()).isTrue();
    }

    @Test
    void evidenceIsListedWithoutItsContentAndShownWithIt() {
        IncidentId id = story.analysed("pool", ExecutionStatus.COMPLETED);

        JsonNode all = read("/api/v1/incidents/" + id + "/evidence", 200).path("evidence");
        JsonNode metrics = read("/api/v1/incidents/" + id + "/evidence/E2", 200);

        assertThat(all.findValuesAsString("kind")).containsExactly("logs", "metrics", "traces", "changes", "topology", "notices");
        assertThat(all).allSatisfy(piece -> assertThat(piece.path("content").isNull()).isTrue());
        assertThat(metrics.path("content").path("series").get(0).path("name").asString()).isEqualTo("latency_p99");
    }

    @Test
    void whatIsReportedIsAcceptedAndWhatIsAcceptedIsThere() {
        House.Answer answer = house.post("/api/v1/incidents", """
                {"title": "checkout is slow", "severity": "high", "service": "checkout", "colour": "red",
                 "logs": ["2026-03-14T02:10:00Z ERROR timeout"]}""").as(Role.RESPONDER)
                .header("Idempotency-Key", UUID.randomUUID().toString()).send();

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().path("outcome").asString()).isEqualTo("opened");
        assertThat(answer.json().path("warnings").get(0).asString()).contains("colour");
        JsonNode incident = read(answer.header("Location"), 200);
        assertThat(incident.path("severity").asString()).isEqualTo("high");
        assertThat(read("/api/v1/incidents/" + incident.path("id").asString() + "/timeline", 200).path("entries").get(0).path("actor")
                .asString())
                .isEqualTo("test responder");
    }

    @Test
    void peopleActAndTheirNamesStandOnTheTimeline() {
        IncidentId id = story.analysed("pool", ExecutionStatus.RECOVERED_FALLBACK);
        String path = "/api/v1/incidents/" + id;

        assertThat(act(path + "/acknowledge", "{\"comment\": \"on it\"}", 200).path("status").asString()).isEqualTo("acknowledged");
        assertThat(act(path + "/comments", "{\"text\": \"looks like the pool\"}", 201).path("position").asInt()).isPositive();
        assertThat(act(path + "/feedback", "{\"correct\": true}", 201).path("investigation").path("needs_review").asBoolean()).isFalse();
        assertThat(act(path + "/mitigate", "{}", 200).path("status").asString()).isEqualTo("mitigated");
        assertThat(act(path + "/resolve", "{}", 200).path("status").asString()).isEqualTo("resolved");
        assertThat(house.post(path + "/mitigate", "{}").as(Role.RESPONDER).send().status()).isEqualTo(409);
        assertThat(act(path + "/reopen", "{}", 200).path("status").asString()).isEqualTo("open");

        assertThat(read(path + "/timeline", 200).path("entries").findValuesAsString("actor")).contains("test responder");
    }

    @Test
    void whatPeopleSayOfAnalysesShowsHowFarConfidencesHoldInTheApiAndOnThePage() {
        JsonNode before = read("/api/v1/calibration", 200);
        String path = "/api/v1/incidents/" + story.analysed("a small pool", ExecutionStatus.COMPLETED);
        act(path + "/feedback", "{\"correct\": true}", 201);

        JsonNode after = read("/api/v1/calibration", 200);

        assertThat(after.path("outcomes").asInt()).isEqualTo(before.path("outcomes").asInt() + 1);
        assertThat(after.path("right").asInt()).isEqualTo(before.path("right").asInt() + 1);
        assertThat(after.path("brier_score").isNumber()).isTrue();
        assertThat(after.path("bins")).anySatisfy(bin -> {
            assertThat(bin.path("from").asInt()).isEqualTo(80);
            assertThat(bin.path("outcomes").asInt()).isPositive();
        });
        House.Answer page = house.get("/calibration").as(Role.VIEWER).send();
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("Brier score", "80 to 90 %", "<circle");
    }

    @Test
    void aKeyIsShownOnceAndOpensWhatItsRoleMay() {
        JsonNode issued = act("/api/v1/keys", "{\"name\": \"" + UUID.randomUUID() + "\", \"role\": \"viewer\"}", 201, Role.ADMIN);

        assertThat(house.get("/api/v1/incidents").header("Authorization", "Bearer " + issued.path("secret").asString()).send().status())
                .isEqualTo(200);
        House.Answer all = house.get("/api/v1/keys").as(Role.ADMIN).send();
        assertThat(all.body()).doesNotContain(issued.path("secret").asString());
        assertThat(house.call("DELETE", "/api/v1/keys/" + issued.path("id").asString(), BodyPublishers.noBody()).as(Role.ADMIN).send()
                .status())
                .isEqualTo(204);
        assertThat(house.get("/api/v1/incidents").header("Authorization", "Bearer " + issued.path("secret").asString()).send().status())
                .isEqualTo(401);
    }

    private List<String> ids(String query) {
        return read("/api/v1/incidents?" + query, 200).path("incidents").findValuesAsString("id");
    }

    private JsonNode read(String path, int status) {
        House.Answer answer = house.get(path).as(Role.VIEWER).send();
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return answer.json();
    }

    private JsonNode act(String path, String body, int status) {
        return act(path, body, status, Role.RESPONDER);
    }

    private JsonNode act(String path, String body, int status, Role role) {
        House.Answer answer = house.post(path, body).as(role).send();
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return answer.json();
    }
}
