package dev.firsthour.intake.datadog;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.WebhookSource;
import dev.firsthour.intake.WebhookSourceContract;

import static org.assertj.core.api.Assertions.assertThat;

class DatadogWebhookTest extends WebhookSourceContract {

    @Override
    protected WebhookSource source() {
        return new DatadogWebhook();
    }

    @Override
    protected String body() {
        return """
                {"id": "7101", "title": "[P2] [Triggered on {host:web-1}] Error rate is high", "message": "8% of answers are 500", "transition": "Triggered", "alert_type": "error",
                 "alert_id": "123", "cycle_key": "77", "priority": "P2", "date": "1773325020000", "hostname": "web-1", "tags": "env:prod,service:checkout,team:shop",
                 "scope": "host:web-1", "query": "avg(last_5m):errors > 5", "metric": "errors", "link": "https://app.datadoghq.com/monitors/123", "snapshot": "$SNAPSHOT"}
                """;
    }

    @Test
    void severityServiceStateTimeAndLinkAreRead() {
        Alert alert = alert(body());
        assertThat(alert.title()).isEqualTo("Error rate is high");
        assertThat(alert.severity()).isEqualTo(Severity.HIGH);
        assertThat(alert.service()).isEqualTo("checkout");
        assertThat(alert.environment()).isEqualTo("prod");
        assertThat(alert.startedAt()).isEqualTo(Instant.parse("2026-03-12T14:17:00Z"));
        assertThat(alert.links()).containsExactly("https://app.datadoghq.com/monitors/123");
        assertThat(alert.groupingKey()).isEqualTo("datadog:123");
        assertThat(alert.fingerprint()).isEqualTo("77");
        assertThat(alert.labels()).containsEntry("metric", "errors").containsEntry("host", "web-1");
    }

    @Test
    void aRecoveryEndsIt() {
        assertThat(alert(body().replace("\"transition\": \"Triggered\"", "\"transition\": \"Recovered\"")).state())
                .isEqualTo(Alert.State.RESOLVED);
        assertThat(alert(body().replace("\"transition\": \"Triggered\"", "\"transition\": \"Re-Triggered\"")).state())
                .isEqualTo(Alert.State.FIRING);
        assertThat(read(body().replace("\"Triggered\"", "\"Recovered\"")).deliveryId()).isNotEqualTo(read(body()).deliveryId());
    }

    @Test
    void datadogsOwnPayloadIsReadFromItsTitle() {
        String own = """
                {"body": "%%%\\n8% of answers are 500\\n%%%", "last_updated": "1773325020000", "event_type": "query_alert_monitor", "title": "[Triggered on {host:web-1}] Error rate is high",
                 "date": "1773325020000", "org": {"id": "1", "name": "acme"}, "id": "7101"}
                """;
        Alert fired = alert(own);
        Alert over = alert(own.replace("[Triggered on", "[Recovered on"));
        assertThat(fired.title()).isEqualTo("Error rate is high");
        assertThat(over.state()).isEqualTo(Alert.State.RESOLVED);
        assertThat(over.groupingKey()).isEqualTo(fired.groupingKey());
        assertThat(over.fingerprint()).isEqualTo(fired.fingerprint());
    }

    @Test
    void aPriorityMayBeANumberAndWithoutOneTheTypeCounts() {
        assertThat(alert(body().replace("\"priority\": \"P2\"", "\"priority\": 4")).severity()).isEqualTo(Severity.LOW);
        assertThat(alert(body().replace("\"priority\": \"P2\"", "\"priority\": \"$ALERT_PRIORITY\"").replace("[P2] ", "")).severity())
                .isEqualTo(Severity.HIGH);
    }
}
