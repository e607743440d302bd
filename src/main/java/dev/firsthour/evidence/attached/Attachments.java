package dev.firsthour.evidence.attached;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Draft;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Dependency;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Span;

import tools.jackson.databind.JsonNode;

/// Reads the evidence that stands inline in the body of a request, in the fields `logs`, `metrics`, `traces`, `changes`, `topology` and `notices`.
///
/// It comes out as the live sources bring it: one draft for the logs of each service, one for its metrics, one for all traces, and one for each
/// change, so that each can be cited by itself.
public final class Attachments {

    private static final String QUERY = "attached to the incident";
    private static final int NANOS_OF_A_MILLI = 1_000_000;

    private Attachments() {}

    /// The evidence in a body; flaws are noted in its fields.
    ///
    /// @param service whose logs and metrics those are that name no service; null if nobody knows
    public static List<Draft> read(Fields body, @Nullable String service) {
        List<Draft> drafts = new ArrayList<>();
        logs(body, service).forEach((owner, records) -> drafts.add(draft("logs of " + owner, new Content.Logs(records))));
        metrics(body, service).forEach((owner, series) -> drafts.add(draft("metrics of " + owner, new Content.Metrics(series))));
        List<Span> spans = spans(body, service);
        if (!spans.isEmpty()) drafts.add(draft("traces", new Content.Traces(spans)));
        changes(body, service).forEach(change -> drafts
                .add(draft(change.kind().word().replace('_', ' ') + ": " + change.title(), new Content.Changes(List.of(change)))));
        List<Dependency> edges = edges(body);
        if (!edges.isEmpty()) drafts.add(draft("who calls whom", new Content.Topology(edges)));
        List<Notice> notices = notices(body);
        if (!notices.isEmpty()) drafts.add(draft("notices", new Content.Notices(notices)));
        return drafts;
    }

    private static Draft draft(String title, Content content) {
        return new Draft(QUERY, title, null, content, null);
    }

    private static Map<String, List<LogRecord>> logs(Fields body, @Nullable String service) {
        Map<String, List<LogRecord>> byService = new LinkedHashMap<>();
        body.eachNode("logs", (element, index) -> {
            LogRecord log = element.isString() ? line(element.asString(), service) : log(body, index, element, service);
            if (log != null) byService.computeIfAbsent(owner(log.service()), _ -> new ArrayList<>()).add(log);
        });
        return byService;
    }

    private static LogRecord line(String text, @Nullable String service) {
        return new LogRecord(LineTime.of(text), service, null, text, null, null, Map.of());
    }

    private static @Nullable LogRecord log(Fields body, int index, JsonNode element, @Nullable String service) {
        if (!element.isObject()) {
            body.wrong("logs[" + index + "]", element, "is neither a line nor an object",
                    "write the line as a string, or {\"timestamp\": ..., \"body\": ...}");
            return null;
        }
        Fields fields = body.within("logs", index, element);
        String text = fields.requiredValue("body", "write the message", "message", "msg", "log", "line");
        Instant at = fields.time("timestamp", "time", "at", "ts", "@timestamp");
        return new LogRecord(at == null ? LineTime.of(text) : at, or(fields.value("service", "service_name"), service),
                fields.value("severity_text", "severity", "level"), text, fields.value("trace_id"), fields.value("span_id"),
                fields.map("attributes"));
    }

    private static Map<String, List<MetricSeries>> metrics(Fields body, @Nullable String service) {
        Map<String, List<MetricSeries>> byService = new LinkedHashMap<>();
        body.each("metrics", (fields, _) -> {
            String name = fields.requiredValue("name", "name the metric, as in http_requests_total", "metric");
            String owner = Objects.requireNonNullElse(fields.value("service"), Objects.requireNonNullElse(service, ""));
            Samples samples = samples(fields);
            byService.computeIfAbsent(owner(owner), _ -> new ArrayList<>())
                    .add(new MetricSeries(owner.isEmpty() ? null : owner, name, fields.value("unit"), fields.map("labels"), samples));
        });
        return byService;
    }

