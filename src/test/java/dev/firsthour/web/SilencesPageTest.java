package dev.firsthour.web;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.firsthour.access.Role;

import static org.assertj.core.api.Assertions.assertThat;

/// The page of silences as people with a browser meet it, with its scripts and without.
class SilencesPageTest {

    private static final House HOUSE = House.open();

    private final String service = "svc-" + UUID.randomUUID().toString().substring(0, 8);
    @SuppressWarnings("NullAway.Init")
    private Browser browser;

    @AfterEach
    void close() {
        if (browser == null) return;
        assertThat(browser.complaints()).isEmpty();
        browser.close();
    }

    @AfterAll
    static void endAll() {
        HOUSE.get("/api/v1/silences").as(Role.RESPONDER).send().json().path("silences")
                .forEach(silence -> HOUSE.call("DELETE", "/api/v1/silences/" + silence.path("id").asString(), BodyPublishers.noBody())
                        .as(Role.RESPONDER).send());
    }

    private void open(boolean script, Role role) {
        browser = Browser.open(HOUSE, script).signIn(HOUSE.key(role));
        browser.go("/silences");
    }

    private void begin(String matchers) {
        browser.find("#begin summary").click();
        browser.find("#matchers").sendKeys(matchers);
        browser.find("#why").sendKeys("database upgrade");
        browser.find("#lasts").sendKeys("4 hours");
        browser.find("#begin button.primary").click();
    }

    private void fire() {
        assertThat(HOUSE.post("/api/v1/webhooks/generic", """
                {"title": "checkout fails", "service": "%s", "id": "%s"}""".formatted(service, service)).as(Role.WEBHOOK).send().status())
                .isEqualTo(202);
    }

    private String row() {
        return browser.all("#current tbody tr, #over tbody tr").stream().filter(row -> row.getText().contains("service=" + service))
                .map(row -> row.getDomAttribute("id")).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSilenceIsBegunShowsWhatItHoldsBackAndIsEnded(boolean script) {
        open(script, Role.RESPONDER);
        begin("service=" + service + "\nseverity!=critical");
        browser.until("it stands on the page", () -> browser.all("#current").size() == 1 && browser.text().contains(service));
        assertThat(browser.find("#" + row()).getText()).contains("active", "service=" + service + ", severity!=critical",
                "database upgrade",
                "nothing");

        fire();
        browser.go("/silences");
        browser.find("#" + row() + " summary").click();
        assertThat(browser.find("#" + row()).getText()).contains("1 delivery", "checkout fails", service);

        browser.find("#" + row() + " button").click();
        browser.until("it is over", () -> browser.all("#over #" + row()).size() == 1);
        assertThat(browser.find("#" + row()).getText()).contains("over", "ended by");
        assertThat(browser.all("#" + row() + " button")).isEmpty();
        assertThat(HOUSE.post("/api/v1/webhooks/generic", """
                {"title": "checkout fails", "service": "%s", "id": "%s"}""".formatted(service, service)).as(Role.WEBHOOK).send().json()
                .path("id").asString()).as("the next delivery opens an incident").isNotBlank();
    }

    @Test
    void whatIsWrongIsSaidBesideWhatWasEntered() {
        open(false, Role.RESPONDER);
        begin("service " + service + "\npod=~[");
        assertThat(browser.find("#flaws").getText()).contains("service " + service, "is no matcher");
        assertThat(browser.find("#matchers").getText()).contains("service " + service, "pod=~[");
        assertThat(browser.find("#why").getDomProperty("value")).isEqualTo("database upgrade");
    }

    @Test
    void whoOnlyReadsSeesThemAndChangesNothing() {
        HOUSE.post("/api/v1/silences", """
                {"matchers": [{"label": "service", "value": "%s"}], "reason": "moving house", "starts_at": "%s", "ends_at": "%s"}"""
                .formatted(service, Instant.now().plusSeconds(3_600), Instant.now().plusSeconds(7_200))).as(Role.RESPONDER).send();
        open(true, Role.VIEWER);
        assertThat(browser.find("nav a[href='/silences']").isDisplayed()).isTrue();
        assertThat(browser.text().split("Held back", -1)).as("the columns are named once for each table")
                .hasSize(1 + browser.all("main table").size());
        assertThat(browser.find("#" + row()).getText()).contains("planned", "moving house");
        assertThat(browser.all("#begin, #current form")).isEmpty();
        assertThat(browser.size(390, 800).fits()).as("it fits a telephone").isTrue();
        assertThat(browser.find("#" + row()).getText()).contains("moving house");
    }
}
