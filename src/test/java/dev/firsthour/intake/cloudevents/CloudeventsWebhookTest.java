package dev.firsthour.intake.cloudevents;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.WebhookSource;
import dev.firsthour.intake.WebhookSourceContract;

import static org.assertj.core.api.Assertions.assertThat;

class CloudeventsWebhookTest extends WebhookSourceContract {

    @Override
    protected WebhookSource source() {
        return new CloudeventsWebhook();
    }

    @Override
    protected String body() {
        return """
                {"specversion": "1.0", "id": "e-1", "source": "/shop/monitor", "type": "com.acme.alert.firing", "subject": "checkout", "time": "2026-03-12T14:17:00Z", "datacontenttype": "application/json",
                 "data": {"title": "Checkout fails", "severity": "high", "service": "checkout", "environment": "prod", "url": "https://monitor/1", "id": "checkout-errors", "labels": {"team": "shop"}}}
                """;
    }

    @Test
    void structuredAndBinaryAreTheSame() {
        Alert structured = alert(body());
        Reading binary = read(
                "{\"title\": \"Checkout fails\", \"severity\": \"high\", \"service\": \"checkout\", \"environment\": \"prod\", \"url\": \"https://monitor/1\", "
                        + "\"id\": \"checkout-errors\", \"labels\": {\"team\": \"shop\"}}",
                Map.of("ce-specversion", "1.0", "Ce-Id", "e-1", "ce-source", "/shop/monitor", "ce-type", "com.acme.alert.firing",
                        "ce-subject", "checkout", "ce-time", "2026-03-12T14:17:00Z"));
        assertThat(((Reading.Alerts) binary.matter()).alerts()).containsExactly(structured);
        assertThat(binary.deliveryId()).isEqualTo(read(body()).deliveryId()).isEqualTo("/shop/monitor/e-1");
        assertThat(structured.service()).isEqualTo("checkout");
        assertThat(structured.startedAt()).isEqualTo(Instant.parse("2026-03-12T14:17:00Z"));
        assertThat(structured.links()).containsExactly("https://monitor/1");
        assertThat(structured.severity()).isEqualTo(Severity.HIGH);
    }

    @Test
    void theTypeOrTheStateSaysThatItIsOver() {
        assertThat(alert(body().replace("alert.firing", "alert.resolved")).state()).isEqualTo(Alert.State.RESOLVED);
        assertThat(alert(body().replace("\"severity\": \"high\"", "\"state\": \"ok\"")).state()).isEqualTo(Alert.State.RESOLVED);
        assertThat(alert(body()).state()).isEqualTo(Alert.State.FIRING);
    }

    @Test
    void aBatchHoldsSeveral() {
        Reading.Alerts batch = (Reading.Alerts) read("[" + body() + "," + body().replace("checkout-errors", "other") + "]").matter();
        assertThat(batch.alerts()).extracting(Alert::groupingKey).containsExactly("cloudevents:checkout-errors", "cloudevents:other");
    }

    @Test
    void aDeploymentAsCdeventsTellsItIsAChange() {
        Change change = changes(
                """
                        {"specversion": "1.0", "id": "d-1", "source": "/ci", "type": "dev.cdevents.service.deployed.0.1.1", "time": "2026-03-12T14:05:00Z",
                         "data": {"context": {"id": "d-1"}, "subject": {"id": "checkout", "type": "service", "content": {"environment": {"id": "prod"}, "artifactId": "pkg:oci/checkout@sha256:1"}}}}
                        """)
                .getFirst();
        assertThat(change.service()).isEqualTo("checkout");
        assertThat(change.at()).isEqualTo(Instant.parse("2026-03-12T14:05:00Z"));
        assertThat(change.attributes()).containsEntry("environment", "prod");
        assertThat(List.of(change.kind())).containsExactly(Change.Kind.DEPLOYMENT);
    }
}
