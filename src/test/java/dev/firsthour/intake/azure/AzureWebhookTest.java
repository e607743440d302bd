package dev.firsthour.intake.azure;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.WebhookSource;
import dev.firsthour.intake.WebhookSourceContract;

import static org.assertj.core.api.Assertions.assertThat;

class AzureWebhookTest extends WebhookSourceContract {

    @Override
    protected WebhookSource source() {
        return new AzureWebhook(new AzureProperties(List.of("secret")));
    }

    @Override
    protected String body() {
        return """
                {"schemaId": "azureMonitorCommonAlertSchema", "data": {"essentials": {"alertId": "/subscriptions/1/providers/Microsoft.AlertsManagement/alerts/a1", "alertRule": "Checkout fails",
                 "severity": "Sev1", "signalType": "Metric", "monitorCondition": "Fired", "monitoringService": "Platform", "alertTargetIDs": ["/subscriptions/1/resourcegroups/shop/providers/microsoft.web/sites/checkout"],
                 "configurationItems": ["checkout"], "originAlertId": "o1", "firedDateTime": "2026-03-12T14:17:00.1234567Z", "description": "8% of answers", "essentialsVersion": "1.0"},
                 "alertContext": {"condition": {"allOf": [{"metricName": "Http5xx", "linkToSearchResultsUI": "https://portal.azure.com/#x"}]}}, "customProperties": {"environment": "prod"}}}
                """;
    }

    @Test
    void severityServiceStateTimeAndLinkAreRead() {
        Alert alert = alert(body());
        assertThat(alert.severity()).isEqualTo(Severity.HIGH);
        assertThat(alert.service()).isEqualTo("checkout");
        assertThat(alert.environment()).isEqualTo("prod");
        assertThat(alert.startedAt()).isEqualTo(Instant.parse("2026-03-12T14:17:00.1234567Z"));
        assertThat(alert.links()).containsExactly("https://portal.azure.com/#x");
        assertThat(alert.labels()).containsEntry("metric", "Http5xx");
        assertThat(alert(body().replace("Fired\"", "Resolved\"")).state()).isEqualTo(Alert.State.RESOLVED);
    }

    @Test
    void itsSeveritiesCountFromZero() {
        assertThat(alert(body().replace("Sev1", "Sev0")).severity()).isEqualTo(Severity.CRITICAL);
        assertThat(alert(body().replace("Sev1", "Sev2")).severity()).isEqualTo(Severity.MEDIUM);
        assertThat(alert(body().replace("Sev1", "Sev3")).severity()).isEqualTo(Severity.INFO);
    }
}
