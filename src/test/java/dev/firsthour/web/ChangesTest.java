package dev.firsthour.web;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.firsthour.access.Role;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;

/// Changes, from the call that reports them to the analysis that names one.
@Timeout(60)
class ChangesTest {

    private final House house = House.open();
    private final String service = "checkout-" + UUID.randomUUID();
    private final Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(600);

    @Test
    void aChangeThatWasReportedIsEvidenceOfTheAlertThatComesAndTheEngineNamesIt() throws IOException, InterruptedException {
        House.Answer reported = house.post("/api/v1/changes",
                """
                        [{"id": "deploy-%1$s", "kind": "deployment", "at": "%2$s", "service": "%1$s", "title": "Deployment of %1$s v42", "version": "v42", "commit": "c0ffee%1$s", "link": "https://ci/42"},
                         {"id": "c0ffee%1$s", "kind": "commit", "at": "%3$s", "service": "%1$s", "title": "Bound the pool of database connections", "author": "carol@example.org", "files": ["application.yml"],
                          "diff": "--- a/application.yml\\n+++ b/application.yml\\n@@ -1,3 +1,3 @@\\n hikari:\\n-  maximum-pool-size: 50\\n+  maximum-pool-size: 2\\n"}]
                        """
                        .formatted(service, began.minusSeconds(240), began.minusSeconds(3600)))
                .as(Role.WEBHOOK).send();
        assertThat(reported.status()).as(reported.body()).isEqualTo(202);
        assertThat(reported.json().path("ids")).hasSize(2);

        String id = house.post("/api/v1/incidents", """
                {"title": "%1$s answers with errors", "service": "%1$s", "severity": "critical", "started_at": "%2$s", "logs": [%3$s]}
                """.formatted(service, began, String.join(",", logs()))).as(Role.RESPONDER).send().json().path("id").asString();
        awaitAnalysis(id);

        JsonNode evidence = house.get("/api/v1/incidents/" + id + "/evidence").as(Role.VIEWER).send().json();
        List<String> ofChanges = new ArrayList<>();
        evidence.path("evidence").forEach(piece -> {
            if (piece.path("source").asString().equals("changes")) ofChanges.add(piece.path("title").asString());
        });
        assertThat(ofChanges).as(evidence.toString()).containsExactlyInAnyOrder("deployment: Deployment of " + service + " v42",
                "commit: Bound the pool of database connections");
        JsonNode analysis = house.get("/api/v1/incidents/" + id + "/analysis").as(Role.VIEWER).send().json();
        assertThat(analysis.path("culprit").path("kind").asString()).as(analysis.toString()).isEqualTo("change");
        assertThat(analysis.path("culprit").path("name").asString()).contains(service);
        assertThat(analysis.path("root_cause").asString()).contains("Bound the pool");
        assertThat(analysis.toString() + evidence).doesNotContain("carol@example.org");
    }

    /// An hour of answers, and ten minutes of an exhausted pool.
    private List<String> logs() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 360; i++) {
            lines.add("\"%s INFO order %d was placed in %d ms\"".formatted(began.minusSeconds(3600 - i * 10L), 1000 + i, 20 + i % 7));
        }
        for (int i = 0; i < 120; i++) {
            lines.add(
                    "\"%s ERROR HikariPool-1 - Connection is not available, request timed out after 5000ms (total=2, active=2, idle=0, waiting=%d)\""
                            .formatted(began.plusSeconds(i * 5L), 10 + i % 5));
        }
        return lines;
    }

    private void awaitAnalysis(String id) throws IOException, InterruptedException {
        var request = house.get("/api/v1/incidents/" + id + "/stream").as(Role.VIEWER).request();
        try (Stream<String> lines = house.client().send(request, BodyHandlers.ofLines()).body()) {
            assertThat(lines.anyMatch(line -> line.equals("event:ROOT_CAUSE_GENERATED"))).isTrue();
        }
    }

    @Test
    void everyFlawOfAChangeIsNamedAtOnce() {
        House.Answer answer = house
                .post("/api/v1/changes",
                        """
                                {"changes": [{"kind": "magic", "title": "x"}, {"at": "yesterday", "title": "y"}, {"service": "s"}, {"title": "z", "at": "2999-01-01T00:00:00Z"}]}
                                """)
                .as(Role.RESPONDER).send();
        assertThat(answer.status()).isEqualTo(400);
        List<String> fields = new ArrayList<>();
        answer.json().path("errors").forEach(error -> fields.add(error.path("field").asString()));
        assertThat(fields).containsExactlyInAnyOrder("changes[0].kind", "changes[1].at", "changes[2].title", "changes[3].at");
        assertThat(house.post("/api/v1/changes", "[]").as(Role.RESPONDER).send().status()).isEqualTo(400);
        assertThat(house.post("/api/v1/changes", "5").as(Role.RESPONDER).send().status()).isEqualTo(400);
    }

    @Test
    void theSameReportAgainIsTheSameChange() {
        String body = "{\"title\": \"flag checkout.new-pool on\", \"kind\": \"feature_flag\", \"service\": \"" + service + "\"}";
        JsonNode first = house.post("/api/v1/changes", body).as(Role.RESPONDER).send().json();
        assertThat(house.post("/api/v1/changes", body).as(Role.RESPONDER).send().json()).isEqualTo(first);
    }
}
