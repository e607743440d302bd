package dev.firsthour.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.firsthour.access.Role;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;

/// Reports and webhooks, from the outside to what stands on the timeline.
class IntakeTest {

    private final House house = House.open();
    private final String group = "{}:{alertname=\\\"CheckoutErrors\\\"," + UUID.randomUUID() + "}";

    private House.Answer webhook(String body) {
        return house.post("/api/v1/webhooks/alertmanager", body).as(Role.WEBHOOK).send();
    }

    private String delivery(String status, String... alerts) {
        return """
                {"version": "4", "groupKey": "%s", "truncatedAlerts": 0, "status": "%s", "receiver": "firsthour", "externalURL": "http://alertmanager:9093",
                 "commonLabels": {}, "groupLabels": {}, "commonAnnotations": {}, "alerts": [%s]}
                """
                .formatted(group, status, String.join(",", alerts));
    }

    private static String alert(String status, String instance) {
        return """
                {"status": "%s", "labels": {"alertname": "CheckoutErrors", "service": "checkout", "severity": "page", "instance": "%s"},
                 "annotations": {"summary": "checkout fails on %s"}, "startsAt": "2026-03-12T14:17:00Z",
                 "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "http://prometheus:9090/graph", "fingerprint": "f-%s"}
                """.formatted(status, instance, instance, instance);
    }

    private List<String> types(String id) {
        JsonNode timeline = house.get("/api/v1/incidents/" + id + "/timeline?limit=500").as(Role.VIEWER).send().json();
        List<String> types = new ArrayList<>();
        timeline.path("entries").forEach(event -> types.add(event.path("type").asString()));
        return types;
    }

    private JsonNode incident(String id) {
        return house.get("/api/v1/incidents/" + id).as(Role.VIEWER).send().json();
    }

    @Test
    void alertsOfOneFaultBecomeOneIncidentAndARepeatIsNotInvestigatedAgain() {
        House.Answer first = webhook(delivery("firing", alert("firing", "a"), alert("firing", "b")));
        assertThat(first.status()).as(first.body()).isEqualTo(202);
        String id = first.json().path("id").asString();
        assertThat(first.header("Location")).endsWith("/api/v1/incidents/" + id);
        House.Answer repeat = webhook(delivery("firing", alert("firing", "a"), alert("firing", "b")));
        assertThat(repeat.json().path("id").asString()).isEqualTo(id);
        assertThat(incident(id).path("severity").asString()).isEqualTo("high");
        assertThat(incident(id).path("service").asString()).isEqualTo("checkout");
        assertThat(types(id)).filteredOn("INCIDENT_CREATED"::equals).hasSize(1);
        assertThat(types(id)).filteredOn("ALERT_RECEIVED"::equals).as("one more alert, then both again").hasSize(3);
        assertThat(types(id)).filteredOn("AI_ANALYSIS_STARTED"::equals).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void anIncidentIsResolvedOnceNoneOfItsAlertsFiresAndTheNextFiringOpensANewOne() {
        String id = webhook(delivery("firing", alert("firing", "a"), alert("firing", "b"))).json().path("id").asString();
        webhook(delivery("firing", alert("resolved", "a"), alert("firing", "b")));
        assertThat(incident(id).path("status").asString()).isEqualTo("open");
        webhook(delivery("resolved", alert("resolved", "a"), alert("resolved", "b")));
        assertThat(incident(id).path("status").asString()).isEqualTo("resolved");
        assertThat(types(id)).filteredOn("ALERT_RESOLVED"::equals).hasSize(2);
        String next = webhook(delivery("firing", alert("firing", "a"))).json().path("id").asString();
        assertThat(next).isNotEqualTo(id);
    }

    @Test
    void whatWasResolvedWithoutBeingOpenIsAcceptedAndOpensNothing() {
        House.Answer answer = webhook(delivery("resolved", alert("resolved", "a")));
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().path("outcome").asString()).isEqualTo("nothing_open");
    }