    /// `points: [[time, value], ...]`, each time as [Fields#time] takes it. They are put in order; of two at one time the later stands.
    private static Samples samples(Fields series) {
        Map<Long, Double> points = new TreeMap<>();
        if (!series.has("points")) series.flaw("points", null, "is missing", "write [[time, value], ...]");
        series.eachNode("points", (point, index) -> {
            Instant at = point.isArray() && point.size() == 2 ? Fields.instant(point.get(0)) : null;
            Double value = at == null ? null : Fields.number(point.get(1));
            if (at == null || value == null) {
                series.wrong("points[" + index + "]", point, "is no pair of time and value", "write [\"2026-06-22T11:27:00Z\", 0.25]");
            } else {
                points.put(at.toEpochMilli(), value);
            }
        });
        return new Samples(points.keySet().stream().mapToLong(Long::longValue).toArray(),
                points.values().stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static List<Span> spans(Fields body, @Nullable String service) {
        List<Span> spans = new ArrayList<>();
        body.each("traces", (fields, _) -> {
            String status = fields.value("status");
            String message = fields.value("status_message", "error");
            Instant start = fields.time("start", "start_time");
            double millis = fields.number("duration_ms");
            if (start == null) fields.flaw("start", null, "is missing", "write when the span began");
            if (Double.isNaN(millis) || millis < 0)
                fields.flaw("duration_ms", null, "is missing or below zero", "write how many milliseconds it took");
            String owner = Objects.requireNonNullElse(fields.value("service", "service_name"), Objects.requireNonNullElse(service, ""));
            if (owner.isEmpty()) fields.flaw("service", null, "is missing", "name the service that the span belongs to");
            Span span = new Span(fields.requiredValue("trace_id", "write the trace's id"),
                    fields.requiredValue("span_id", "write the span's id"),
                    fields.value("parent_id", "parent_span_id"), owner, fields.requiredValue("name", "name the operation"),
                    Objects.requireNonNullElse(start, Instant.EPOCH),
                    Duration.ofNanos((long) (Math.max(0, Double.isNaN(millis) ? 0 : millis) * NANOS_OF_A_MILLI)),
                    status != null && status.toUpperCase(Locale.ROOT).contains("ERROR"), message, fields.map("attributes"));
            spans.add(span);
        });
        return spans;
    }

    private static List<Change> changes(Fields body, @Nullable String service) {
        List<Change> changes = new ArrayList<>();
        body.each("changes", (fields, index) -> {
            String word = fields.requiredValue("kind", "write one of " + kinds());
            Change.Kind kind = Change.Kind.of(word).orElse(null);
            if (kind == null && !word.isEmpty()) fields.flaw("kind", word, "is no kind of change", "write one of " + kinds());
            Instant at = fields.time("at", "timestamp", "time");
            if (at == null) fields.flaw("at", null, "is missing", "write when it was changed");
            String commit = fields.value("commit", "commit_sha", "sha");
            String title = Objects.requireNonNullElse(fields.value("title", "message"), "change " + (index + 1));
            String id = Objects.requireNonNullElse(fields.value("id"), Objects.requireNonNullElse(commit, "change-" + (index + 1)));
            changes.add(
                    new Change(id, Objects.requireNonNullElse(kind, Change.Kind.DEPLOYMENT), Objects.requireNonNullElse(at, Instant.EPOCH),
                            or(fields.value("service"), service), title, fields.value("author", "actor"), fields.value("version"), commit,
                            fields.texts("files", "files_changed"), fields.value("diff"), fields.map("attributes")));
        });
        return changes;
    }

    private static String kinds() {
        return String.join(", ", Arrays.stream(Change.Kind.values()).map(Change.Kind::word).toList());
    }

    private static List<Dependency> edges(Fields body) {
        List<Dependency> edges = new ArrayList<>();
        body.each("topology", (fields, _) -> edges
                .add(new Dependency(fields.requiredValue("caller", "name the service that calls"),
                        fields.requiredValue("callee", "name the service that is called"))));
        return edges;
    }

    private static List<Notice> notices(Fields body) {
        List<Notice> notices = new ArrayList<>();
        body.each("notices", (fields, _) -> {
            Instant at = fields.time("at", "timestamp", "time");
            if (at == null) fields.flaw("at", null, "is missing", "write when it was said");
            notices.add(
                    new Notice(Objects.requireNonNullElse(at, Instant.EPOCH),
                            Objects.requireNonNullElse(fields.value("source"), "attached"),
                            fields.value("component"), fields.value("state", "status"),
                            fields.requiredValue("text", "write what was said", "detail", "message")));
        });
        return notices;
    }

    private static @Nullable String or(@Nullable String first, @Nullable String second) {
        return first == null ? second : first;
    }

    private static String owner(@Nullable String service) {
        return service == null || service.isEmpty() ? "an unnamed service" : service;
    }
}
