package dev.firsthour.web;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import dev.firsthour.access.Role;
import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.ExecutionStatus;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.ModelExchange;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Standing;
import dev.firsthour.incident.Usage;
import dev.firsthour.job.Jobs;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Bodies;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.Timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import tools.jackson.databind.JsonNode;

class ErasureTest {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);
    private static final String LOGS = """
            {"logs": [{"at": "2026-03-12T12:00:01Z", "service": "checkout", "severity": "ERROR",
                       "body": "pool exhausted for ada@example.com"}]}""";

    private final House house = House.open();
    private final Story story = new Story(house.bean(Timeline.class));

    private static void idle(House house, IncidentId id) {
        Awaitility.await().atMost(LONG_ENOUGH).pollInterval(Duration.ofMillis(50)).untilAsserted(
                () -> assertThat(house.bean(Archive.class).incident(id).orElseThrow().standing().state()).isEqualTo(Standing.State.IDLE));
    }

    /// An incident by the front door: an alert, attached logs, an analysis, and a model that was asked.
    private static IncidentId investigated(House house) {
        String group = UUID.randomUUID().toString();
        House.Answer answer = house.post("/api/v1/webhooks/alertmanager", """
                {"version": "4", "groupKey": "%s", "truncatedAlerts": 0, "status": "firing", "receiver": "firsthour", "alerts": [
                 {"status": "firing", "labels": {"alertname": "CheckoutFails", "service": "checkout", "severity": "warning"},
                  "annotations": {"summary": "called by 10.20.30.40"}, "startsAt": "2026-03-12T12:00:00Z",
                  "endsAt": "0001-01-01T00:00:00Z", "fingerprint": "%s"}]}""".formatted(group, group)).as(Role.WEBHOOK).send();
        IncidentId id = IncidentId.parse(answer.json().path("id").asString());
        idle(house, id);
        assertThat(house.post("/api/v1/incidents/" + id + "/evidence", LOGS).as(Role.RESPONDER).send().status()).isEqualTo(201);
        AnalysisId run = Objects.requireNonNull(house.bean(Archive.class).incident(id).orElseThrow().standing().analysisId());
        ModelExchange exchange = new ModelExchange(UUID.randomUUID().toString(), run, "reasoning", "test/model", "reasoning-3",
                "[system]\nWhy does checkout fail?", "The pool is exhausted.", "answered", new Usage(100, 10, 1, 5, 7), Instant.now());
        house.bean(Timeline.class).append(id, new NewEvent(Instant.now(), "reasoning", EventType.MODEL_CALLED, "Asked.",
                new EventData.ModelCalled(run, exchange.id(), "reasoning", "test/model", "reasoning-3", "answered", 5, 100, 10,
                        Bodies.digest(exchange))),
                exchange);
        return id;
    }

    private House.Answer erase(IncidentId id, String body) {
        return house.post("/api/v1/incidents/" + id + "/erase", body).as(Role.ADMIN).send();
    }

    private House.Answer read(String path) {
        House.Answer answer = house.get(path).as(Role.VIEWER).send();
        assertThat(answer.status()).as(path).isEqualTo(200);
        return answer;
    }

    private JsonNode verified(IncidentId id) {
        return read("/api/v1/incidents/" + id + "/timeline/verify").json();
    }

    private List<EventData.BodiesErased> noted(IncidentId id) {
        return house.bean(Timeline.class).read(id, 0, 500).stream().map(event -> event.data())
                .filter(EventData.BodiesErased.class::isInstance).map(EventData.BodiesErased.class::cast).toList();
    }

    @Test
    void anAdministratorErasesWhatAnIncidentWasToldAndWhatItConcludedStays() {
        IncidentId id = investigated(house);
        String before = read("/api/v1/incidents/" + id + "/evidence/E1").body();
        assertThat(before).contains("pool exhausted for email-");
        String cause = read("/api/v1/incidents/" + id + "/analysis").body();

        House.Answer answer = erase(id, "{\"reason\": \"the customer ada@example.com asked for it\"}");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("evidence").asInt()).isEqualTo(1);
        assertThat(answer.json().path("exchanges").asInt()).isEqualTo(1);
        assertThat(answer.json().path("alerts").asInt()).isEqualTo(1);
        assertThat(answer.json().path("pseudonyms").asInt()).isPositive();
        assertThat(noted(id)).singleElement().satisfies(erased -> {
            assertThat(erased.reason()).startsWith("the customer email-").endsWith("asked for it");
            assertThat(erased.exchanges()).isEqualTo(1);
        });
        String timeline = read("/api/v1/incidents/" + id + "/timeline").body();
        assertThat(timeline)
                .contains("test admin erased the contents of 1 piece of evidence, the texts of 1 exchange with models, what 1 alert");

        JsonNode piece = read("/api/v1/incidents/" + id + "/evidence/E1").json();
        assertThat(piece.path("erased_at").asString()).isNotEmpty();
        assertThat(piece.path("content").isNull()).isTrue();
        assertThat(piece.path("digest").asString()).hasSize(64).matches(before::contains);
        assertThat(piece.path("query").asString()).isNotEmpty();
        assertThat(read("/api/v1/incidents/" + id + "/evidence").json().path("evidence").get(0).path("erased_at").asString()).isNotEmpty();
        JsonNode exchange = read("/api/v1/incidents/" + id + "/exchanges").json().path("exchanges").get(0);
        assertThat(exchange.path("erased_at").asString()).isNotEmpty();
        assertThat(exchange.path("request").asString()).isEmpty();
        assertThat(exchange.path("model").asString()).isEqualTo("test/model");
        assertThat(read("/api/v1/incidents/" + id + "/alerts").json().path("alerts").get(0).path("title").isNull()).isTrue();
        assertThat(house.post("/api/v1/incidents/" + id + "/pseudonyms/reveal", "{\"reason\": \"curious\"}").as(Role.ADMIN).send().json()
                .path("originals")).isEmpty();
        assertThat(read("/api/v1/incidents/" + id + "/analysis").body()).isEqualTo(cause);
        assertThat(verified(id).path("holds").asBoolean()).as(verified(id).toString()).isTrue();
        assertThat(verified(id).path("erased").asInt()).isEqualTo(2);

        assertThat(erase(id, "{\"reason\": \"once more\"}").json().path("evidence").asInt()).isZero();
        assertThat(noted(id)).as("what is gone is not erased again").hasSize(1);
    }

    @Test
    void thePagesSayThatItIsErasedAndWhen() {
        IncidentId id = investigated(house);
        AnalysisId run = Objects.requireNonNull(house.bean(Archive.class).incident(id).orElseThrow().standing().analysisId());
        assertThat(read("/incidents/" + id + "/evidence/E1").body()).contains("pool exhausted").doesNotContain("Erased on");
        assertThat(erase(id, "{\"reason\": \"old\"}").status()).isEqualTo(200);

        assertThat(read("/incidents/" + id + "/evidence/E1").body()).contains("Erased on", "UTC", "Digest")
                .doesNotContain("pool exhausted");
        assertThat(read("/incidents/" + id + "/analyses/" + run + "/exchanges").body()).contains("Erased on", "test/model")
                .doesNotContain("The pool is exhausted");
        assertThat(read("/incidents/" + id).body()).contains("erased on", "bodies erased");
    }

    @Test
    void newEvidenceAfterAnErasureIsKeptAndTheIncidentIsInvestigatedAgainFromIt() {
        IncidentId id = investigated(house);
        assertThat(erase(id, "{\"reason\": \"old\"}").status()).isEqualTo(200);

        assertThat(house.post("/api/v1/incidents/" + id + "/evidence", LOGS).as(Role.RESPONDER).send().status()).isEqualTo(201);
        assertThat(house.post("/api/v1/incidents/" + id + "/analyses", "").as(Role.RESPONDER).send().status()).isEqualTo(202);
        idle(house, id);

        assertThat(read("/api/v1/incidents/" + id + "/evidence/E2").body()).contains("pool exhausted for email-");
        assertThat(house.post("/api/v1/incidents/" + id + "/pseudonyms/reveal", "{\"reason\": \"to call\"}").as(Role.ADMIN).send().body())
                .contains("ada@example.com");
        assertThat(house.bean(Archive.class).analyses(id)).hasSize(2)
                .allMatch(analysis -> analysis.executionStatus() == ExecutionStatus.COMPLETED);
        assertThat(verified(id).path("holds").asBoolean()).isTrue();
        assertThat(erase(id, "{\"reason\": \"again\"}").json().path("evidence").asInt()).isEqualTo(1);
        assertThat(verified(id).path("erased").asInt()).isEqualTo(3);
    }

    @Test
    void whatAnAnalysisReadsIsNotErasedUnderItsHands() {
        IncidentId id = story.running("under way " + UUID.randomUUID());

        House.Answer answer = erase(id, "{\"reason\": \"old\"}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body()).contains("being investigated", "cancel it first");
        assertThat(house.bean(Archive.class).evidence(id)).isNotEmpty();
        assertThat(noted(id)).isEmpty();
        assertThat(house.get("/incidents/" + id).as(Role.ADMIN).send().body()).doesNotContain("/erase");
    }

    @Test
    void withoutAReasonOrWithoutMeaningItNothingIsErased() {
        IncidentId id = story.analysed("meant " + UUID.randomUUID(), ExecutionStatus.COMPLETED);
        for (String body : List.of("{}", "{\"reason\": \" \"}", "{\"reason\": \"" + "x".repeat(1001) + "\"}")) {
            assertThat(erase(id, body).status()).as(body).isEqualTo(400);
        }
        assertThat(house.form("/incidents/" + id + "/erase", "reason=old").as(Role.ADMIN).send().status()).isEqualTo(400);
        assertThat(house.form("/incidents/" + id + "/erase", "sure=yes").as(Role.ADMIN).send().status()).isEqualTo(400);
        assertThat(house.form("/incidents/" + id + "/erase", "reason=old&sure=yes").as(Role.RESPONDER).send().status()).isEqualTo(403);
        assertThat(house.bean(Archive.class).evidence(id)).hasSize(6);

        assertThat(house.get("/incidents/" + id).as(Role.RESPONDER).send().body()).doesNotContain("/erase");
        assertThat(house.get("/incidents/" + id).as(Role.ADMIN).send().body()).contains("/incidents/" + id + "/erase");
        assertThat(house.form("/incidents/" + id + "/erase", "reason=old&sure=yes").as(Role.ADMIN).send().status()).isEqualTo(303);
        assertThat(house.bean(Archive.class).evidence(id)).isEmpty();
        for (int piece = 1; piece <= 6; piece++) {
            assertThat(read("/incidents/" + id + "/evidence/E" + piece).body()).contains("Erased on");
        }
        assertThat(read("/incidents/" + id + "/evidence/E2/series").body()).isEqualTo("[]");
    }

    @Test
    void anErasedIncidentStillSaysWhatItsCauseWasToOnesLikeIt() {
        String word = "word" + UUID.randomUUID().toString().replace("-", "");
        IncidentId past = story.analysed(word, ExecutionStatus.COMPLETED);
        assertThat(erase(past, "{\"reason\": \"old\"}").status()).isEqualTo(200);

        IncidentId today = story.open(word, "checkout", Severity.HIGH);

        assertThat(read("/api/v1/incidents/" + today + "/similar").json().path("incidents").get(0).path("id").asString())
                .isEqualTo(past.toString());
        assertThat(read("/api/v1/incidents?q=" + word).body()).contains(past.toString());
    }

    @Test
    void whatWasKeptForLongEnoughIsErasedByTheDailyJob() {
        House keeping = House.with("--firsthour.retention.bodies=1d", "--firsthour.intake.grouping.window=0s");
        try {
            Timeline timeline = keeping.bean(Timeline.class);
            Archive archive = keeping.bean(Archive.class);
            IncidentId young = investigated(keeping);
            IncidentId old = new Story(timeline).past("old", Instant.now().minus(Duration.ofDays(2)));
            assertThat(archive.evidence(old)).isNotEmpty();

            keeping.bean(Jobs.class).enqueue("erase-bodies", "daily");

            Awaitility.await().atMost(LONG_ENOUGH).pollInterval(Duration.ofMillis(50)).until(() -> archive.evidence(old).isEmpty());
            assertThat(timeline.read(old, 0, 100).getLast()).satisfies(entry -> {
                assertThat(entry.type()).isEqualTo(EventType.BODIES_ERASED);
                assertThat(entry.actor()).isEqualTo("system");
                assertThat(entry.message()).contains("kept for 1 day (firsthour.retention.bodies)");
            });
            assertThat(timeline.verify(old).holds()).isTrue();
            assertThat(archive.evidence(young)).hasSize(1);
            assertThat(keeping.bean(Jobs.class).keys("erase-bodies", "")).as("it comes again tomorrow").containsExactly("daily");
        } finally {
            keeping.close();
        }
    }

    @Test
    void aTimeThatNobodyCanMeanKeepsTheServerFromStarting() {
        assertThatThrownBy(() -> House.with("--firsthour.retention.bodies=5h")).rootCause()
                .hasMessageContaining("firsthour.retention.bodies")
                .hasMessageContaining("as in 90d");
    }
}
