package dev.firsthour.web;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.firsthour.access.Role;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;

/// Which alerts become one incident, which do not, and what people mend about that. Each test has services of its own.
class GroupingTest {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

    private static @Nullable House shared;

    private final House house = house();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final Instant noon = Instant.parse("2026-03-12T12:00:00Z");

    private static synchronized House house() {
        if (shared == null) {
            shared = House.with("--firsthour.intake.grouping.calls.web=checkout,cart", "--firsthour.intake.grouping.flaps=2",
                    "--firsthour.intake.grouping.analyses=3");
        }
        return shared;
    }

    /// An alert in the making.
    private record Sent(String name, String service, String severity, Instant at, String status, String labels) {

        Sent with(String name, String value) {
            return new Sent(name(), service, severity, at, status, labels + ", \"" + name + "\": \"" + value + "\"");
        }

        Sent at(Instant instant) {
            return new Sent(name, service, severity, instant, status, labels);
        }

        Sent critical() {
            return new Sent(name, service, "critical", at, status, labels);
        }

        Sent resolved() {
            return new Sent(name, service, severity, at, "resolved", labels);
        }
    }

    private Sent alert(String name, String service) {
        return new Sent(name, service, "warning", noon, "firing", "");
    }

    /// Sends an alert as a group of its own.
    private JsonNode send(Sent alert) {
        String fingerprint = alert.name() + "-" + alert.service() + "-" + run;
        House.Answer answer = house.post("/api/v1/webhooks/alertmanager", """
                {"version": "4", "groupKey": "%s", "truncatedAlerts": 0, "status": "%s", "receiver": "firsthour", "alerts": [
                 {"status": "%s", "labels": {"alertname": "%s", "service": "%s", "severity": "%s"%s},
                  "annotations": {"summary": "%s on %s"}, "startsAt": "%s", "endsAt": "0001-01-01T00:00:00Z", "fingerprint": "%s"}]}
                """.formatted(fingerprint, alert.status(), alert.status(), alert.name(), alert.service(), alert.severity(), alert.labels(),
                alert.name(), alert.service(), alert.at(), fingerprint)).as(Role.WEBHOOK).send();
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return answer.json();
    }

    private String incidentOf(Sent alert) {
        return send(alert).path("id").asString();
    }

    private String mine(String service) {
        return service + "-" + run;
    }

    private JsonNode incident(String id) {
        return house.get("/api/v1/incidents/" + id).as(Role.VIEWER).send().json();
    }

    private House.Answer act(String id, String step, String body) {
        return house.post("/api/v1/incidents/" + id + "/" + step, body).as(Role.RESPONDER).send();
    }

    private List<JsonNode> entries(String id, String type) {
        List<JsonNode> entries = new ArrayList<>();
        house.get("/api/v1/incidents/" + id + "/timeline?limit=500").as(Role.VIEWER).send().json().path("entries").forEach(entry -> {
            if (entry.path("type").asString().equals(type)) entries.add(entry);
        });
        return entries;
    }

    private int analyses(String id) {
        return house.get("/api/v1/incidents/" + id + "/analyses").as(Role.VIEWER).send().json().path("analyses").size();
    }

