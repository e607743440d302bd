package dev.firsthour.intake.sentry;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.Act;
import dev.firsthour.intake.WebhookSource;
import dev.firsthour.intake.WebhookSourceContract;

import static org.assertj.core.api.Assertions.assertThat;

class SentryWebhookTest extends WebhookSourceContract {

    @Override
    protected WebhookSource source() {
        return new SentryWebhook(new SentryProperties(List.of("secret")));
    }

    @Override
    protected String body() {
        return issue("created");
    }

    private static String issue(String action) {
        return """
                {"action": "%s", "installation": {"uuid": "u"}, "actor": {"type": "user", "id": 1, "name": "Carol"},
                 "data": {"issue": {"id": "117", "shortId": "CHECKOUT-1", "title": "TimeoutError: pool", "culprit": "pay at cart.py", "level": "error", "platform": "python", "status": "unresolved",
                  "project": {"id": "1", "name": "Checkout", "slug": "checkout"}, "metadata": {"type": "TimeoutError", "value": "pool"}, "firstSeen": "2026-03-12T14:17:00Z",
                  "web_url": "https://acme.sentry.io/issues/117/", "assignedTo": {"name": "Dave"}}}}
                """
                .formatted(action);
    }

    @Test
    void severityServiceStateTimeAndLinkAreRead() {
        Alert alert = alert(body());
        assertThat(alert.severity()).isEqualTo(Severity.HIGH);
        assertThat(alert.service()).isEqualTo("checkout");
        assertThat(alert.startedAt()).isEqualTo(Instant.parse("2026-03-12T14:17:00Z"));
        assertThat(alert.links()).containsExactly("https://acme.sentry.io/issues/117/");
        assertThat(alert.groupingKey()).isEqualTo("sentry:issue:117");
    }

    @Test
    void whatPeopleDoIsDoneInTheirName() {
        assertThat(act(issue("resolved"))).isEqualTo(new Act.Resolved("sentry:Carol", null));
        assertThat(act(issue("unresolved"))).isEqualTo(new Act.Reopened("sentry:Carol"));
        assertThat(act(issue("assigned"))).isEqualTo(new Act.Noted("sentry:Carol", "It was assigned to Dave."));
        assertThat(alert(issue("resolved")).state()).isEqualTo(Alert.State.RESOLVED);
    }

    @Test
    void anIssueAlertBelongsToItsIssue() {
        Alert alert = alert(
                """
                        {"action": "triggered", "data": {"triggered_rule": "Many errors", "event": {"event_id": "e", "title": "TimeoutError: pool", "level": "fatal", "issue_id": "117",
                         "datetime": "2026-03-12T14:17:00.5Z", "web_url": "https://acme.sentry.io/issues/117/events/e/", "tags": [["environment", "prod"], ["service", "checkout"]]}}}
                        """);
        assertThat(alert.groupingKey()).isEqualTo("sentry:issue:117");
        assertThat(alert.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(alert.service()).isEqualTo("checkout");
        assertThat(alert.environment()).isEqualTo("prod");
    }

    @Test
    void aMetricAlertFiresAndEnds() {
        String metric = """
                {"action": "critical", "data": {"description_title": "Critical", "description_text": "1000 events in 10 minutes", "web_url": "https://acme.sentry.io/alerts/8/",
                 "metric_alert": {"id": "8", "title": "Too many errors", "date_started": "2026-03-12T14:17:00Z", "date_closed": "2026-03-12T14:19:00Z", "projects": ["checkout"], "alert_rule": {"name": "r"}}}}
                """;
        assertThat(alert(metric).severity()).isEqualTo(Severity.CRITICAL);
        assertThat(alert(metric).service()).isEqualTo("checkout");
        assertThat(alert(metric.replace("\"critical\"", "\"resolved\"")).state()).isEqualTo(Alert.State.RESOLVED);
    }
}
