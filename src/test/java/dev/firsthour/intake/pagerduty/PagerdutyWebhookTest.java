package dev.firsthour.intake.pagerduty;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.Act;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.WebhookSource;
import dev.firsthour.intake.WebhookSourceContract;

import static org.assertj.core.api.Assertions.assertThat;

class PagerdutyWebhookTest extends WebhookSourceContract {

    @Override
    protected WebhookSource source() {
        return new PagerdutyWebhook(new PagerdutyProperties(List.of("secret")));
    }

    @Override
    protected String body() {
        return event("incident.triggered", "triggered");
    }

    private static String event(String type, String status) {
        return """
                {"event": {"id": "01B", "event_type": "%s", "resource_type": "incident", "occurred_at": "2026-03-12T14:18:00.123Z",
                 "agent": {"id": "PLH", "summary": "Carol Jones", "type": "user_reference"}, "client": null,
                 "data": {"id": "PGR0VU2", "type": "incident", "html_url": "https://acme.pagerduty.com/incidents/PGR0VU2", "number": 2, "status": "%s", "incident_key": "k",
                  "created_at": "2026-03-12T14:17:00Z", "title": "Checkout fails", "service": {"id": "PF", "summary": "checkout"},
                  "assignees": [{"summary": "Dave Smith"}], "teams": [{"summary": "Shop"}], "escalation_policy": {"summary": "Default"},
                  "priority": {"summary": "P1"}, "urgency": "high", "resolve_reason": null}}}
                """
                .formatted(type, status);
    }

    @Test
    void severityServiceStateTimeAndLinkAreRead() {
        Alert alert = alert(body());
        assertThat(alert.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(alert.service()).isEqualTo("checkout");
        assertThat(alert.state()).isEqualTo(Alert.State.FIRING);
        assertThat(alert.startedAt()).isEqualTo(Instant.parse("2026-03-12T14:17:00Z"));
        assertThat(alert.links()).containsExactly("https://acme.pagerduty.com/incidents/PGR0VU2");
        assertThat(alert.groupingKey()).isEqualTo("pagerduty:PGR0VU2");
        assertThat(alert.labels()).containsEntry("team", "Shop").containsEntry("urgency", "high");
        assertThat(read(body()).deliveryId()).isEqualTo("01B");
    }

    @Test
    void withoutAPriorityTheUrgencyCounts() {
        assertThat(alert(body().replace("{\"summary\": \"P1\"}", "null")).severity()).isEqualTo(Severity.HIGH);
        assertThat(
                alert(body().replace("{\"summary\": \"P1\"}", "null").replace("\"urgency\": \"high\"", "\"urgency\": \"low\"")).severity())
                .isEqualTo(Severity.LOW);
    }

    @Test
    void whatPeopleDoIsDoneInTheirName() {
        assertThat(act(event("incident.acknowledged", "acknowledged"))).isEqualTo(new Act.Acknowledged("pagerduty:Carol Jones", null));
        assertThat(act(event("incident.unacknowledged", "triggered"))).isEqualTo(new Act.Unacknowledged("pagerduty:Carol Jones"));
        assertThat(act(event("incident.reopened", "triggered"))).isEqualTo(new Act.Reopened("pagerduty:Carol Jones"));
        assertThat(act(event("incident.resolved", "resolved"))).isEqualTo(new Act.Resolved("pagerduty:Carol Jones", null));
        assertThat(act(event("incident.escalated", "triggered")))
                .isEqualTo(new Act.Noted("pagerduty:Carol Jones", "It was escalated to Dave Smith."));
        assertThat(act(event("incident.priority_updated", "triggered")))
                .isEqualTo(new Act.Rated("pagerduty:Carol Jones", Severity.CRITICAL));
        assertThat(act(event("incident.workflow.started", "triggered"))).isInstanceOf(Act.Noted.class);
        assertThat(alert(event("incident.resolved", "resolved")).state()).isEqualTo(Alert.State.RESOLVED);
    }

    @Test
    void aNoteBesideItsIncidentIsRead() {
        String note = """
                {"event": {"id": "2", "event_type": "incident.annotated", "agent": {"summary": "Carol"},
                 "data": {"incident": {"id": "PGR0VU2", "summary": "Checkout fails"}, "content": "looks like the pool", "type": "incident_note"}}}
                """;
        assertThat(act(note)).isEqualTo(new Act.Noted("pagerduty:Carol", "looks like the pool"));
        assertThat(alert(note).groupingKey()).isEqualTo("pagerduty:PGR0VU2");
    }

    @Test
    void pingsAndChangesOfServicesAreNoted() {
        assertThat(read("{\"event\": {\"id\": \"1\", \"event_type\": \"pagey.ping\", \"data\": {\"message\": \"Hello\"}}}").matter())
                .isInstanceOf(Reading.Nothing.class);
        assertThat(read("{\"event\": {\"id\": \"1\", \"event_type\": \"service.updated\", \"data\": {}}}").matter())
                .isInstanceOf(Reading.Nothing.class);
    }

    @Test
    void whateverSendsToTheEventsApiCanSendHere() {
        String sent = """
                {"routing_key": "R", "event_action": "trigger", "dedup_key": "checkout/errors", "client": "Nagios", "client_url": "https://nagios/1",
                 "payload": {"summary": "Checkout fails", "source": "web-1", "severity": "error", "component": "checkout", "timestamp": "2026-03-12T14:17:00Z",
                  "custom_details": {"rate": 0.08}}, "links": [{"href": "https://runbooks/checkout", "text": "Runbook"}]}
                """;
        Alert alert = alert(sent);
        assertThat(alert.severity()).isEqualTo(Severity.HIGH);
        assertThat(alert.service()).isEqualTo("checkout");
        assertThat(alert.links()).containsExactly("https://nagios/1", "https://runbooks/checkout");
        assertThat(act(sent.replace("trigger", "acknowledge"))).isEqualTo(new Act.Acknowledged("pagerduty:Nagios", null));
        assertThat(alert(sent.replace("trigger", "resolve")).state()).isEqualTo(Alert.State.RESOLVED);
    }

    @Test
    void aChangeEventIsAChange() {
        Change change = changes(
                """
                        {"routing_key": "R", "payload": {"summary": "Build Success - checkout v42", "timestamp": "2026-03-12T14:05:00Z", "source": "checkout",
                         "custom_details": {"version": "v42", "commit": "abc1234"}}, "links": [{"href": "https://ci/42", "text": "Build"}]}
                        """)
                .getFirst();
        assertThat(change.service()).isEqualTo("checkout");
        assertThat(change.version()).isEqualTo("v42");
        assertThat(change.at()).isEqualTo(Instant.parse("2026-03-12T14:05:00Z"));
    }
}
