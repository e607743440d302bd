package dev.firsthour.web;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.firsthour.access.Role;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Severity;
import dev.firsthour.timeline.Timeline;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;

class PrivacyTest {

    private final House house = House.open();

    private IncidentId incidentWithComment() {
        IncidentId id = new Story(house.bean(Timeline.class)).open("privacy", "checkout", Severity.LOW);
        assertThat(house.post("/api/v1/incidents/" + id + "/comments", "{\"text\": \"10.20.30.40 belongs to ada@example.com\"}")
                .as(Role.RESPONDER).send().status()).isEqualTo(201);
        return id;
    }

    private List<EventData.PseudonymsRevealed> revealed(IncidentId id) {
        return house.bean(Timeline.class).read(id, 0, 100).stream().map(event -> event.data())
                .filter(EventData.PseudonymsRevealed.class::isInstance).map(EventData.PseudonymsRevealed.class::cast).toList();
    }

    @Test
    void anAdministratorSeesWhatPseudonymsStandForAndTheTimelineSaysSo() {
        IncidentId id = incidentWithComment();

        House.Answer answer = house.post("/api/v1/incidents/" + id + "/pseudonyms/reveal", "{\"reason\": \"to call the customer\"}")
                .as(Role.ADMIN)
                .send();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("originals")).extracting(node -> node.path("original").asString())
                .containsExactlyInAnyOrder("10.20.30.40", "ada@example.com");
        assertThat(revealed(id)).containsExactly(new EventData.PseudonymsRevealed("to call the customer", 2));
        String timeline = house.get("/api/v1/incidents/" + id + "/timeline").as(Role.VIEWER).send().body();
        assertThat(timeline).contains("test admin saw what 2 pseudonyms stand for").doesNotContain("10.20.30.40");
    }

    @Test
    void onlyWhatIsAskedForIsRevealed() {
        IncidentId id = incidentWithComment();
        JsonNode all = house.post("/api/v1/incidents/" + id + "/pseudonyms/reveal", "{\"reason\": \"all\"}").as(Role.ADMIN).send().json();
        String one = all.path("originals").get(0).path("pseudonym").asString();

        JsonNode some = house.post("/api/v1/incidents/" + id + "/pseudonyms/reveal",
                "{\"reason\": \"one\", \"pseudonyms\": [\"" + one + "\", \"ip-00000000\"]}").as(Role.ADMIN).send().json();

        assertThat(some.path("originals")).singleElement().satisfies(node -> assertThat(node.path("pseudonym").asString()).isEqualTo(one));
    }

    @Test
    void withoutAReasonNothingIsRevealedAndNothingNoted() {
        IncidentId id = incidentWithComment();
        for (String body : List.of("{}", "{\"reason\": \"  \"}")) {
            assertThat(house.post("/api/v1/incidents/" + id + "/pseudonyms/reveal", body).as(Role.ADMIN).send().status()).isEqualTo(400);
        }
        assertThat(revealed(id)).isEmpty();
    }

    @Test
    void whoIsNoAdministratorIsRefused() {
        IncidentId id = incidentWithComment();
        for (Role role : List.of(Role.VIEWER, Role.RESPONDER, Role.WEBHOOK)) {
            assertThat(house.post("/api/v1/incidents/" + id + "/pseudonyms/reveal", "{\"reason\": \"curious\"}").as(role).send().status())
                    .isEqualTo(403);
            assertThat(house.form("/incidents/" + id + "/pseudonyms", "reason=curious").as(role).send().status()).isEqualTo(403);
        }
        assertThat(house.get("/incidents/" + id).as(Role.RESPONDER).send().body()).doesNotContain("/pseudonyms");
        assertThat(house.get("/incidents/" + id).as(Role.ADMIN).send().body()).contains("/incidents/" + id + "/pseudonyms");
        assertThat(revealed(id)).isEmpty();
    }

    @Test
    void thePageShowsThemAndIsNotKeptByAnyCache() {
        IncidentId id = incidentWithComment();

        House.Answer page = house.form("/incidents/" + id + "/pseudonyms", "reason=to+call+them").as(Role.ADMIN).send();

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("10.20.30.40").contains("ada@example.com");
        assertThat(page.header("Cache-Control")).contains("no-store");
        assertThat(revealed(id)).hasSize(1);
    }
}
