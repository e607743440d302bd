package dev.firsthour.intake.azure;

import java.time.Instant;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Severity;
import dev.firsthour.intake.AlertDraft;
import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.Sent;
import dev.firsthour.intake.Signature;
import dev.firsthour.intake.TokenSignature;
import dev.firsthour.intake.WebhookSource;

/// Reads Azure Monitor's common alert schema, as its documentation gives it.
public final class AzureWebhook implements WebhookSource {

    private static final TokenSignature.Place PLACE = new TokenSignature.Place(null, "token", false);

    private final Signature signature;

    AzureWebhook(AzureProperties properties) {
        this.signature = new TokenSignature(PLACE, properties.shared());
    }

    @Override
    public String name() {
        return "azure";
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Reading read(Delivery delivery, Instant now) {
        Sent body = delivery.body();
        Sent essentials = body.at("/data/essentials");
        Sent context = body.at("/data/alertContext");
        boolean resolved = "resolved".equalsIgnoreCase(essentials.text("/monitorCondition"));
        String target = essentials.text("/alertTargetIDs/0");
        AlertDraft draft = new AlertDraft(name(), body, now).title(essentials.text("/alertRule"))
                .description(context.text("/properties/title", "/title")).description(essentials.text("/description"))
                .service(last(target)).service(essentials.text("/configurationItems/0"))
                .service(body.text("/data/customProperties/service", "/data/customProperties/Service"))
                .environment(body.text("/data/customProperties/environment", "/data/customProperties/Environment"))
                .startedAt(essentials.time("/firedDateTime")).endedAt(essentials.time("/resolvedDateTime"))
                .labels(body.map("/data/customProperties")).label("signal", essentials.text("/signalType"))
                .label("monitoring_service", essentials.text("/monitoringService")).label("target", target)
                .label("metric", context.text("/condition/allOf/0/metricName")).link(essentials.text("/investigationLink"))
                .link(context.text("/condition/allOf/0/linkToSearchResultsUI", "/linkToSearchResultsUI"))
                .group(essentials.text("/alertId", "/originAlertId")).fingerprint(essentials.text("/originAlertId", "/alertId"))
                .resolved(resolved);
        return Reading.of(rated(draft, essentials.text("/severity")).build());
    }

    /// `Sev0` is the worst, so its numbers mean one less than elsewhere.
    private static AlertDraft rated(AlertDraft draft, @Nullable String word) {
        if (word == null) return draft;
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "sev0" -> draft.severity(Severity.CRITICAL);
            case "sev1" -> draft.severity(Severity.HIGH);
            case "sev2" -> draft.severity(Severity.MEDIUM);
            case "sev3", "sev4" -> draft.severity(Severity.INFO);
            default -> draft.severity(word);
        };
    }

    /// The resource's own name ends its id.
    private static @Nullable String last(@Nullable String id) {
        return id == null ? null : id.substring(id.lastIndexOf('/') + 1);
    }
}
