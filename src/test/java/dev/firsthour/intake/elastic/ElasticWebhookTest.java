package dev.firsthour.intake.elastic;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.WebhookSource;
import dev.firsthour.intake.WebhookSourceContract;

import static org.assertj.core.api.Assertions.assertThat;

class ElasticWebhookTest extends WebhookSourceContract {

    @Override
    protected WebhookSource source() {
        return new ElasticWebhook();
    }

    @Override
    protected String body() {
        return """
                {"rule": {"id": "r-1", "name": "Error rate", "type": "apm.error_rate", "tags": "env:prod,service:checkout", "url": "https://kibana/app/r-1"},
                 "alert": {"id": "checkout_prod", "uuid": "u", "action_group": "threshold_met"}, "date": "2026-03-12T14:17:00.000Z", "space": "default",
                 "message": "Error count is 40 in the last 5 mins", "severity": "high"}
                """;
    }

    @Test
    void severityServiceStateTimeAndLinkAreRead() {
        Alert alert = alert(body());
        assertThat(alert.title()).isEqualTo("Error rate");
        assertThat(alert.severity()).isEqualTo(Severity.HIGH);
        assertThat(alert.service()).isEqualTo("checkout");
        assertThat(alert.environment()).isEqualTo("prod");
        assertThat(alert.startedAt()).isEqualTo(Instant.parse("2026-03-12T14:17:00Z"));
        assertThat(alert.links()).containsExactly("https://kibana/app/r-1");
    }

    @Test
    void aRecoveredAlertEndsTheOneThatFired() {
        Alert over = alert(body().replace("threshold_met", "recovered"));
        assertThat(over.state()).isEqualTo(Alert.State.RESOLVED);
        assertThat(over.groupingKey()).isEqualTo(alert(body()).groupingKey());
        assertThat(over.fingerprint()).isEqualTo(alert(body()).fingerprint());
    }
}
