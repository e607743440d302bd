package dev.firsthour.web;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;

import dev.firsthour.access.Role;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;

/// Deliveries of other systems, from the proof of where they come from to what stands on the timeline.
class WebhooksTest {

    private final House house = House.open();
    private final String name = UUID.randomUUID().toString();

    private static String signature(String body, String secret) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    }

    private House.Call github(String body) {
        return house.post("/api/v1/webhooks/github", body).header("X-GitHub-Event", "deployment").header("X-GitHub-Delivery",
                UUID.randomUUID().toString());
    }

    private String deployment() {
        return "{\"deployment\": {\"id\": \"" + name
                + "\", \"sha\": \"abc\", \"ref\": \"v1\", \"created_at\": \"2026-03-12T14:00:00Z\"}, \"repository\": {\"name\": \"" + name
                + "\"}}";
    }

    @Test
    void aSignedDeliveryNeedsNoKeyAndAChangedByteIsRefusedEvenWithOne() throws GeneralSecurityException {
        String body = deployment();
        for (String secret : List.of("the old one", "the new one")) {
            House.Answer answer = github(body).header("X-Hub-Signature-256", signature(body, secret)).send();
            assertThat(answer.status()).as(answer.body()).isEqualTo(202);
            assertThat(answer.json().path("outcome").asString()).isEqualTo("recorded");
        }
        String changed = body.replace("v1", "v2");
        assertThat(github(changed).header("X-Hub-Signature-256", signature(body, "the old one")).send().status()).isEqualTo(401);
        assertThat(github(changed).header("X-Hub-Signature-256", signature(body, "the old one")).as(Role.WEBHOOK).send().status())
                .isEqualTo(401);
        assertThat(github("no json").header("X-Hub-Signature-256", signature("no json", "the old one")).send().status()).isEqualTo(400);
    }

    @Test
    void withoutSignatureOrKeyItIsRefusedWithAWordThatSaysWhatToDo() {
        House.Answer unsigned = github(deployment()).send();
        assertThat(unsigned.status()).isEqualTo(401);
        assertThat(unsigned.body()).contains("X-Hub-Signature-256", "firsthour.intake.github.secrets");
        House.Answer unset = house.post("/api/v1/webhooks/pagerduty", "{}").header("X-PagerDuty-Signature", "v1=00").send();
        assertThat(unset.status()).isEqualTo(401);
        assertThat(unset.body()).contains("firsthour.intake.pagerduty.secrets", "webhook");
        assertThat(house.post("/api/v1/webhooks/datadog", "{}").header("Authorization", "Bearer fh_nobody").send().status()).isEqualTo(401);
        assertThat(house.post("/api/v1/webhooks/nothing", "{}").send().status()).isEqualTo(401);
        assertThat(house.post("/api/v1/webhooks/nothing", "{}").as(Role.WEBHOOK).send().status()).isEqualTo(404);
        assertThat(github(deployment()).as(Role.WEBHOOK).send().status()).isEqualTo(202);
    }

    @Test
    void aSenderThatCannotSignSendsItsSecretWhereItCan() {
        String azure = "{\"data\": {\"essentials\": {\"alertId\": \"" + name
                + "\", \"alertRule\": \"it fails\", \"monitorCondition\": \"Fired\"}}}";
        assertThat(house.post("/api/v1/webhooks/azure?token=azures", azure).send().status()).isEqualTo(202);
        assertThat(house.post("/api/v1/webhooks/azure?token=others", azure).send().status()).isEqualTo(401);
        String basic = "Basic " + Base64.getEncoder().encodeToString("firsthour:googles".getBytes(StandardCharsets.UTF_8));
        String google = "{\"incident\": {\"incident_id\": \"" + name + "\", \"summary\": \"it fails\", \"state\": \"open\"}}";
        assertThat(house.post("/api/v1/webhooks/googlecloud", google).header("Authorization", basic).send().status()).isEqualTo(202);
        assertThat(house.post("/api/v1/webhooks/googlecloud", google).header("Authorization", basic + "x").send().status()).isEqualTo(401);
    }

    @Test
    void aDeliveryThatComesAgainIsAcceptedAndNotDoneTwice() {
        House.Answer first = pagerduty("incident.triggered", "triggered", "same");
        House.Answer again = pagerduty("incident.triggered", "triggered", "same");
        assertThat(first.json().path("outcome").asString()).isEqualTo("opened");
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.json().path("outcome").asString()).isEqualTo("repeated");
        assertThat(types(first.json().path("id").asString())).doesNotContain("ALERT_RECEIVED");
    }

    @Test
    void whatPeopleDoInTheSendersSystemIsDoneHereInTheirName() {
        String id = pagerduty("incident.triggered", "triggered", "1").json().path("id").asString();
        assertThat(incident(id).path("status").asString()).isEqualTo("open");
        assertThat(incident(id).path("service").asString()).as("under our own name").isEqualTo("checkout");
        pagerduty("incident.acknowledged", "acknowledged", "2");
        assertThat(incident(id).path("status").asString()).isEqualTo("acknowledged");
        assertThat(entries(id).getLast().path("actor").asString()).isEqualTo("pagerduty:Night Watch");
        pagerduty("incident.unacknowledged", "triggered", "3");
        assertThat(incident(id).path("status").asString()).isEqualTo("open");
        pagerduty("incident.escalated", "triggered", "4");
        assertThat(entries(id).getLast().path("message").asString()).contains("escalated to Second Line");
        pagerduty("incident.priority_updated", "triggered", "5");
        assertThat(incident(id).path("severity").asString()).isEqualTo("critical");
        pagerduty("incident.acknowledged", "acknowledged", "6");
        pagerduty("incident.resolved", "resolved", "7");
        assertThat(incident(id).path("status").asString()).isEqualTo("resolved");
        House.Answer reopened = pagerduty("incident.reopened", "triggered", "8");
        assertThat(reopened.json().path("id").asString()).as("the one that it was").isEqualTo(id);
        assertThat(incident(id).path("status").asString()).isEqualTo("open");
        pagerduty("incident.resolved", "resolved", "9");
        assertThat(incident(id).path("status").asString()).isEqualTo("resolved");
        assertThat(types(id)).containsExactly("INCIDENT_CREATED", "ACKNOWLEDGED", "REOPENED", "COMMENT_ADDED", "SEVERITY_CHANGED",
                "ACKNOWLEDGED", "ALERT_RESOLVED", "RESOLVED",
                "REOPENED", "ALERT_RESOLVED", "RESOLVED");
    }

    @Test
    void whatIsAcknowledgedBeforeItWasHeardOfIsOpenedAndAcknowledged() {
        String id = pagerduty("incident.acknowledged", "acknowledged", "1").json().path("id").asString();
        assertThat(incident(id).path("status").asString()).isEqualTo("acknowledged");
    }

    @Test
    void anAlertThatGetsWorseMakesItsIncidentWorse() {
        String id = grafana("warning").json().path("id").asString();
        grafana("critical");
        assertThat(incident(id).path("severity").asString()).isEqualTo("critical");
        grafana("info");
        assertThat(incident(id).path("severity").asString()).isEqualTo("critical");
    }

    private House.Answer grafana(String severity) {
        return house.post("/api/v1/webhooks/grafana",
                """
                        {"version": "1", "groupKey": "%s", "alerts": [{"status": "firing", "labels": {"alertname": "A", "severity": "%s"}, "fingerprint": "%s"}]}
                        """
                        .formatted(name, severity, severity))
                .as(Role.WEBHOOK).send();
    }

    private House.Answer pagerduty(String type, String status, String delivery) {
        House.Answer answer = house.post("/api/v1/webhooks/pagerduty",
                """
                        {"event": {"id": "%s", "event_type": "%s", "occurred_at": "2026-03-12T14:18:00Z", "agent": {"summary": "Night Watch"},
                         "data": {"id": "%s", "type": "incident", "status": "%s", "title": "Checkout fails", "created_at": "2026-03-12T14:17:00Z", "urgency": "high",
                          "assignees": [{"summary": "Second Line"}], "priority": %s, "service": {"summary": "Checkout-Service"}}}}
                        """
                        .formatted(name + delivery, type, name, status, type.endsWith("updated") ? "{\"summary\": \"P1\"}" : "null"))
                .as(Role.WEBHOOK).send();
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return answer;
    }

    private JsonNode incident(String id) {
        return house.get("/api/v1/incidents/" + id).as(Role.VIEWER).send().json();
    }

    /// The entries that are not the investigation's.
    private List<JsonNode> entries(String id) {
        List<JsonNode> entries = new ArrayList<>();
        house.get("/api/v1/incidents/" + id + "/timeline?limit=500").as(Role.VIEWER).send().json().path("entries").forEach(entry -> {
            if (entry.path("actor").asString().startsWith("pagerduty")) entries.add(entry);
        });
        return entries;
    }

    private List<String> types(String id) {
        return entries(id).stream().map(entry -> entry.path("type").asString()).toList();
    }
}
