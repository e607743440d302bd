package dev.firsthour.intake.newrelic;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.Act;
import dev.firsthour.intake.WebhookSource;
import dev.firsthour.intake.WebhookSourceContract;

import static org.assertj.core.api.Assertions.assertThat;

class NewrelicWebhookTest extends WebhookSourceContract {

    @Override
    protected WebhookSource source() {
        return new NewrelicWebhook();
    }

    @Override
    protected String body() {
        return """
                {"id": "i-1", "issueUrl": "https://radar-api.service.newrelic.com/accounts/1/issues/i-1", "title": "checkout query result is > 5", "priority": "CRITICAL",
                 "impactedEntities": ["checkout"], "totalIncidents": "1", "state": "ACTIVATED", "trigger": "STATE_CHANGE", "isCorrelated": "false", "createdAt": 1773325020000,
                 "updatedAt": 1773325020000, "sources": ["newrelic"], "alertPolicyNames": ["Golden signals"], "alertConditionNames": ["Errors"], "workflowName": "firsthour"}
                """;
    }

    @Test
    void severityServiceStateTimeAndLinkAreRead() {
        Alert alert = alert(body());
        assertThat(alert.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(alert.service()).isEqualTo("checkout");
        assertThat(alert.startedAt()).isEqualTo(Instant.parse("2026-03-12T14:17:00Z"));
        assertThat(alert.links()).containsExactly("https://radar-api.service.newrelic.com/accounts/1/issues/i-1");
        assertThat(alert.labels()).containsEntry("policy", "Golden signals");
        assertThat(alert(body().replace("ACTIVATED", "CLOSED")).state()).isEqualTo(Alert.State.RESOLVED);
    }

    @Test
    void theOlderChannelsAreReadToo() {
        String channel = """
                {"incident_id": 42, "condition_name": "Errors", "current_state": "acknowledged", "owner": "Carol", "severity": "WARNING", "details": "8% of answers", "policy_name": "p",
                 "incident_url": "https://alerts.newrelic.com/42", "timestamp": 1773325020000, "targets": [{"name": "checkout", "type": "Application", "labels": {"environment": "prod"}}]}
                """;
        assertThat(alert(channel).service()).isEqualTo("checkout");
        assertThat(alert(channel).severity()).isEqualTo(Severity.MEDIUM);
        assertThat(act(channel)).isEqualTo(new Act.Acknowledged("newrelic:Carol", null));
        assertThat(alert(channel.replace("acknowledged", "closed")).state()).isEqualTo(Alert.State.RESOLVED);
    }
}
