package dev.firsthour.evidence.pagerduty;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.ConfiguredSourceContract;
import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.Unavailable;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Notice;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

/// The adapter against bodies in the form that PagerDuty documents for its REST API (version 2).
class PagerdutySourceTest extends ConfiguredSourceContract<PagerdutyProperties> {

    @Override
    protected PagerdutyProperties properties(URI address, Duration read) {
        return new PagerdutyProperties(address, TOKEN, null, Duration.ofHours(24), CONNECT, read, read.multipliedBy(3),
                DataSize.ofBytes(MOST_BYTES));
    }

    @Override
    protected EvidenceSource source(PagerdutyProperties properties) {
        return new PagerdutySource(properties);
    }

    @Override
    protected Map.Entry<String, String> credential() {
        return Map.entry("Authorization", "Token token=" + TOKEN);
    }

    @Override
    protected void stock() {
        serve("/services",
                """
                        {"services": [
                          {"id": "PSVC1", "name": "Checkout", "html_url": "https://acme.pagerduty.com/service-directory/PSVC1", "escalation_policy": {"id": "PPOL1"}},
                          {"id": "PSVC2", "name": "Checkout Admin", "escalation_policy": {"id": "PPOL2"}}], "limit": 100, "offset": 0, "more": false}""");
        serve("/incidents",
                """
                        {"incidents": [{"id": "PINC1", "incident_number": 1234, "title": "Checkout is failing", "status": "acknowledged", "created_at": "2026-03-12T14:12:00Z",
                          "html_url": "https://acme.pagerduty.com/incidents/PINC1", "service": {"id": "PSVC1", "summary": "Checkout"}}], "more": false}""");
        serve("/incidents/PINC1/log_entries",
                """
                        {"log_entries": [{"id": "R2", "type": "acknowledge_log_entry", "created_at": "2026-03-12T14:14:00Z", "summary": "Acknowledged by Ada"},
                          {"id": "R1", "type": "trigger_log_entry", "created_at": "2026-03-12T15:12:00+01:00", "summary": "Triggered through the API: checkout is down"}], "more": false}""");
        serve("/incidents/PINC1/notes", """
                {"notes": [{"id": "N1", "content": "rolling back", "created_at": "2026-03-12T14:20:00Z", "user": {"summary": "Ada"}}]}""");
        serve("/incidents/PINC1/past_incidents",
                """
                        {"past_incidents": [{"score": 46.8, "incident": {"id": "PINC0", "created_at": "2026-01-02T10:00:00Z", "title": "Checkout is failing"}}], "total": 1}""");
        serve("/incidents/PINC0/notes",
                """
                        {"notes": [{"id": "N0", "content": "the pool was too small", "created_at": "2026-01-02T11:00:00Z", "user": {"summary": "Bob"}}]}""");
        serve("/incidents/PINC1/related_incidents",
                """
                        {"related_incidents": [{"incident": {"id": "PINC2", "created_at": "2026-03-12T14:11:00Z", "status": "triggered", "title": "Payments is slow",
                          "service": {"summary": "Payments"}}}]}""");
        serve("/services/PSVC1/change_events",
                """
                        {"change_events": [{"id": "C1", "type": "change_event", "summary": "Deployed v2.4.0", "source": "ci", "timestamp": "2026-03-12T14:08:00Z",
                          "custom_details": {"version": "v2.4.0", "author": "ada"}, "links": [{"href": "https://ci.example.org/42", "text": "build"}]}], "more": false}""");
        serve("/oncalls",
                """
                        {"oncalls": [{"escalation_level": 2, "user": {"summary": "Bob"}}, {"escalation_level": 1, "user": {"summary": "Ada"}}], "more": false}""");
    }

    private List<Draft> drafts() {
        return found("checkout").drafts();
    }

    private List<Notice> notices(String title) {
        return drafts().stream().filter(draft -> draft.title().startsWith(title)).findFirst()
                .map(draft -> ((Content.Notices) draft.content()).notices()).orElse(List.of());
    }

