package dev.firsthour.intake.argocd;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.AlertDraft;
import dev.firsthour.intake.ChangeDraft;
import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.Sent;
import dev.firsthour.intake.WebhookSource;

/// Reads the notifications of Argo CD: the body of our documentation, or the application as it is (`{"app": {{toJson .app}}}`).
public final class ArgocdWebhook implements WebhookSource {

    @Override
    public String name() {
        return "argocd";
    }

    @Override
    public Reading read(Delivery delivery, Instant now) {
        Sent body = delivery.body();
        Sent app = body.has("/app/metadata") ? body.at("/app") : body;
        String application = app.text("/metadata/name", "/app", "/application", "/name");
        String phase = app.text("/status/operationState/phase", "/phase");
        String health = app.text("/status/health/status", "/health");
        boolean aboutHealth = "health".equals(body.text("/about")) || phase == null;
        if (application == null || (aboutHealth && health == null)) {
            return Reading.of(new AlertDraft(name(), body, now).title(body.text("/title", "/message")).group(application).build());
        }
        return aboutHealth
                ? health(app, body, application, String.valueOf(health), now)
                : sync(app, body, application, String.valueOf(phase), now);
    }

    private static Reading sync(Sent app, Sent body, String application, String phase, Instant now) {
        Instant began = app.time("/status/operationState/startedAt", "/started_at");
        String revision = app.text("/status/operationState/syncResult/revision", "/status/sync/revision", "/revision");
        String state = phase.toLowerCase(Locale.ROOT);
        Change change = new ChangeDraft(Change.Kind.DEPLOYMENT, "argocd:" + application + ":" + Objects.requireNonNullElse(began, now),
                began, now)
                .service(service(app, application))
                .title("Argo CD synced " + application + (revision == null ? "" : " to " + revision) + ": " + state)
                .version(app.text("/images", "/status/summary/images/0", "/revision")).commit(revision)
                .author(app.text("/status/operationState/operation/initiatedBy/username", "/author"))
                .attribute("state", state).attribute("environment", app.text("/spec/destination/namespace", "/namespace"))
                .attribute("repository", app.text("/spec/source/repoURL", "/repository"))
                .attribute("message", app.text("/status/operationState/message", "/message")).link(link(app, body)).build();
        return new Reading(null, new Reading.Changes(List.of(change), List.of()));
    }

    private Reading health(Sent app, Sent body, String application, String health, Instant now) {
        boolean well = health.equalsIgnoreCase("Healthy");
        return Reading.of(new AlertDraft(name(), body, now).title(application + " is " + health.toLowerCase(Locale.ROOT))
                .description(app.text("/status/health/message", "/message")).severity(well ? Severity.INFO : Severity.HIGH)
                .service(service(app, application)).environment(app.text("/spec/destination/namespace", "/namespace"))
                .startedAt(app.time("/status/health/lastTransitionTime", "/since")).label("application", application)
                .label("health", health)
                .link(link(app, body)).group("health:" + application).fingerprint(application).resolved(well).build());
    }

    /// The application, unless its labels say what it is called elsewhere.
    private static String service(Sent app, String application) {
        return Objects.requireNonNullElse(app.text("/metadata/labels/app.kubernetes.io~1name", "/service"), application);
    }

    private static @Nullable String link(Sent app, Sent body) {
        String page = body.text("/url", "/link");
        return page == null ? app.text("/status/summary/externalURLs/0") : page;
    }
}
