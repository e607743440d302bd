package dev.firsthour.intake.sentry;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.Act;
import dev.firsthour.intake.AlertDraft;
import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.HmacSignature;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.Sent;
import dev.firsthour.intake.Signature;
import dev.firsthour.intake.WebhookSource;

/// Reads Sentry's webhooks: issues, issue alerts and metric alerts of an internal integration, as its documentation "Webhooks" gives them, and what
/// the older webhook plugin sends. Sentry waits a second for the answer; an incident is accepted in milliseconds.
public final class SentryWebhook implements WebhookSource {

    private static final HmacSignature.Form FORM = new HmacSignature.Form("Sentry-Hook-Signature", "", null);

    private final Signature signature;

    SentryWebhook(SentryProperties properties) {
        this.signature = new HmacSignature(FORM, properties.shared());
    }

    @Override
    public String name() {
        return "sentry";
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Reading read(Delivery delivery, Instant now) {
        Sent body = delivery.body();
        String resource = Objects.requireNonNullElse(delivery.header("Sentry-Hook-Resource"), "");
        if (resource.equals("installation")) return new Reading(null, new Reading.Nothing("an installation, not trouble"));
        String action = Objects.requireNonNullElse(body.text("/action"), "").toLowerCase(Locale.ROOT);
        Reading.Matter matter;
        if (body.has("/data/metric_alert")) matter = metric(body, action, now);
        else if (body.has("/data/issue")) matter = issue(body, action, now);
        else if (body.has("/data/event") || body.has("/data/error"))
            matter = event(body.at(body.has("/data/event") ? "/data/event" : "/data/error"), body, now);
        else
            matter = plugin(body, now);
        return new Reading(delivery.header("Request-ID"), matter);
    }

    private Reading.Matter issue(Sent body, String action, Instant now) {
        Sent issue = body.at("/data/issue");
        AlertDraft draft = rated(new AlertDraft(name(), body, now), issue.text("/level"))
                .title(issue.text("/title", "/metadata/title", "/metadata/value"))
                .description(lines(issue.text("/metadata/value"), issue.text("/culprit")))
                .service(issue.text("/project/slug", "/project/name"))
                .startedAt(issue.time("/lastSeen", "/firstSeen")).label("platform", issue.text("/platform"))
                .label("issue", issue.text("/shortId"))
                .label("culprit", issue.text("/culprit")).link(issue.text("/web_url", "/permalink")).group("issue:" + issue.text("/id"))
                .fingerprint(issue.text("/id"));
        String who = Act.actor(name(), body.text("/actor/name"));
        return switch (action) {
            case "resolved" -> alerts(draft.resolved(true).build(), new Act.Resolved(who, null));
            case "unresolved" -> alerts(draft.build(), new Act.Reopened(who));
            case "assigned" -> alerts(draft.build(), new Act.Noted(who,
                    "It was assigned to " + Objects.requireNonNullElse(issue.text("/assignedTo/name", "/assignedTo/email"), "somebody")
                            + "."));
            case "archived", "ignored" -> alerts(draft.build(), new Act.Noted(who, "It was archived in Sentry."));
            default -> alerts(draft.build(), null);
        };
    }

    private Reading.Matter event(Sent event, Sent body, Instant now) {
        Map<String, String> tags = tags(event);
        String issue = event.text("/issue_id", "/groupID");
        return alerts(rated(new AlertDraft(name(), body, now), event.text("/level"))
                .title(event.text("/title", "/metadata/title", "/message"))
                .description(
                        lines(event.text("/logentry/formatted", "/message", "/metadata/value"), event.text("/culprit", "/transaction")))
                .service(event.text("/project_slug", "/project_name")).service(tags.get("service"))
                .environment(event.text("/environment")).environment(tags.get("environment"))
                .startedAt(event.time("/datetime", "/timestamp")).labels(tags).label("platform", event.text("/platform"))
                .label("culprit", event.text("/culprit")).label("rule", body.text("/data/triggered_rule", "/data/issue_alert/title"))
                .link(event.text("/web_url", "/issue_url")).group(issue == null ? event.text("/title") : "issue:" + issue)
                .fingerprint(issue).build(), null);
    }

    private Reading.Matter metric(Sent body, String action, Instant now) {
        Sent metric = body.at("/data/metric_alert");
        boolean resolved = action.equals("resolved");
        AlertDraft draft = new AlertDraft(name(), body, now)
                .title(metric.text("/title", "/alert_rule/name")).description(body.text("/data/description_text"))
                .service(metric.text("/projects/0", "/alert_rule/projects/0")).environment(metric.text("/alert_rule/environment"))
                .startedAt(metric.time("/date_started", "/date_detected")).endedAt(resolved ? metric.time("/date_closed") : null)
                .label("query", metric.text("/alert_rule/query")).label("metric", metric.text("/alert_rule/aggregate"))
                .link(body.text("/data/web_url")).group("metric:" + metric.text("/id", "/identifier", "/alert_rule/id"))
                .fingerprint(metric.text("/id", "/identifier")).resolved(resolved);
        return alerts((resolved ? draft : draft.severity(action.isEmpty() ? null : action)).build(), null);
    }

    private Reading.Matter plugin(Sent body, Instant now) {
        Map<String, String> tags = tags(body.at("/event"));
        return alerts(rated(new AlertDraft(name(), body, now), body.text("/level", "/event/level"))
                .title(body.text("/event/title", "/message", "/event/logentry/formatted"))
                .description(lines(body.text("/message", "/event/logentry/formatted"), body.text("/culprit")))
                .service(body.text("/project_slug", "/project", "/project_name")).service(tags.get("service"))
                .environment(body.text("/event/environment")).environment(tags.get("environment"))
                .startedAt(body.time("/event/datetime", "/event/timestamp", "/event/received")).labels(tags)
                .label("logger", body.text("/logger")).label("culprit", body.text("/culprit")).link(body.text("/url"))
                .group(body.has("/id") ? "issue:" + body.text("/id") : body.text("/message")).fingerprint(body.text("/id")).build(), null);
    }

    private static Reading.Matter alerts(Alert alert, @Nullable Act act) {
        return new Reading.Alerts(List.of(alert), act);
    }

    /// Sentry's `error` is its everyday level; `sample` and `debug` are less than a notice.
    private static AlertDraft rated(AlertDraft draft, @Nullable String level) {
        return "sample".equals(level) ? draft.severity(Severity.INFO) : draft.severity(level);
    }

    /// Tags come as pairs in a list, or as objects with key and value.
    private static Map<String, String> tags(Sent event) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (Sent tag : event.each("/tags")) {
            String name = tag.text("/0", "/key");
            String value = tag.text("/1", "/value");
            if (name != null && value != null) tags.put(name, value);
        }
        return tags;
    }

    private static @Nullable String lines(@Nullable String first, @Nullable String culprit) {
        if (first == null || culprit == null) return first == null ? culprit : first;
        return first + "\nin " + culprit;
    }
}
