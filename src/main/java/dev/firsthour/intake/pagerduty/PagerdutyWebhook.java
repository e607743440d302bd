package dev.firsthour.intake.pagerduty;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.Act;
import dev.firsthour.intake.AlertDraft;
import dev.firsthour.intake.ChangeDraft;
import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.HmacSignature;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.Sent;
import dev.firsthour.intake.SeverityWords;
import dev.firsthour.intake.Signature;
import dev.firsthour.intake.WebhookSource;

/// Reads PagerDuty's webhooks of version 3, as its documentation "Webhooks Overview" gives them; and, for whatever can send to PagerDuty's Events API
/// of version 2, its alerts and change events.
public final class PagerdutyWebhook implements WebhookSource {

    private static final HmacSignature.Form FORM = new HmacSignature.Form("X-PagerDuty-Signature", "v1=", null);

    private final Signature signature;

    PagerdutyWebhook(PagerdutyProperties properties) {
        this.signature = new HmacSignature(FORM, properties.shared());
    }

    @Override
    public String name() {
        return "pagerduty";
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Reading read(Delivery delivery, Instant now) {
        Sent body = delivery.body();
        if (body.has("/payload/summary")) return body.has("/event_action") ? sentAlert(body, now) : sentChange(body, now);
        Sent event = body.at("/event");
        String type = Objects.requireNonNullElse(event.text("/event_type"), "");
        return new Reading(event.text("/id"), matter(type, event, body, now));
    }

    private Reading.Matter matter(String type, Sent event, Sent body, Instant now) {
        Sent data = event.at("/data");
        if (type.equals("pagey.ping")) return new Reading.Nothing("a ping");
        if (type.startsWith("service."))
            return new Reading.Nothing("PagerDuty's event '" + type + "' is about its settings, not about trouble");
        String who = Act.actor(name(), event.text("/agent/summary"));
        if (!type.startsWith("incident.")) return alerts(incident(data, event, body, now).build(), null);
        // Some events carry what was done, and name the incident beside it.
        Sent incident = data.has("/incident/id") ? data.at("/incident") : data;
        AlertDraft draft = incident(incident, event, body, now);
        return switch (type) {
            case "incident.triggered" -> alerts(draft.build(), null);
            case "incident.acknowledged" -> alerts(draft.build(), new Act.Acknowledged(who, null));
            case "incident.unacknowledged" -> alerts(draft.build(), new Act.Unacknowledged(who));
            case "incident.reopened" -> alerts(draft.resolved(false).build(), new Act.Reopened(who));
            case "incident.resolved" -> alerts(draft.resolved(true).endedAt(event.time("/occurred_at")).build(),
                    new Act.Resolved(who, data.text("/resolve_reason/type")));
            case "incident.escalated" -> alerts(draft.build(), new Act.Noted(who, "It was escalated to " + assignees(data) + "."));
            case "incident.reassigned", "incident.delegated" ->
                alerts(draft.build(), new Act.Noted(who, "It was handed over to " + assignees(data) + "."));
            case "incident.priority_updated" -> {
                Alert alert = draft.build();
                yield alerts(alert, new Act.Rated(who, alert.severity()));
            }
            case "incident.annotated", "incident.status_update_published" ->
                alerts(draft.build(), new Act.Noted(who, Objects.requireNonNullElse(data.text("/content", "/message"), "noted something")));
            default ->
                alerts(draft.build(), new Act.Noted(who, type + (data.has("/user/summary") ? ": " + data.text("/user/summary") : "")));
        };
    }

    private static Reading.Matter alerts(Alert alert, @Nullable Act act) {
        return new Reading.Alerts(List.of(alert), act);
    }

    private AlertDraft incident(Sent incident, Sent event, Sent body, Instant now) {
        AlertDraft draft = new AlertDraft(name(), body, now).title(incident.text("/title", "/summary", "/description"))
                .service(incident.text("/service/summary")).startedAt(incident.time("/created_at"))
                .label("urgency", incident.text("/urgency")).label("priority", incident.text("/priority/summary"))
                .label("incident_number", incident.text("/number")).label("escalation_policy", incident.text("/escalation_policy/summary"))
                .label("team", incident.text("/teams/0/summary")).link(incident.text("/html_url")).group(incident.text("/id"))
                .fingerprint(incident.text("/incident_key", "/id")).resolved("resolved".equals(incident.text("/status")));
        if (!incident.has("/created_at")) draft.startedAt(event.time("/occurred_at"));
        return rated(draft, incident.text("/priority/summary"), incident.text("/urgency"));
    }

    /// A priority is what people set, so it counts before the urgency; those of one's own naming often begin like the usual ones.
    private static AlertDraft rated(AlertDraft draft, @Nullable String priority, @Nullable String urgency) {
        Severity known = priority == null ? null : SeverityWords.of(priority.split("[ -]", 2)[0]).orElse(null);
        if (known != null) return draft.severity(known);
        if (priority != null && urgency == null) return draft.severity(priority);
        return draft.severity(urgency);
    }

    private static String assignees(Sent incident) {
        String names = incident.each("/assignees").stream().map(one -> one.text("/summary")).filter(Objects::nonNull)
                .map(String::valueOf).collect(Collectors.joining(", "));
        return names.isEmpty() ? "nobody in particular" : names;
    }

    /// An alert of the Events API: `trigger`, `acknowledge` or `resolve`.
    private Reading sentAlert(Sent body, Instant now) {
        String action = Objects.requireNonNullElse(body.text("/event_action"), "trigger");
        AlertDraft draft = new AlertDraft(name(), body, now).title(body.text("/payload/summary")).severity(body.text("/payload/severity"))
                .service(body.text("/payload/custom_details/service", "/payload/component", "/payload/group", "/payload/source"))
                .environment(body.text("/payload/custom_details/environment")).startedAt(body.time("/payload/timestamp"))
                .labels(body.map("/payload/custom_details")).label("source", body.text("/payload/source"))
                .label("component", body.text("/payload/component")).label("group", body.text("/payload/group"))
                .label("class", body.text("/payload/class")).link(body.text("/client_url"))
                .group(body.text("/dedup_key", "/payload/summary")).fingerprint(body.text("/dedup_key")).resolved(action.equals("resolve"));
        body.each("/links").forEach(link -> draft.link(link.text("/href")));
        String client = Act.actor(name(), body.text("/client"));
        return new Reading(null, alerts(draft.build(), action.equals("acknowledge") ? new Act.Acknowledged(client, null) : null));
    }

    /// A change event of the Events API.
    private static Reading sentChange(Sent body, Instant now) {
        Map<String, String> details = body.map("/payload/custom_details");
        Instant at = body.time("/payload/timestamp");
        String service = body.text("/payload/custom_details/service", "/payload/source");
        ChangeDraft change = new ChangeDraft(Change.Kind.DEPLOYMENT,
                "pagerduty:" + service + ":" + Objects.requireNonNullElse(at, now) + ":" + body.text("/payload/summary"), at, now)
                .service(service).title(body.text("/payload/summary")).author(details.get("author")).version(details.get("version"))
                .commit(details.get("commit")).link(body.text("/links/0/href"));
        details.forEach(change::attribute);
        return new Reading(null, new Reading.Changes(List.of(change.build()), List.of()));
    }
}
