package dev.firsthour.intake.opsgenie;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.Act;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.WebhookSource;
import dev.firsthour.intake.WebhookSourceContract;

import static org.assertj.core.api.Assertions.assertThat;

class OpsgenieWebhookTest extends WebhookSourceContract {

    @Override
    protected WebhookSource source() {
        return new OpsgenieWebhook();
    }

    @Override
    protected String body() {
        return action("Create");
    }

    private static String action(String action) {
        return """
                {"action": "%s", "source": {"name": "", "type": "API"}, "integrationName": "Webhook", "integrationId": "9", "escalationNotify": {"name": "Second line", "type": "escalation"},
                 "alert": {"alertId": "a-1", "message": "Checkout fails", "tags": ["env:prod", "urgent"], "tinyId": "17", "entity": "checkout", "alias": "checkout/errors",
                  "createdAt": 1773325020000, "updatedAt": 1773325020000000000, "username": "Carol", "description": "8%% of answers", "team": "shop", "priority": "P1", "note": "on it",
                  "details": {"region": "eu"}}}
                """
                .formatted(action);
    }

    @Test
    void severityServiceStateAndTimeAreRead() {
        Alert alert = alert(body());
        assertThat(alert.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(alert.service()).isEqualTo("checkout");
        assertThat(alert.environment()).isEqualTo("prod");
        assertThat(alert.startedAt()).isEqualTo(Instant.parse("2026-03-12T14:17:00Z"));
        assertThat(alert.labels()).containsEntry("region", "eu");
        assertThat(((Reading.Alerts) read(body()).matter()).act()).isNull();
    }

    @Test
    void whatPeopleDoIsDoneInTheirName() {
        assertThat(act(action("Acknowledge"))).isEqualTo(new Act.Acknowledged("opsgenie:Carol", "on it"));
        assertThat(act(action("UnAcknowledge"))).isEqualTo(new Act.Unacknowledged("opsgenie:Carol"));
        assertThat(act(action("Close"))).isEqualTo(new Act.Resolved("opsgenie:Carol", "on it"));
        assertThat(act(action("Escalate"))).isEqualTo(new Act.Noted("opsgenie:Carol", "It was escalated to Second line."));
        assertThat(act(action("AddNote"))).isEqualTo(new Act.Noted("opsgenie:Carol", "on it"));
        assertThat(act(action("UpdatePriority"))).isEqualTo(new Act.Rated("opsgenie:Carol", Severity.CRITICAL));
        assertThat(act(action("Snooze"))).isEqualTo(new Act.Noted("opsgenie:Carol", "Snooze: on it"));
        assertThat(alert(action("Close")).state()).isEqualTo(Alert.State.RESOLVED);
    }
}
