package dev.firsthour.intake.newrelic;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Alert;
import dev.firsthour.intake.Act;
import dev.firsthour.intake.AlertDraft;
import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.Sent;
import dev.firsthour.intake.WebhookSource;

/// Reads New Relic's webhooks: the default template of its workflows (issues), and the payload of the notification channels before them (incidents).
/// It does not sign, but can send headers.
public final class NewrelicWebhook implements WebhookSource {

    @Override
    public String name() {
        return "newrelic";
    }

    @Override
    public Reading read(Delivery delivery, Instant now) {
        Sent body = delivery.body();
        boolean channel = body.has("/incident_id") || body.has("/current_state");
        String state = Objects.requireNonNullElse(body.text("/state", "/issueState", "/current_state"), "activated")
                .toLowerCase(Locale.ROOT);
        boolean resolved = state.equals("closed") || state.equals("resolved");
        Alert alert = (channel ? incident(body, now) : issue(body, now)).resolved(resolved)
                .endedAt(resolved ? body.time("/closedAt", "/updatedAt", "/timestamp") : null).build();
        String who = Act.actor(name(), body.text("/acknowledgedBy", "/owner"));
        Act act = state.equals("acknowledged") ? new Act.Acknowledged(who, null) : null;
        return new Reading(null, new Reading.Alerts(List.of(alert), act));
    }

    private AlertDraft issue(Sent body, Instant now) {
        return new AlertDraft(name(), body, now).title(text(body, "/title"))
                .description(text(body, "/description", "/annotations/description"))
                .severity(body.text("/priority")).service(text(body, "/impactedEntities", "/entitiesData/names", "/service"))
                .environment(body.text("/environment", "/tags/environment")).startedAt(body.time("/createdAt", "/activatedAt"))
                .label("policy", text(body, "/alertPolicyNames", "/policyName"))
                .label("condition", text(body, "/alertConditionNames", "/conditionName"))
                .label("workflow", body.text("/workflowName")).label("sources", text(body, "/sources")).labels(body.map("/tags"))
                .link(body.text("/issueUrl", "/issuePageUrl", "/violationChartUrl")).group(body.text("/id", "/issueId"))
                .fingerprint(body.text("/id", "/issueId"));
    }

    private AlertDraft incident(Sent body, Instant now) {
        return new AlertDraft(name(), body, now).title(body.text("/condition_name", "/details")).description(body.text("/details"))
                .severity(body.text("/severity")).service(body.text("/targets/0/name"))
                .environment(body.text("/targets/0/labels/environment"))
                .startedAt(body.time("/timestamp")).labels(body.map("/targets/0/labels")).label("policy", body.text("/policy_name"))
                .label("condition", body.text("/condition_name")).link(body.text("/incident_url")).link(body.text("/violation_chart_url"))
                .link(body.text("/runbook_url")).group(body.text("/incident_id")).fingerprint(body.text("/condition_id", "/incident_id"));
    }

    /// The template makes lists of most things; the first element speaks for all.
    private static @Nullable String text(Sent body, String... places) {
        for (String place : places) {
            List<String> texts = body.has(place + "/0") ? body.texts(place) : List.of();
            String text = texts.isEmpty() ? body.text(place) : texts.getFirst();
            if (text != null) return text;
        }
        return null;
    }
}