    private void waitUntil(String what, BooleanSupplier happened) throws InterruptedException {
        long until = System.nanoTime() + LONG_ENOUGH.toNanos();
        while (!happened.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited until " + what).isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    @Test
    void alertsOfOneServiceBecomeOneIncidentAndItIsSaidWhy() {
        String first = incidentOf(alert("Errors", mine("checkout")));
        JsonNode second = send(alert("Latency", mine("checkout")).at(noon.plusSeconds(180)));
        assertThat(second.path("id").asString()).isEqualTo(first);
        assertThat(second.path("outcome").asString()).isEqualTo("joined");
        assertThat(entries(first, "ALERT_RECEIVED")).singleElement()
                .satisfies(entry -> assertThat(entry.path("data").path("joined").asString()).contains("same service", mine("checkout"),
                        "3 min later"));
        assertThat(incidentOf(alert("Latency", mine("checkout")))).as("and later deliveries of it go there too").isEqualTo(first);
    }

    @Test
    void alertsOfServicesThatCallEachOtherBecomeOneIncident() {
        House own = house;
        String caller = incidentOf(alert("Errors" + run, "web"));
        JsonNode callee = send(alert("Latency" + run, "checkout").at(noon.plusSeconds(30)));
        assertThat(callee.path("id").asString()).isEqualTo(caller);
        assertThat(entries(caller, "ALERT_RECEIVED").getLast().path("data").path("joined").asString())
                .contains("web calls checkout, as is configured", "30 s later");
        assertThat(own.get("/api/v1/incidents/" + caller + "/alerts").as(Role.VIEWER).send().body()).contains("web calls checkout");
    }

    @Test
    void aCriticalAlertOfAnotherServiceThatNothingIsKnownOfIsAnIncidentOfItsOwn() {
        String first = incidentOf(alert("Errors", mine("orders")).critical());
        assertThat(incidentOf(alert("Errors", mine("mail")).critical())).isNotEqualTo(first);
    }

    @Test
    void alertsThatNameTheSameMachineBecomeOneIncident() {
        String first = incidentOf(alert("Errors", mine("search")).with("node", "node-" + run));
        assertThat(incidentOf(alert("Errors", mine("ads")).with("node", "node-" + run))).isEqualTo(first);
        assertThat(entries(first, "ALERT_RECEIVED").getLast().path("data").path("joined").asString()).contains("node=node-" + run);
    }

    @Test
    void whatBeganTooFarApartOrElsewhereIsAnotherIncident() {
        String first = incidentOf(alert("Errors", mine("billing")).with("env", "prod"));
        assertThat(incidentOf(alert("Latency", mine("billing")).with("env", "prod").at(noon.plusSeconds(601)))).isNotEqualTo(first);
        assertThat(incidentOf(alert("Saturation", mine("billing")).with("env", "test"))).isNotEqualTo(first);
    }

    @Test
    void anAlertOfWhatIsResolvedJoinsNothing() {
        String first = incidentOf(alert("Errors", mine("stock")));
        act(first, "resolve", "{}");
        assertThat(incidentOf(alert("Latency", mine("stock")))).isNotEqualTo(first);
    }

    @Test
    void anAlertThatAPersonTakesOutIsAnIncidentOfItsOwnAndStaysOne() {
        String first = incidentOf(alert("Errors", mine("login")));
        send(alert("Latency", mine("login")));
        String fingerprint = "Latency-" + mine("login") + "-" + run;
        House.Answer answer = act(first, "split", "{\"alert\": \"" + fingerprint + "\", \"comment\": \"another fault\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        String second = answer.json().path("id").asString();
        assertThat(answer.header("Location")).endsWith("/api/v1/incidents/" + second);
        assertThat(second).isNotEqualTo(first);
        assertThat(entries(first, "ALERT_MOVED")).hasSize(1);
        assertThat(entries(second, "ALERT_MOVED")).singleElement()
                .satisfies(entry -> assertThat(entry.path("data").path("comment").asString()).isEqualTo("another fault"));
        assertThat(incident(second).path("title").asString()).isEqualTo("Latency on " + mine("login"));
        assertThat(incidentOf(alert("Latency", mine("login")))).isEqualTo(second);
        send(alert("Latency", mine("login")).resolved());
        assertThat(incident(second).path("status").asString()).isEqualTo("resolved");
        assertThat(incident(first).path("status").asString()).isEqualTo("open");
        assertThat(act(first, "split", "{\"alert\": \"nothing\"}").status()).isEqualTo(400);
        assertThat(act(first, "split", "{\"alert\": \"Errors-" + mine("login") + "-" + run + "\"}").status())
                .as("its only alert").isEqualTo(409);
    }

    @Test
    void anIncidentThatAPersonMergesClosesAndItsLaterAlertsGoToTheOneThatStays() {
        String first = incidentOf(alert("Errors", mine("gateway")));
        String second = incidentOf(alert("Errors", mine("dns")));
        House.Answer answer = act(second, "merge", "{\"into\": \"" + first + "\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("id").asString()).isEqualTo(first);
        assertThat(incident(second).path("status").asString()).isEqualTo("resolved");
        assertThat(incident(second).path("merged_into").asString()).isEqualTo(first);
        assertThat(entries(first, "INCIDENT_MERGED")).hasSize(1);
        assertThat(entries(second, "INCIDENT_MERGED")).hasSize(1);
        assertThat(incidentOf(alert("Errors", mine("dns")))).isEqualTo(first);
        send(alert("Errors", mine("gateway")).resolved());
        assertThat(incident(first).path("status").asString()).as("the other alert still fires").isEqualTo("open");
        send(alert("Errors", mine("dns")).resolved());
        assertThat(incident(first).path("status").asString()).isEqualTo("resolved");
        assertThat(act(second, "reopen", "{}").status()).isEqualTo(409);
        assertThat(act(second, "merge", "{\"into\": \"" + first + "\"}").status()).isEqualTo(409);
        for (String id : List.of(first, second)) {
            assertThat(house.get("/api/v1/incidents/" + id + "/timeline/verify").as(Role.VIEWER).send().body()).contains("\"holds\":true");
        }
    }

    @Test
    void anAlertThatJoinsIsEvidenceAndIsDiagnosedOnceMore() throws InterruptedException {
        String first = incidentOf(alert("Errors", mine("feed")));
        waitUntil("it is analysed", () -> analyses(first) == 1);
        send(alert("Latency", mine("feed")));
        waitUntil("it is analysed again", () -> analyses(first) == 2);
        assertThat(house.get("/api/v1/incidents/" + first + "/evidence").as(Role.VIEWER).send().body())
                .contains("alert that joined: Latency");
        send(alert("Latency", mine("feed")));
        send(alert("Traffic", mine("feed")));
        waitUntil("it is analysed again", () -> analyses(first) == 3);
        send(alert("Saturation", mine("feed")));
        waitUntil("nothing more waits", () -> incident(first).path("investigation").path("state").asString().equals("idle"));
        assertThat(entries(first, "AI_ANALYSIS_STARTED")).as("firsthour.intake.grouping.analyses").hasSize(3);
    }

    @Test
    void anAlertThatFlapsReopensItsIncidentAndIsNotInvestigatedForEver() throws InterruptedException {
        Sent flapping = alert("Flaps", mine("video"));
        String id = incidentOf(flapping);
        waitUntil("it is analysed", () -> analyses(id) == 1);
        for (int i = 1; i <= 4; i++) {
            send(flapping.resolved());
            assertThat(incident(id).path("status").asString()).isEqualTo("resolved");
            assertThat(incidentOf(flapping)).isEqualTo(id);
            assertThat(incident(id).path("status").asString()).isEqualTo("open");
            waitUntil("nothing is under way", () -> incident(id).path("investigation").path("state").asString().equals("idle"));
        }
        assertThat(analyses(id)).as("once, and once more for each of the first two times").isEqualTo(3);
        assertThat(entries(id, "REOPENED")).hasSize(4);
        assertThat(entries(id, "REOPENED").getLast().path("message").asString()).contains("4 times in a row", "not investigated again");
    }

    @Test
    void whatIsSilencedIsKeptAndOpensNothingUntilTheSilenceIsOver() {
        House.Answer begun = house.post("/api/v1/silences",
                """
                        {"matchers": [{"label": "service", "operator": "=~", "value": "%s|other"}, {"label": "severity", "operator": "!=", "value": "critical"}],
                         "ends_at": "%s", "reason": "maintenance of the database"}
                        """
                        .formatted(mine("wiki"), Instant.now().plusSeconds(600)))
                .as(Role.RESPONDER).send();
        assertThat(begun.status()).as(begun.body()).isEqualTo(201);
        String silence = begun.json().path("id").asString();
        JsonNode answer = send(alert("Errors", mine("wiki")));
        assertThat(answer.path("outcome").asString()).isEqualTo("silenced");
        assertThat(answer.path("id").isNull()).isTrue();
        assertThat(send(alert("Down", mine("wiki")).critical()).path("outcome").asString()).as("it does not match all").isEqualTo("opened");
        JsonNode listed = house.get("/api/v1/silences").as(Role.VIEWER).send().json().path("silences");
        assertThat(listed).anySatisfy(one -> {
            assertThat(one.path("id").asString()).isEqualTo(silence);
            assertThat(one.path("received").asInt()).isEqualTo(1);
            assertThat(one.path("created_by").asString()).isEqualTo("test responder");
        });
        house.call("DELETE", "/api/v1/silences/" + silence, BodyPublishers.noBody()).as(Role.RESPONDER).send();
        assertThat(send(alert("Errors", mine("wiki")).at(noon.minusSeconds(3_600))).path("outcome").asString()).isEqualTo("opened");
    }

    @Test
    void aSilenceThatWouldSilenceEverythingOrForEverIsRefused() {
        House.Answer answer = house.post("/api/v1/silences", """
                {"matchers": [{"label": "service", "operator": "=~", "value": ".*"}, {"label": "team", "operator": "~", "value": "x"},
                              {"label": "team", "operator": "=~", "value": "("}]}
                """).as(Role.RESPONDER).send();
        assertThat(answer.status()).isEqualTo(400);
        List<String> fields = new ArrayList<>();
        answer.json().path("errors").forEach(error -> fields.add(error.path("field").asString()));
        assertThat(fields).containsExactlyInAnyOrder("matchers[1].operator", "matchers[2].value", "matchers", "reason", "ends_at");
    }

    @Test
    void whoeverKnowsBetterSaysHowBadItIs() {
        String id = incidentOf(alert("Errors", mine("map")));
        House.Answer answer = act(id, "severity", "{\"severity\": \"critical\"}");
        assertThat(answer.json().path("severity").asString()).isEqualTo("critical");
        assertThat(entries(id, "SEVERITY_CHANGED")).singleElement()
                .satisfies(entry -> assertThat(entry.path("actor").asString()).isEqualTo("test responder"));
        assertThat(act(id, "severity", "{\"severity\": \"dreadful\"}").status()).isEqualTo(400);
    }

    @Test
    void thePageShowsTheAlertsAndWhyTheyBelongThere() {
        String id = incidentOf(alert("Errors", mine("page")));
        send(alert("Latency", mine("page")));
        String page = house.get("/incidents/" + id).as(Role.RESPONDER).header("Accept", "text/html").send().body();
        assertThat(page).contains("Latency on " + mine("page"), "It is of the same service", "Take out", "Change how bad it is");
        assertThat(house.get("/incidents/" + id).as(Role.VIEWER).header("Accept", "text/html").send().body()).doesNotContain("Take out");
    }
}
