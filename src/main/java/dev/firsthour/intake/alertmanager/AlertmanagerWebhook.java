package dev.firsthour.intake.alertmanager;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.attached.Fields;
import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Flaw;
import dev.firsthour.incident.InvalidInput;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.WebhookSource;

import tools.jackson.databind.JsonNode;

/// Reads Alertmanager's webhook bodies of version 4, as its documentation of `webhook_config` gives them. All alerts of one `groupKey` are of one fault.
public final class AlertmanagerWebhook implements WebhookSource {

    /// Alertmanager writes this year where an alert has not ended.
    private static final int YEAR_OF_NO_END = 1;

    @Override
    public String name() {
        return "alertmanager";
    }

    @Override
    public List<Alert> read(JsonNode body, Instant now) {
        Fields fields = Fields.of(body);
        String groupKey = fields.text("groupKey");
        String version = fields.text("version");
        double truncated = fields.number("truncatedAlerts");
        String address = fields.text("externalURL");
        List<String> warnings = new ArrayList<>();
        if (version != null && !version.equals("4")) warnings.add("version '" + version + "' is not 4, the one that is known");
        if (truncated > 0) warnings.add((long) truncated + " more alerts were left out by the sender (max_alerts)");
        List<Alert> alerts = new ArrayList<>();
        fields.each("alerts", (alert, _) -> alerts.add(alert(alert, groupKey, address, warnings, now)));
        fields.check();
        if (alerts.isEmpty()) {
            throw new InvalidInput(new Flaw("alerts", null, "is missing or empty",
                    "send Alertmanager's own webhook body, version 4; a report of another kind goes to POST /api/v1/incidents"));
        }
        return alerts;
    }

    private Alert alert(Fields alert, @Nullable String groupKey, @Nullable String address, List<String> common, Instant now) {
        Map<String, String> labels = alert.map("labels");
        Map<String, String> annotations = alert.map("annotations");
        List<String> warnings = new ArrayList<>(common);
        String name = labels.getOrDefault("alertname", "alert without a name");
        String service = first(labels, "service", "service_name", "app", "job");
        boolean resolved = "resolved".equalsIgnoreCase(alert.text("status"));
        Instant startsAt = alert.time("startsAt");
        Instant endsAt = alert.time("endsAt");
        String title = Objects.requireNonNullElse(first(annotations, "summary", "title", "message"),
                service == null ? name : name + " on " + service);
        Map<String, String> all = new HashMap<>(labels);
        String runbook = annotations.get("runbook_url");
        List<String> links = Stream.of(alert.text("generatorURL"), address, runbook).filter(Objects::nonNull).map(Objects::requireNonNull)
                .toList();
        return new Alert(name(), resolved ? Alert.State.RESOLVED : Alert.State.FIRING, title,
                Objects.requireNonNullElse(first(annotations, "description", "message", "summary"), ""), severity(labels, warnings),
                service,
                first(labels, "environment", "env", "cluster", "namespace"), startsAt == null ? now : startsAt,
                endsAt == null || endsAt.atOffset(ZoneOffset.UTC).getYear() == YEAR_OF_NO_END ? null : endsAt, all, links,
                groupKey == null ? null : name() + ":" + groupKey, Objects.requireNonNullElse(alert.text("fingerprint"), labels.toString()),
                warnings);
    }

    private static Severity severity(Map<String, String> labels, List<String> warnings) {
        String word = first(labels, "severity", "priority", "level");
        if (word == null) return Severity.MEDIUM;
        return Severity.of(word).orElseGet(() -> switch (word.toLowerCase(Locale.ROOT)) {
            case "page", "error", "p2", "major" -> Severity.HIGH;
            case "emergency", "fatal", "disaster", "p1" -> Severity.CRITICAL;
            case "warning", "warn", "p3", "ticket" -> Severity.MEDIUM;
            case "minor", "p4" -> Severity.LOW;
            case "none", "notice", "p5" -> Severity.INFO;
            default -> {
                warnings.add("severity '" + word + "' is not known and was taken for medium");
                yield Severity.MEDIUM;
            }
        });
    }

    private static @Nullable String first(Map<String, String> map, String... names) {
        for (String name : names) {
            String value = map.get(name);
            if (value != null && !value.isBlank()) return value;
        }
        return null;
    }
}
