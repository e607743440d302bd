package dev.firsthour.intake.datadog;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Severity;
import dev.firsthour.intake.AlertDraft;
import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.Sent;
import dev.firsthour.intake.WebhookSource;

/// Reads Datadog's webhooks: with the payload of our documentation, and with Datadog's own, which has to be read from its title.
public final class DatadogWebhook implements WebhookSource {

    /// `[P2] [Re-Triggered on {host:web-1}] Error rate is high`.
    private static final Pattern TITLE = Pattern.compile(
            "\\s*(?:\\[(?<priority>P[1-5])]\\s*)?(?:\\[(?<state>[A-Za-z -]{2,20}?)(?: on (?<scope>\\{[^\\]]{0,200}}))?]\\s*)?(?<name>.*)",
            Pattern.DOTALL);
    /// A variable that Datadog did not know stands as it was written.
    private static final Pattern UNFILLED = Pattern.compile("\\$[A-Z_]+");

    @Override
    public String name() {
        return "datadog";
    }

    @Override
    public Reading read(Delivery delivery, Instant now) {
        Sent body = delivery.body();
        String whole = said(body, "/title", "/event_title", "/alert_title");
        Matcher title = TITLE.matcher(Objects.requireNonNullElse(whole, ""));
        String named = title.matches() && !title.group("name").isBlank() ? title.group("name").strip() : whole;
        String state = Objects
                .requireNonNullElse(said(body, "/transition", "/alert_transition"),
                        Objects.requireNonNullElse(group(title, "state"), "Triggered"))
                .toLowerCase(Locale.ROOT);
        Map<String, String> tags = tags(body);
        String scope = Objects.requireNonNullElse(said(body, "/scope", "/alert_scope"),
                Objects.requireNonNullElse(group(title, "scope"), ""));
        String monitor = said(body, "/alert_id", "/monitor_id", "/monitor/id");
        AlertDraft draft = new AlertDraft(name(), body, now).title(named)
                .description(said(body, "/message", "/text_only_msg", "/body", "/description"))
                .service(tags.get("service")).service(said(body, "/service"))
                .environment(first(tags, "env", "environment")).startedAt(body.time("/date", "/last_updated", "/date_posix", "/timestamp"))
                .labels(tags).label("monitor", monitor).label("metric", said(body, "/metric"))
                .label("query", said(body, "/query", "/alert_query"))
                .label("host", said(body, "/hostname", "/host")).label("scope", present(scope))
                .label("type", said(body, "/type", "/event_type"))
                .link(said(body, "/link", "/url", "/event_url")).link(said(body, "/snapshot")).group(monitor == null ? named : monitor)
                .fingerprint(Objects.requireNonNullElse(said(body, "/cycle_key"), scope))
                .resolved(state.contains("recover") || state.contains("resolved"));
        String event = said(body, "/id", "/event_id");
        return new Reading(event == null ? null : event + "/" + state,
                new Reading.Alerts(List.of(rated(draft, body, group(title, "priority"), state).build()), null));
    }

    private static AlertDraft rated(AlertDraft draft, Sent body, @Nullable String inTitle, String state) {
        String priority = said(body, "/priority", "/alert_priority", "/severity");
        if (priority == null) priority = inTitle;
        if (priority != null && priority.length() == 1) priority = "P" + priority;
        String type = said(body, "/alert_type", "/alert_status");
        // "normal" is what Datadog says of an event without a priority.
        if (priority != null && !priority.equalsIgnoreCase("normal")) return draft.severity(priority);
        if (type != null && !type.equalsIgnoreCase("success")) return draft.severity(type);
        return state.contains("warn") ? draft.severity(Severity.MEDIUM) : draft;
    }

    /// `env:prod,service:checkout`, in one text or as a list.
    private static Map<String, String> tags(Sent body) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String tag : body.texts("/tags")) {
            int colon = tag.indexOf(':');
            String text = tag.strip();
            if (UNFILLED.matcher(text).matches() || text.isEmpty()) continue;
            if (colon <= 0) tags.put(text, "true");
            else
                tags.put(tag.substring(0, colon).strip(), tag.substring(colon + 1).strip());
        }
        return tags;
    }

    private static @Nullable String said(Sent body, String... places) {
        for (String place : places) {
            String text = body.text(place);
            if (text != null && !UNFILLED.matcher(text).matches()) return text;
        }
        return null;
    }

    private static @Nullable String group(Matcher title, String name) {
        return title.matches() ? title.group(name) : null;
    }

    private static @Nullable String first(Map<String, String> tags, String... names) {
        for (String name : names) {
            if (tags.containsKey(name)) return tags.get(name);
        }
        return null;
    }

    private static @Nullable String present(String text) {
        return text.isBlank() ? null : text;
    }
}
