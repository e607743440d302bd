package dev.firsthour.web;

import java.time.Duration;
import java.util.UUID;
import java.util.function.Predicate;

import org.junit.jupiter.api.Test;

import dev.firsthour.access.Role;
import dev.firsthour.incident.ExecutionStatus;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Severity;
import dev.firsthour.timeline.Timeline;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;

class SimilarTest {

    /// Runbooks are read by a thread of their own as the house opens.
    private static final Duration READ_BY_THEN = Duration.ofSeconds(30);

    private final House house = House.open();
    private final Story story = new Story(house.bean(Timeline.class));

    private House.Answer read(String path, Predicate<House.Answer> enough) {
        long end = System.nanoTime() + READ_BY_THEN.toNanos();
        House.Answer answer;
        do {
            answer = house.get(path).as(Role.VIEWER).send();
        } while (!enough.test(answer) && System.nanoTime() < end);
        assertThat(answer.status()).isEqualTo(200);
        return answer;
    }

    @Test
    void aPastIncidentIsOfferedWithItsCauseAndOneThatPeopleConfirmedStandsFirst() {
        String word = "word" + UUID.randomUUID().toString().replace("-", "");
        IncidentId concluded = story.analysed(word, ExecutionStatus.COMPLETED);
        IncidentId confirmed = story.analysed(word, ExecutionStatus.COMPLETED);
        assertThat(house.post("/api/v1/incidents/" + confirmed + "/feedback", """
                {"correct": false, "actual_cause": "somebody pulled the plug"}""")
                .as(Role.RESPONDER).send().status()).isLessThan(300);
        IncidentId today = story.open(word, "checkout", Severity.HIGH);

        JsonNode past = house.get("/api/v1/incidents/" + today + "/similar").as(Role.VIEWER).send().json().path("incidents");

        assertThat(past.get(0).path("id").asString()).isEqualTo(confirmed.toString());
        assertThat(past.get(0).path("confirmed").asBoolean()).isTrue();
        assertThat(past.get(0).path("cause").asString()).isEqualTo("somebody pulled the plug");
        assertThat(past.get(1).path("id").asString()).isEqualTo(concluded.toString());
        assertThat(past.get(1).path("confirmed").asBoolean()).isFalse();
        assertThat(past.get(1).path("likeness").asDouble()).isLessThan(past.get(0).path("likeness").asDouble());
        assertThat(house.get("/incidents/" + today).as(Role.VIEWER).send().body()).contains("Past incidents like this",
                "confirmed by people", "somebody pulled the plug", "/incidents/" + confirmed);
    }

    @Test
    void runbooksThatMayHelpAreShownRedactedInertAndWithTheirLink() {
        IncidentId id = story.open("the marsupial hopper is jammed", "quokka-feeder", Severity.HIGH);

        JsonNode runbook = read("/api/v1/incidents/" + id + "/similar", answer -> !answer.json().path("runbooks").isEmpty()).json()
                .path("runbooks").get(0);
        String page = house.get("/incidents/" + id).as(Role.VIEWER).send().body();

        assertThat(runbook.path("path").asString()).isEqualTo("quokka.md");
        assertThat(runbook.path("title").asString()).isEqualTo("Quokka feeding");
        assertThat(runbook.path("link").asString()).startsWith("https://git.example.org/runbooks/blob/main/quokka.md#");
        assertThat(runbook.path("found_by").valueStream().map(JsonNode::asString)).contains("service", "words");
        assertThat(runbook.path("text").asString()).contains("Open the marsupial hopper", "[REDACTED:").doesNotContain("hunter2");
        assertThat(page).contains("Runbooks that may help", "no evidence", "https://git.example.org/runbooks/blob/main/quokka.md#",
                "The &lt;b&gt;hopper&lt;/b&gt; is jammed").doesNotContain("hunter2", "<b>hopper</b>");
    }

    @Test
    void anIncidentThatRemindsOfNothingShowsNeither() {
        IncidentId id = story.open("zzyzx " + UUID.randomUUID(), "nobody-" + UUID.randomUUID(), Severity.LOW);

        assertThat(house.get("/api/v1/incidents/" + id + "/similar").as(Role.VIEWER).send().json().path("runbooks")).isEmpty();
        assertThat(house.get("/incidents/" + id).as(Role.VIEWER).send().body()).doesNotContain("Runbooks that may help");
        assertThat(house.get("/api/v1/incidents/" + UUID.randomUUID() + "/similar").as(Role.VIEWER).send().status()).isEqualTo(404);
    }
}
