package dev.firsthour.intake.argocd;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.WebhookSource;
import dev.firsthour.intake.WebhookSourceContract;

import static org.assertj.core.api.Assertions.assertThat;

class ArgocdWebhookTest extends WebhookSourceContract {

    @Override
    protected WebhookSource source() {
        return new ArgocdWebhook();
    }

    @Override
    protected String body() {
        return """
                {"about": "sync", "app": "checkout", "namespace": "prod", "phase": "Succeeded", "started_at": "2026-03-12T14:05:00Z", "revision": "f95f852bd8fca8fcc58a9a2d6c842781e32a215e",
                 "repository": "https://github.com/acme/deploy", "message": "successfully synced", "health": "Healthy", "url": "https://argocd/applications/checkout"}
                """;
    }

    @Test
    void aSyncIsAChange() {
        assertThat(changes(body())).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(Change.Kind.DEPLOYMENT);
            assertThat(change.service()).isEqualTo("checkout");
            assertThat(change.at()).isEqualTo(Instant.parse("2026-03-12T14:05:00Z"));
            assertThat(change.commit()).isEqualTo("f95f852bd8fca8fcc58a9a2d6c842781e32a215e");
            assertThat(change.attributes()).containsEntry("state", "succeeded").containsEntry("environment", "prod");
        });
    }

    @Test
    void theWholeApplicationIsReadToo() {
        Change change = changes(
                """
                        {"app": {"metadata": {"name": "checkout-prod", "labels": {"app.kubernetes.io/name": "checkout"}}, "spec": {"destination": {"namespace": "prod"}},
                         "status": {"operationState": {"phase": "Failed", "startedAt": "2026-03-12T14:05:00Z", "syncResult": {"revision": "abc"}}}}}
                        """)
                .getFirst();
        assertThat(change.service()).isEqualTo("checkout");
        assertThat(change.attributes()).containsEntry("state", "failed");
    }

    @Test
    void anApplicationWhoseHealthWentIsAnAlertUntilItIsWellAgain() {
        String degraded = "{\"about\": \"health\", \"app\": \"checkout\", \"phase\": \"Succeeded\", \"health\": \"Degraded\"}";
        assertThat(alert(degraded).state()).isEqualTo(Alert.State.FIRING);
        assertThat(alert(degraded).severity()).isEqualTo(Severity.HIGH);
        Alert well = alert(degraded.replace("Degraded", "Healthy"));
        assertThat(well.state()).isEqualTo(Alert.State.RESOLVED);
        assertThat(well.groupingKey()).isEqualTo(alert(degraded).groupingKey());
    }
}