    @Test
    void theLogOfAnIncidentIsThereInTheOrderOfTimeWithWhatPeopleNoted() {
        assertThat(notices("log of incident #1234")).extracting(Notice::text).containsExactly("Triggered through the API: checkout is down",
                "Acknowledged by Ada", "Ada noted: rolling back");
        assertThat(notices("log of incident #1234").getFirst().at()).isEqualTo("2026-03-12T14:12:00Z");
        assertThat(drafts().getFirst().link()).isEqualTo("https://acme.pagerduty.com/incidents/PINC1");
    }

    @Test
    void incidentsLikeItComeWithWhatWasNotedThen() {
        assertThat(notices("incidents like #1234")).singleElement().satisfies(notice -> assertThat(notice.text())
                .contains("score 47", "Checkout is failing", "Bob noted: the pool was too small"));
        assertThat(notices("incidents related to #1234")).singleElement().satisfies(notice -> {
            assertThat(notice.component()).isEqualTo("Payments");
            assertThat(notice.text()).contains("Payments is slow");
        });
    }

    @Test
    void whatThePagerSaysIsAnEchoAndNoTroubleOfItsOwn() {
        assertThat(drafts().stream().map(Draft::content).filter(Content.Notices.class::isInstance).map(Content.Notices.class::cast)
                .flatMap(content -> content.notices().stream())).isNotEmpty()
                .allSatisfy(notice -> assertThat(notice.state()).isEqualTo("none"));
    }

    @Test
    void aChangeEventIsAChange() {
        Draft draft = drafts().stream().filter(one -> one.content() instanceof Content.Changes).findFirst().orElseThrow();

        assertThat(((Content.Changes) draft.content()).changes()).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(Change.Kind.DEPLOYMENT);
            assertThat(change.service()).isEqualTo("checkout");
            assertThat(change.version()).isEqualTo("v2.4.0");
            assertThat(change.author()).isEqualTo("ada");
        });
        assertThat(draft.link()).isEqualTo("https://ci.example.org/42");
    }

    @Test
    void whoIsOnCallIsTheFirstLevelFirst() {
        assertThat(notices("who is on call")).extracting(Notice::text)
                .containsExactly("on call for checkout: Ada (level 1), Bob (level 2)");
    }

    @Test
    void listsAreReadPageByPageUpToTheirBound() {
        stock();
        serve("/services/PSVC1/change_events", "{\"change_events\": [], \"more\": true}");

        var _ = here().ask(about("checkout"));

        assertThat(server.findAll(getRequestedFor(urlPathEqualTo("/services/PSVC1/change_events")))).hasSize(PagerdutySource.MOST_PAGES);
        assertThat(
                server.findAll(getRequestedFor(urlPathEqualTo("/services/PSVC1/change_events")).withQueryParam("offset", equalTo("200"))))
                .hasSize(1);
    }

    @Test
    void aPlanWithoutPastIncidentsStillTellsTheRest() {
        stock();
        server.stubFor(get(urlPathMatching(".*/(past|related)_incidents")).willReturn(aResponse().withStatus(402)
                .withBody("{\"error\": {\"message\": \"Account does not have the abilities\", \"code\": 2012}}")));

        assertThat(((Found) here().ask(about("checkout"))).drafts()).hasSize(3);
    }

    @Test
    void aRateLimitSaysWhenItIsOver() {
        server.stubFor(get(urlPathEqualTo("/services")).willReturn(aResponse().withStatus(429).withHeader("ratelimit-limit", "960")
                .withHeader("ratelimit-remaining", "0").withHeader("ratelimit-reset", "37")));

        assertThat(here().ask(about("checkout"))).isInstanceOfSatisfying(Unavailable.class, unavailable -> {
            assertThat(unavailable.lasting()).isFalse();
            assertThat(unavailable.reason()).contains("in 37 s");
        });
    }

    @Test
    void theVersionOfTheApiIsNamed() {
        var _ = drafts();

        assertThat(server.findAll(getRequestedFor(urlPathEqualTo("/incidents")).withHeader("Accept", containing("version=2")))).hasSize(1);
    }
}