    @Test
    void alertsThatTheSenderLeftOutAreSaid() {
        House.Answer answer = webhook(delivery("firing", alert("firing", "a")).replace("\"truncatedAlerts\": 0", "\"truncatedAlerts\": 7"));
        assertThat(answer.json().path("warnings").toString()).contains("7 more alerts");
    }

    @Test
    void whatIsNotUnderstoodIsKeptWholeWithAWarningAndWhatIsNoJsonIsRefused() {
        House.Answer answer = webhook("{\"hello\": \"world\"}");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().path("outcome").asString()).isEqualTo("opened");
        assertThat(answer.json().path("warnings").toString()).contains("kept whole");
        assertThat(incident(answer.json().path("id").asString()).path("description").asString()).contains("hello", "world");
        assertThat(webhook("hello").status()).isEqualTo(400);
    }

    @Test
    void theSameKeyWithTheSameBodyIsTheSameIncidentAndWithAnotherIsRefused() {
        String key = UUID.randomUUID().toString();
        House.Answer first = house.post("/api/v1/incidents", "{\"title\": \"it fails\"}").as(Role.RESPONDER).header("Idempotency-Key", key)
                .send();
        House.Answer again = house.post("/api/v1/incidents", "{\"title\": \"it fails\"}").as(Role.RESPONDER).header("Idempotency-Key", key)
                .send();
        House.Answer other = house.post("/api/v1/incidents", "{\"title\": \"another\"}").as(Role.RESPONDER).header("Idempotency-Key", key)
                .send();
        assertThat(first.status()).isEqualTo(202);
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
        assertThat(again.json().path("outcome").asString()).isEqualTo("repeated");
        assertThat(other.status()).isEqualTo(400);
        assertThat(other.body()).contains("Idempotency-Key", "use a new key");
    }

    @Test
    void everyFlawOfAReportIsNamedAtOnce() {
        House.Answer answer = house.post("/api/v1/incidents", """
                {"title": 5, "severity": "urgent", "started_at": "%s", "metrics": [{"name": "latency", "points": [["yesterday", 1]]}],
                 "changes": [{"kind": "magic", "at": "2026-03-12T14:17:00Z"}]}
                """.formatted(Instant.now().plusSeconds(86_400))).as(Role.RESPONDER).send();
        assertThat(answer.status()).isEqualTo(400);
        List<String> fields = new ArrayList<>();
        answer.json().path("errors").forEach(error -> fields.add(error.path("field").asString()));
        assertThat(fields).containsExactlyInAnyOrder("title", "severity", "started_at", "metrics[0].points[0]", "changes[0].kind");
    }

    @Test
    void whatIsStoredOfAReportHoldsNoSecret() {
        House.Answer answer = house.post("/api/v1/incidents", """
                {"title": "login of carol@example.org fails", "labels": {"password": "hunter2hunter2"},
                 "logs": ["2026-03-12T14:17:00Z ERROR connect postgres://app:s3cr3tpw@db:5432/shop failed"]}
                """).as(Role.RESPONDER).send();
        String id = answer.json().path("id").asString();
        String stored = incident(id) + house.get("/api/v1/incidents/" + id + "/timeline?limit=100").as(Role.VIEWER).send().body()
                + house.get("/api/v1/incidents/" + id + "/evidence/E1").as(Role.VIEWER).send().body();
        assertThat(stored).contains("connect").doesNotContain("hunter2hunter2", "s3cr3tpw", "carol@example.org");
    }

    @Test
    void aStateThatDoesNotFitIsRefusedWithAWord() {
        String id = house.post("/api/v1/incidents", "{\"title\": \"it fails\"}").as(Role.RESPONDER).send().json().path("id").asString();
        assertThat(house.post("/api/v1/incidents/" + id + "/resolve").as(Role.RESPONDER).send().status()).isEqualTo(200);
        House.Answer answer = house.post("/api/v1/incidents/" + id + "/acknowledge").as(Role.RESPONDER).send();
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body()).contains("reopen it first");
    }
}
