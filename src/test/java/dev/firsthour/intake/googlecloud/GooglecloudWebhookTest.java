package dev.firsthour.intake.googlecloud;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.WebhookSource;
import dev.firsthour.intake.WebhookSourceContract;

import static org.assertj.core.api.Assertions.assertThat;

class GooglecloudWebhookTest extends WebhookSourceContract {

    @Override
    protected WebhookSource source() {
        return new GooglecloudWebhook(new GooglecloudProperties(List.of("secret")));
    }

    @Override
    protected String body() {
        return """
                {"version": "1.2", "incident": {"incident_id": "0.abc", "scoping_project_id": "acme", "url": "https://console.cloud.google.com/monitoring/alerting/incidents/0.abc", "started_at": 1773325020,
                 "ended_at": null, "state": "open", "severity": "Critical", "summary": "5xx of checkout is above 5%", "observed_value": "12.5", "policy_name": "Errors", "condition_name": "5xx",
                 "resource": {"type": "cloud_run_revision", "labels": {"service_name": "checkout", "location": "europe-west1"}}, "metric": {"type": "run.googleapis.com/request_count", "labels": {"response_code_class": "5xx"}},
                 "policy_user_labels": {"environment": "prod"}}}
                """;
    }

    @Test
    void severityServiceStateTimeAndLinkAreRead() {
        Alert alert = alert(body());
        assertThat(alert.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(alert.service()).isEqualTo("checkout");
        assertThat(alert.environment()).isEqualTo("prod");
        assertThat(alert.startedAt()).isEqualTo(Instant.parse("2026-03-12T14:17:00Z"));
        assertThat(alert.links()).containsExactly("https://console.cloud.google.com/monitoring/alerting/incidents/0.abc");
        assertThat(alert(body().replace("\"open\"", "\"closed\"")).state()).isEqualTo(Alert.State.RESOLVED);
    }

    @Test
    void aTimeOfNothingIsNow() {
        assertThat(alert(body().replace("1773325020", "0")).startedAt()).isEqualTo(NOW);
    }
}
