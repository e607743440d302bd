package dev.firsthour.intake.grafana;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Alert;
import dev.firsthour.intake.AlertDraft;
import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.HmacSignature;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.Sent;
import dev.firsthour.intake.Signature;
import dev.firsthour.intake.WebhookSource;

/// Reads what Grafana's webhook contact point sends, as its documentation "Webhook notifier" gives it; what the legacy alerting of Grafana before
/// version 11 sends; and one alert by itself.
public final class GrafanaWebhook implements WebhookSource {

    private static final String HEADER = "X-Grafana-Alerting-Signature";
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final Signature signature;

    GrafanaWebhook(GrafanaProperties properties) {
        String time = properties.timestampHeader();
        HmacSignature.Stamp stamp = time == null || time.isBlank() ? null : new HmacSignature.Stamp(time, "", ":", WINDOW);
        this.signature = new HmacSignature(new HmacSignature.Form(HEADER, "", stamp), properties.shared());
    }

    @Override
    public String name() {
        return "grafana";
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Reading read(Delivery delivery, Instant now) {
        Sent body = delivery.body();
        if (body.has("/ruleId") || body.has("/ruleName")) return legacy(body, now);
        if (body.each("/alerts").isEmpty()) {
            AlertDraft one = draft(body, body, now);
            if (body.has("/labels") || body.has("/title")) one.group(title(body, body.map("/labels")) + new TreeMap<>(body.map("/labels")));
            return Reading.of(one.build());
        }
        String truncated = body.text("/truncatedAlerts");
        List<Alert> alerts = new ArrayList<>();
        for (Sent alert : body.each("/alerts")) {
            AlertDraft draft = draft(alert, body, now).group(body.text("/groupKey"));
            if (truncated != null && !truncated.equals("0")) draft.warning(truncated + " more alerts were left out by the sender");
            alerts.add(draft.build());
        }
        return Reading.of(alerts);
    }

    private AlertDraft draft(Sent alert, Sent body, Instant now) {
        Map<String, String> labels = alert.map("/labels");
        boolean resolved = "resolved".equalsIgnoreCase(alert.text("/status"));
        return new AlertDraft(name(), alert, now).title(title(alert, labels))
                .description(alert.text("/annotations/description", "/annotations/message", "/annotations/summary", "/message"))
                .severity(first(labels, "severity", "priority", "level")).service(first(labels, "service", "service_name", "app", "job"))
                .environment(first(labels, "environment", "env", "cluster", "namespace")).startedAt(alert.time("/startsAt"))
                .endedAt(resolved ? alert.time("/endsAt") : null).labels(labels).label("values", alert.text("/valueString"))
                .label("__dashboardUid__", alert.text("/annotations/__dashboardUid__"))
                .label("__panelId__", alert.text("/annotations/__panelId__")).origin(alert.text("/panelURL"))
                .origin(alert.text("/dashboardURL")).origin(alert.text("/generatorURL"))
                .link(alert.text("/panelURL")).link(alert.text("/dashboardURL")).link(alert.text("/generatorURL"))
                .link(alert.text("/silenceURL")).link(alert.text("/annotations/runbook_url")).link(body.text("/externalURL"))
                .fingerprint(Objects.requireNonNullElse(alert.text("/fingerprint"), new TreeMap<>(labels).toString())).resolved(resolved);
    }

    private static @Nullable String title(Sent alert, Map<String, String> labels) {
        String name = Objects.requireNonNullElse(alert.text("/title"), labels.getOrDefault("alertname", ""));
        String summary = alert.text("/annotations/summary");
        if (summary != null && (name.isEmpty() || !alert.has("/title"))) return summary;
        return name.isEmpty() ? summary : name;
    }

    /// `state` was `alerting`, `ok`, `no_data`, `paused` or `pending` there.
    private Reading legacy(Sent body, Instant now) {
        String state = Objects.requireNonNullElse(body.text("/state"), "alerting").toLowerCase(Locale.ROOT);
        Map<String, String> tags = body.map("/tags");
        return Reading.of(new AlertDraft(name(), body, now).title(body.text("/ruleName", "/title")).description(body.text("/message"))
                .severity(first(tags, "severity", "priority", "level")).service(first(tags, "service", "app", "job"))
                .environment(first(tags, "environment", "env")).labels(tags).origin(body.text("/ruleUrl"))
                .label("__panelId__", body.has("/ruleUrl") ? body.text("/panelId") : null).link(body.text("/ruleUrl"))
                .link(body.text("/imageUrl"))
                .group("rule:" + body.text("/ruleUrl", "/ruleId", "/ruleName")).fingerprint(body.text("/ruleId", "/ruleName"))
                .resolved(state.equals("ok") || state.equals("paused")).build());
    }

    private static @Nullable String first(Map<String, String> map, String... names) {
        for (String name : names) {
            String value = map.get(name);
            if (value != null && !value.isBlank()) return value;
        }
        return null;
    }
}
