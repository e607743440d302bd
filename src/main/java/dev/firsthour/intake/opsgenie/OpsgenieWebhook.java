package dev.firsthour.intake.opsgenie;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Alert;
import dev.firsthour.intake.Act;
import dev.firsthour.intake.AlertDraft;
import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.Sent;
import dev.firsthour.intake.WebhookSource;

/// Reads Opsgenie's outgoing webhooks (and those of Jira Service Management, which are the same), as the documentation of its webhook integration
/// gives them. It does not sign, but can send headers.
public final class OpsgenieWebhook implements WebhookSource {

    @Override
    public String name() {
        return "opsgenie";
    }

    @Override
    public Reading read(Delivery delivery, Instant now) {
        Sent body = delivery.body();
        String action = Objects.requireNonNullElse(body.text("/action"), "").toLowerCase(Locale.ROOT);
        Map<String, String> tags = tags(body);
        Map<String, String> details = body.map("/alert/details");
        Alert alert = new AlertDraft(name(), body, now).title(body.text("/alert/message")).description(body.text("/alert/description"))
                .severity(body.text("/alert/priority")).service(tags.get("service")).service(details.get("service"))
                .service(body.text("/alert/entity")).environment(first(details, tags, "environment", "env"))
                .startedAt(body.time("/alert/createdAt")).labels(details).label("alias", body.text("/alert/alias"))
                .label("team", body.text("/alert/team", "/alert/teams/0")).label("entity", body.text("/alert/entity"))
                .label("tiny_id", body.text("/alert/tinyId")).link(first(details, tags, "url", "link", "runbook_url"))
                .group(body.text("/alert/alertId", "/alert/alias")).fingerprint(body.text("/alert/alias", "/alert/alertId"))
                .resolved(action.equals("close") || action.equals("delete")).build();
        return new Reading(null, new Reading.Alerts(List.of(alert), act(action, body, alert)));
    }

    private @Nullable Act act(String action, Sent body, Alert alert) {
        String who = Act.actor(name(), body.text("/alert/username"));
        String note = body.text("/alert/note");
        return switch (action) {
            case "", "create" -> null;
            case "acknowledge" -> new Act.Acknowledged(who, note);
            case "unacknowledge" -> new Act.Unacknowledged(who);
            case "close", "delete" -> new Act.Resolved(who, note);
            case "updatepriority" -> new Act.Rated(who, alert.severity());
            case "escalate", "escalatenext" -> new Act.Noted(who,
                    "It was escalated to " + Objects.requireNonNullElse(body.text("/escalationNotify/name", "/escalation/name"), "the next")
                            + ".");
            case "addnote" -> new Act.Noted(who, Objects.requireNonNullElse(note, "added a note"));
            case "assignownership", "takeownership" ->
                new Act.Noted(who, "It belongs to " + Objects.requireNonNullElse(body.text("/alert/owner"), "whoever took it") + " now.");
            default -> new Act.Noted(who, body.text("/action") + (note == null ? "" : ": " + note));
        };
    }

    /// Tags are words; those like `service:checkout` say something by name.
    private static Map<String, String> tags(Sent body) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String tag : body.texts("/alert/tags")) {
            String[] pair = tag.split("[:=]", 2);
            if (pair.length == 2) tags.put(pair[0].strip(), pair[1].strip());
        }
        return tags;
    }

    private static @Nullable String first(Map<String, String> details, Map<String, String> tags, String... names) {
        for (String name : names) {
            String value = details.getOrDefault(name, tags.get(name));
            if (value != null && !value.isBlank()) return value;
        }
        return null;
    }
}
