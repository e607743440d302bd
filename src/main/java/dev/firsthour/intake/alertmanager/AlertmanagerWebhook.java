package dev.firsthour.intake.alertmanager;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Alert;
import dev.firsthour.intake.AlertDraft;
import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.Sent;
import dev.firsthour.intake.WebhookSource;

/// Reads Alertmanager's webhook bodies of version 4, as its documentation of `webhook_config` gives them. All alerts of one `groupKey` are of one fault.
/// An alert by itself, and a list of them as Prometheus sends them to Alertmanager, are read too.
public final class AlertmanagerWebhook implements WebhookSource {

    private static final String VERSION = "4";

    @Override
    public String name() {
        return "alertmanager";
    }

    @Override
    public Reading read(Delivery delivery, Instant now) {
        Sent body = delivery.body();
        if (body.isList()) return Reading.of(alone(body.each(""), body, now));
        if (body.each("/alerts").isEmpty()) return Reading.of(alone(List.of(body), body, now));
        String version = body.text("/version");
        String truncated = body.text("/truncatedAlerts");
        List<String> warnings = new ArrayList<>();
        if (version != null && !version.equals(VERSION)) warnings.add("version '" + version + "' is not 4, the one that is known");
        if (truncated != null && !truncated.equals("0")) {
            warnings.add(truncated + " more alerts were left out by the sender (max_alerts)");
        }
        List<Alert> alerts = new ArrayList<>();
        for (Sent alert : body.each("/alerts")) {
            AlertDraft draft = draft(alert, body, now);
            warnings.forEach(draft::warning);
            alerts.add(draft.group(body.text("/groupKey")).build());
        }
        return Reading.of(alerts);
    }

    /// Alerts that came without a group: each is one by itself, told from others by its labels, as Prometheus does it.
    private List<Alert> alone(List<Sent> alerts, Sent body, Instant now) {
        List<Alert> all = new ArrayList<>();
        for (Sent alert : alerts) {
            Map<String, String> labels = alert.map("/labels");
            AlertDraft draft = draft(alert, body, now);
            if (!labels.isEmpty() || alert.has("/annotations")) {
                draft.group(new TreeMap<>(labels) + "/" + title(alert, labels))
                        .warning("it came without a group: Alertmanager sends 'alerts' and 'groupKey'");
            }
            all.add(draft.build());
        }
        return all.isEmpty() ? List.of(new AlertDraft(name(), body, now).build()) : all;
    }

    private AlertDraft draft(Sent alert, Sent body, Instant now) {
        Map<String, String> labels = alert.map("/labels");
        String status = Objects.requireNonNullElse(alert.text("/status/state", "/status"), "");
        Instant endsAt = alert.time("/endsAt");
        boolean resolved = status.equalsIgnoreCase("resolved") || (status.isEmpty() && endsAt != null && !endsAt.isAfter(now));
        String external = body.text("/externalURL");
        AlertDraft draft = new AlertDraft(name(), alert, now).title(title(alert, labels))
                .description(alert.text("/annotations/description", "/annotations/message", "/annotations/summary", "/description"))
                .severity(first(labels, "severity", "priority", "level")).service(service(labels))
                .environment(first(labels, "environment", "env", "cluster", "namespace")).startedAt(alert.time("/startsAt"))
                // Of an alert that fires it says when it would be taken for resolved if nothing more were heard.
                .endedAt(resolved ? endsAt : null).labels(labels)
                // Grafana, where it sends to an Alertmanager, leaves its own annotations on the alert.
                .label("__dashboardUid__", alert.text("/annotations/__dashboardUid__"))
                .label("__panelId__", alert.text("/annotations/__panelId__"))
                .origin(alert.text("/annotations/dashboard_url", "/annotations/dashboard", "/annotations/grafana_url"))
                .origin(alert.text("/generatorURL")).expression(alert.text("/generatorURL")).link(alert.text("/generatorURL"))
                .link(external)
                .link(alert.text("/annotations/runbook_url")).link(alert.text("/annotations/dashboard_url"))
                .fingerprint(Objects.requireNonNullElse(alert.text("/fingerprint"), new TreeMap<>(labels).toString())).resolved(resolved);
        if (external != null && !labels.isEmpty()) draft.link(silence(external, labels));
        return draft;
    }

    /// The page that makes a silence for exactly this alert, as Alertmanager's own notifications link to it.
    private static String silence(String external, Map<String, String> labels) {
        String matchers = new TreeMap<>(labels).entrySet().stream()
                .map(label -> label.getKey() + "=\"" + label.getValue().replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .collect(Collectors.joining(",", "{", "}"));
        return external.replaceAll("/+$", "") + "/#/silences/new?filter="
                + URLEncoder.encode(matchers, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static @Nullable String title(Sent alert, Map<String, String> labels) {
        String said = alert.text("/annotations/summary", "/annotations/title", "/annotations/message", "/summary", "/title");
        String name = labels.get("alertname");
        if (said != null || name == null) return said;
        String service = service(labels);
        return service == null ? name : name + " on " + service;
    }

    private static @Nullable String service(Map<String, String> labels) {
        return first(labels, "service", "service_name", "app", "app_kubernetes_io_name", "job");
    }

    private static @Nullable String first(Map<String, String> map, String... names) {
        for (String name : names) {
            String value = map.get(name);
            if (value != null && !value.isBlank()) return value;
        }
        return null;
    }
}
