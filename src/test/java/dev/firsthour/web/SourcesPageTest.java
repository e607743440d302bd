package dev.firsthour.web;

import org.junit.jupiter.api.Test;

import dev.firsthour.access.Role;

import static org.assertj.core.api.Assertions.assertThat;

class SourcesPageTest {

    private final House house = House.open();

    @Test
    void thePageShowsEachSourceAndHowToAddOne() {
        House.Answer answer = house.get("/sources").as(Role.VIEWER).send();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("<b>changes</b>", "FIRSTHOUR_EVIDENCE_PROMETHEUS_URL");
    }

    @Test
    void theCallGivesAListThatMayBeEmpty() {
        assertThat(house.get("/api/v1/sources").as(Role.VIEWER).send().json().path("sources").isArray()).isTrue();
    }
}
