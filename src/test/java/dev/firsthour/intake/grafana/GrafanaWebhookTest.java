package dev.firsthour.intake.grafana;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.WebhookSource;
import dev.firsthour.intake.WebhookSourceContract;

import static org.assertj.core.api.Assertions.assertThat;

class GrafanaWebhookTest extends WebhookSourceContract {

    @Override
    protected WebhookSource source() {
        return new GrafanaWebhook(new GrafanaProperties(List.of("secret"), null));
    }

    @Override
    protected String body() {
        return """
                {"receiver": "firsthour", "status": "firing", "orgId": 1, "groupLabels": {"alertname": "Errors"}, "commonLabels": {}, "commonAnnotations": {},
                 "externalURL": "https://grafana/", "version": "1", "groupKey": "{}:{alertname=\\"Errors\\"}", "truncatedAlerts": 0, "title": "[FIRING:1] Errors", "state": "alerting",
                 "alerts": [{"status": "firing", "labels": {"alertname": "Errors", "service": "checkout", "severity": "critical"}, "annotations": {"summary": "checkout fails"},
                  "startsAt": "2026-03-12T16:17:00+02:00", "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "https://grafana/alerting/grafana/a/view", "fingerprint": "f1",
                  "silenceURL": "https://grafana/alerting/silence/new?x=1", "dashboardURL": "https://grafana/d/d1", "panelURL": "https://grafana/d/d1?viewPanel=2",
                  "values": {"B": 22.9}, "valueString": "[ var='B' value=22.9 ]"}]}
                """;
    }

    @Test
    void severityServiceStateTimeAndLinksAreRead() {
        Alert alert = alert(body());
        assertThat(alert.title()).isEqualTo("checkout fails");
        assertThat(alert.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(alert.service()).isEqualTo("checkout");
        assertThat(alert.startedAt()).isEqualTo(Instant.parse("2026-03-12T14:17:00Z"));
        assertThat(alert.links()).contains("https://grafana/d/d1?viewPanel=2", "https://grafana/alerting/silence/new?x=1");
        assertThat(alert(body().replace("\"status\": \"firing\", \"labels\"", "\"status\": \"resolved\", \"labels\"")).state())
                .isEqualTo(Alert.State.RESOLVED);
    }

    @Test
    void legacyAlertingIsReadToo() {
        String legacy = """
                {"dashboardId": 1, "evalMatches": [{"value": 1, "metric": "Count", "tags": {}}], "imageUrl": "https://grafana/i.png", "message": "pool", "orgId": 1, "panelId": 2,
                 "ruleId": 1, "ruleName": "Errors", "ruleUrl": "http://localhost:3000/d/1", "state": "alerting", "tags": {"service": "checkout"}, "title": "[Alerting] Errors"}
                """;
        assertThat(alert(legacy).service()).isEqualTo("checkout");
        assertThat(alert(legacy).links()).contains("http://localhost:3000/d/1");
        assertThat(alert(legacy.replace("\"alerting\"", "\"ok\"")).state()).isEqualTo(Alert.State.RESOLVED);
    }

    @Test
    void whereTheAlertComesFromIsKeptForTheEvidence() {
        String addresses = body()
                .replace("https://grafana/d/d1?viewPanel=2", "https://grafana/d/d1/shop?from=1&orgId=1&to=2&viewPanel=panel-2")
                .replace("grafana/a/view\"", "grafana/a/view?orgId=1\"");

        assertThat(alert(addresses).labels()).containsEntry("__dashboardUid__", "d1").containsEntry("__panelId__", "2")
                .containsEntry("__alert_rule_uid__", "a");
        assertThat(alert(body().replace("d/d1", "login?to=d1").replace("alerting/grafana", "elsewhere")).labels())
                .doesNotContainKeys("__dashboardUid__", "__panelId__", "__alert_rule_uid__");
        assertThat(alert(body().replace("https://grafana/d/d1?viewPanel=2", "https://grafana/d/other?viewPanel=9")
                .replace("{\"summary\": \"checkout fails\"}", "{\"__dashboardUid__\": \"d1\", \"__panelId__\": \"4\"}")).labels())
                .containsEntry("__dashboardUid__", "d1").containsEntry("__panelId__", "4");
    }

    @Test
    void soItIsFromLegacyAlerting() {
        String legacy = """
                {"panelId": 5, "ruleId": 1, "ruleName": "Errors", "state": "alerting", "tags": {},
                 "ruleUrl": "https://grafana.example.org/d/9tvNgo77k/database-details?tab=alert&viewPanel=5&orgId=1"}
                """;

        assertThat(alert(legacy).labels()).containsEntry("__dashboardUid__", "9tvNgo77k").containsEntry("__panelId__", "5");
    }
}
