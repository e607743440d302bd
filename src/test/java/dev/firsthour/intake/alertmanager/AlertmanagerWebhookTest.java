package dev.firsthour.intake.alertmanager;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.WebhookSource;
import dev.firsthour.intake.WebhookSourceContract;

import static org.assertj.core.api.Assertions.assertThat;

class AlertmanagerWebhookTest extends WebhookSourceContract {

    @Override
    protected WebhookSource source() {
        return new AlertmanagerWebhook();
    }

    @Override
    protected String body() {
        return """
                {"version": "4", "groupKey": "{}:{alertname=\\"CheckoutErrors\\"}", "truncatedAlerts": 3, "status": "firing", "receiver": "firsthour",
                 "groupLabels": {"alertname": "CheckoutErrors"}, "commonLabels": {}, "commonAnnotations": {}, "externalURL": "http://alertmanager:9093/",
                 "alerts": [{"status": "firing", "labels": {"alertname": "CheckoutErrors", "service": "checkout", "severity": "page"},
                   "annotations": {"summary": "checkout fails", "description": "8% of answers are 500", "runbook_url": "https://runbooks/checkout"},
                   "startsAt": "2026-03-12T14:17:00.123Z", "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "http://prometheus:9090/graph?g0.expr=up",
                   "fingerprint": "f1"}]}
                """;
    }

    @Test
    void severityServiceTimeLinksAndWhatWasLeftOutAreRead() {
        Alert alert = alert(body());
        assertThat(alert.title()).isEqualTo("checkout fails");
        assertThat(alert.severity()).isEqualTo(Severity.HIGH);
        assertThat(alert.service()).isEqualTo("checkout");
        assertThat(alert.startedAt()).isEqualTo(Instant.parse("2026-03-12T14:17:00.123Z"));
        assertThat(alert.endedAt()).isNull();
        assertThat(alert.links()).contains("http://prometheus:9090/graph?g0.expr=up", "http://alertmanager:9093/",
                "https://runbooks/checkout",
                "http://alertmanager:9093/#/silences/new?filter=%7Balertname%3D%22CheckoutErrors%22%2Cservice%3D%22checkout%22%2Cseverity%3D%22page%22%7D");
        assertThat(alert.groupingKey()).isEqualTo("alertmanager:{}:{alertname=\"CheckoutErrors\"}");
        assertThat(alert.warnings()).containsExactly("3 more alerts were left out by the sender (max_alerts)");
    }

    @Test
    void aResolvedAlertSaysWhenItEnded() {
        Alert alert = alert(
                body().replace("\"status\": \"firing\", \"labels\"", "\"status\": \"resolved\", \"labels\"").replace("0001-01-01T00:00:00Z",
                        "2026-03-12T14:19:00Z"));
        assertThat(alert.state()).isEqualTo(Alert.State.RESOLVED);
        assertThat(alert.endedAt()).isEqualTo(Instant.parse("2026-03-12T14:19:00Z"));
    }

    @Test
    void anUnknownSeverityIsMediumWithAWarning() {
        Alert alert = alert(body().replace("page", "purple"));
        assertThat(alert.severity()).isEqualTo(Severity.MEDIUM);
        assertThat(alert.warnings()).anySatisfy(warning -> assertThat(warning).contains("purple", "medium"));
    }

    @Test
    void alertsWithoutAGroupAsPrometheusSendsThemAreEachOneByItself() {
        Reading.Alerts alerts = (Reading.Alerts) read(
                """
                        [{"labels": {"alertname": "A", "job": "checkout"}, "annotations": {}, "startsAt": "2026-03-12T14:17:00Z", "endsAt": "2026-03-12T14:21:00Z"},
                         {"labels": {"alertname": "B", "job": "checkout"}, "annotations": {}, "startsAt": "2026-03-12T14:10:00Z", "endsAt": "2026-03-12T14:19:00Z"}]
                        """)
                .matter();
        assertThat(alerts.alerts()).extracting(Alert::state).isEqualTo(List.of(Alert.State.FIRING, Alert.State.RESOLVED));
        assertThat(alerts.alerts()).extracting(Alert::title).containsExactly("A on checkout", "B on checkout");
        assertThat(alerts.alerts()).extracting(Alert::groupingKey).doesNotHaveDuplicates().doesNotContainNull();
    }

    @Test
    void theExpressionThatFiredIsKept() {
        assertThat(
                alert(body().replace("g0.expr=up", "g0.expr=rate%28errors%7Bjob%3D%22a%2Bb%22%7D%5B5m%5D%29+%3E+0.05&g0.tab=1")).labels())
                .containsEntry("__expr__", "rate(errors{job=\"a+b\"}[5m]) > 0.05");
        assertThat(alert(body().replace("g0.expr=up", "g0.expr=50%")).labels()).doesNotContainKey("__expr__");
        assertThat(alert(body().replace("g0.expr=up", "g0.expr=" + "x".repeat(2001))).labels()).doesNotContainKey("__expr__");
    }

    @Test
    void whatGrafanaLeavesOnAnAlertForAnAlertmanagerIsKept() {
        assertThat(alert(body().replace("\"summary\"", "\"__dashboardUid__\": \"d1\", \"__panelId__\": \"2\", \"summary\"")
                .replace("http://prometheus:9090/graph?g0.expr=up", "https://grafana/alerting/grafana/r1/view")).labels())
                .containsEntry("__dashboardUid__", "d1").containsEntry("__panelId__", "2").containsEntry("__alert_rule_uid__", "r1");
    }
}
