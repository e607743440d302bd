package dev.firsthour.evaluation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Content;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Diagnosis.Verdict;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.Hypothesis;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Symptom;

import tools.jackson.databind.JsonNode;

/// The synthetic suite of OpenSRE: RDS and Kubernetes incidents, some of which are none. What a platform says of its objects (events,
/// pods, deployments, nodes, monitors, statements) becomes notices.
final class OpenSre implements RecordedSet {

    @Override
    public String name() {
        return "opensre-synthetic";
    }

    @Override
    public RecordedCase read(Path root, String id) {
        var reading = new Reading(root.resolve("cases").resolve(id));
        reading.cloudWatch();
        reading.performanceInsights();
        reading.rdsEvents();
        reading.kubernetes();
        reading.datadog();
        return reading.done(id);
    }

    private static final class Reading {
        private final Path folder;
        private final List<MetricSeries> series = new ArrayList<>();
        private final Map<String, List<Notice>> notices = new TreeMap<>();
        private final List<LogRecord> logs = new ArrayList<>();
        private final List<Instant> times = new ArrayList<>();

        Reading(Path folder) {
            this.folder = folder;
        }

        private JsonNode file(String name) {
            Path file = folder.resolve(name);
            return Files.exists(file) ? Json.read(file) : Json.MAPPER.createObjectNode();
        }

        private Instant time(String text) {
            try {
                Instant time = Instant.parse(text);
                times.add(time);
                return time;
            } catch (DateTimeParseException _) {
                return Instant.EPOCH;
            }
        }

        private void notice(String source, Instant at, @Nullable String component, @Nullable String state, String text) {
            notices.computeIfAbsent(source, _ -> new ArrayList<>()).add(new Notice(at, source, component, state, text));
        }

        void cloudWatch() {
            for (JsonNode result : file("aws_cloudwatch_metrics.json").path("metric_data_results")) {
                var points = new TreeMap<Long, Double>();
                for (int i = 0; i < result.path("timestamps").size(); i++) {
                    points.put(time(result.path("timestamps").get(i).asString()).toEpochMilli(), result.path("values").get(i).asDouble());
                }
                if (points.isEmpty()) continue;
                var labels = new TreeMap<String, String>();
                labels.put("statistic", result.path("stat").asString(""));
                String owner = null;
                for (JsonNode dimension : result.path("dimensions")) {
                    if (owner == null) owner = dimension.path("Value").asString();
                    else
                        labels.put(dimension.path("Name").asString(), dimension.path("Value").asString());
                }
                series.add(new MetricSeries(owner, result.path("metric_name").asString(), result.path("unit").asString(null), labels,
                        samples(points)));
            }
        }

        private static Samples samples(Map<Long, Double> points) {
            return new Samples(points.keySet().stream().mapToLong(Long::longValue).toArray(),
                    points.values().stream().mapToDouble(Double::doubleValue).toArray());
        }

        void performanceInsights() {
            JsonNode file = file("aws_performance_insights.json");
            String database = file.path("db_instance_identifier").asString(null);
            JsonNode load = file.path("db_load");
            var points = new TreeMap<Long, Double>();
            for (int i = 0; i < load.path("timestamps").size(); i++) {
                points.put(time(load.path("timestamps").get(i).asString()).toEpochMilli(), load.path("values").get(i).asDouble());
            }
            if (!points.isEmpty())
                series.add(new MetricSeries(database, "DBLoad", load.path("unit").asString(null), Map.of(), samples(points)));
            Instant at = times.stream().max(Comparator.naturalOrder()).orElse(Instant.EPOCH);
            for (JsonNode sql : file.path("top_sql")) {
                var waits = new ArrayList<String>();
                sql.path("wait_events").forEach(wait -> waits.add(wait.path("name").asString()));
                notice("performance insights", at, database, null,
                        "top SQL activity, avg load " + sql.path("db_load_avg").asString("?") + " AAS: "
                                + sql.path("statement").asString("")
                                + (waits.isEmpty() ? "" : " (waits: " + String.join(", ", waits) + ")"));
            }
            for (JsonNode wait : file.path("top_wait_events")) {
                notice("performance insights", at, database, null,
                        "wait event " + wait.path("name").asString("") + ", avg load " + wait.path("db_load_avg").asString("?") + " AAS");
            }
        }

        void rdsEvents() {
            for (JsonNode event : file("aws_rds_events.json").path("events")) {
                notice("rds", time(event.path("date").asString("")), event.path("source_identifier").asString(null),
                        String.join(" ", Json.texts(event.path("event_categories"))), event.path("message").asString(""));
            }
        }

        void kubernetes() {
            for (JsonNode event : file("eks_events.json").path("warning_events")) {
                notice("kubernetes events", time(event.path("last_time").asString("")), event.path("involved_object").asString(null),
                        event.path("type").asString(null),
                        event.path("reason").asString("") + " (" + event.path("count").asString("1") + " times): "
                                + event.path("message").asString(""));
            }
            for (JsonNode pod : file("eks_pods.json").path("pods")) {
                pod(pod);
            }
            for (JsonNode deployment : file("eks_deployments.json").path("deployments")) {
                int desired = deployment.path("desired").asInt();
                int ready = deployment.path("ready").asInt();
                notice("kubernetes deployments", latest(), deployment.path("name").asString(null),
                        ready < desired ? "unavailable" : "available",
                        "deployment " + deployment.path("name").asString("") + ": " + ready + " of " + desired + " replicas ready");
            }
            for (JsonNode node : file("eks_node_health.json").path("nodes")) {
                boolean well = node.path("ready").asString("True").equals("True")
                        && List.of("memory_pressure", "disk_pressure", "pid_pressure").stream()
                                .allMatch(pressure -> node.path(pressure).asString("False").equals("False"));
                notice("kubernetes nodes", latest(), node.path("name").asString(null), well ? "ok" : "unhealthy",
                        "node " + node.path("name").asString("") + " ready=" + node.path("ready").asString("?") + " memory_pressure="
                                + node.path("memory_pressure").asString("?") + " disk_pressure=" + node.path("disk_pressure").asString("?")
                                + " pid_pressure=" + node.path("pid_pressure").asString("?"));
            }
            JsonNode podLogs = file("eks_pod_logs.json");
            for (String line : podLogs.path("logs").asString("").split("\n", -1)) {
                if (line.isBlank()) continue;
                int blank = line.indexOf(' ');
                Instant at = blank > 0 && Character.isDigit(line.charAt(0)) ? time(line.substring(0, blank)) : latest();
                logs.add(new LogRecord(at, podLogs.path("pod_name").asString(null), level(line), line, null, null, Map.of()));
            }
        }

        private void pod(JsonNode pod) {
            String name = pod.path("name").asString("");
            boolean terminating = pod.hasNonNull("deletion_timestamp");
            for (JsonNode container : pod.path("containers")) {
                JsonNode state = container.path("state");
                boolean ready = container.path("ready").asBoolean();
                String word = terminating ? "terminating" : ready ? "ok" : "not ready";
                notice("kubernetes pods", latest(), name, word,
                        "pod " + name + " container " + container.path("name").asString("") + (ready ? " is ready" : " is not ready")
                                + (terminating ? ", is being deleted" : "") + ", restarts " + container.path("restart_count").asString("0")
                                + (state.hasNonNull("reason") ? ", " + state.path("reason").asString() : "")
                                + (state.hasNonNull("message") ? ": " + state.path("message").asString() : ""));
            }
        }

        void datadog() {
            for (JsonNode log : file("datadog_logs.json").path("logs")) {
                logs.add(new LogRecord(time(log.path("timestamp").asString("")), log.path("service").asString(null),
                        log.path("status").asString(null), log.path("message").asString(""), null, null,
                        Map.of("host", log.path("host").asString(""))));
            }
            for (JsonNode monitor : file("datadog_monitors.json").path("monitors")) {
                notice("monitors", latest(), null, monitor.path("overall_state").asString(null),
                        monitor.path("name").asString("") + " is " + monitor.path("overall_state").asString("") + ": "
                                + monitor.path("message").asString(""));
            }
        }

        private static @Nullable String level(String line) {
            for (String level : List.of("FATAL", "ERROR", "WARN", "INFO", "DEBUG")) {
                if (line.contains(level)) return level;
            }
            return null;
        }

        private Instant latest() {
            return times.stream().max(Comparator.naturalOrder()).orElse(Instant.EPOCH);
        }

        RecordedCase done(String id) {
            JsonNode alert = file("alert.json");
            var labels = new TreeMap<String, String>();
            for (String part : List.of("commonLabels", "commonAnnotations")) {
                alert.path(part).properties().forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
            }
            labels.put("state", alert.path("state").asString(""));
            String severity = labels.getOrDefault("severity", "medium");
            String description = String.join(" ", labels.getOrDefault("summary", ""), labels.getOrDefault("description", ""),
                    labels.getOrDefault("error", ""), labels.getOrDefault("suspected_symptom", "")).strip();
            String service = labels.getOrDefault("db_instance_identifier", labels.get("workload_name"));
            var pieces = new RecordedCase.Pieces();
            if (!series.isEmpty()) pieces.add("metrics", new Content.Metrics(series));
            var byService = new LinkedHashMap<String, List<LogRecord>>();
            logs.forEach(log -> byService.computeIfAbsent(log.service() == null ? "" : log.service(), _ -> new ArrayList<>()).add(log));
            byService.forEach((owner, records) -> pieces.add("logs of " + owner, new Content.Logs(records)));
            notices.forEach((source, said) -> pieces.add(source, new Content.Notices(said)));
            return new RecordedCase(id, new Symptom(alert.path("title").asString("alert"), description,
                    Severity.of(severity.equals("warning") ? "medium" : severity).orElse(Severity.MEDIUM), service, null, latest(), labels),
                    pieces.all(), List.of());
        }
    }

    @Override
    public Map<String, Object> prediction(RecordedCase recorded, Diagnosis diagnosis) {
        boolean healthy = diagnosis.verdict() == Verdict.NO_FAULT || diagnosis.verdict() == Verdict.RECOVERED;
        String fault = diagnosis.hypotheses().isEmpty() ? "" : diagnosis.hypotheses().getFirst().fault().toLowerCase(Locale.ROOT);
        String category = healthy
                ? "healthy"
                : fault.contains("exhaustion") || fault.contains("traffic") || fault.contains("contention")
                        ? "resource_exhaustion"
                        : fault.contains("outage") || fault.contains("infrastructure") || fault.contains("hardware")
                                ? "infrastructure"
                                : "configuration_error";
        var text = new StringBuilder(diagnosis.summary());
        diagnosis.hypotheses().stream().limit(3).map(Hypothesis::statement).forEach(statement -> text.append('\n').append(statement));
        diagnosis.findings().stream().map(Finding::statement).forEach(statement -> text.append('\n').append(statement));
        var prediction = new LinkedHashMap<String, Object>();
        prediction.put("category", category);
        prediction.put("healthy", healthy);
        prediction.put("text", text.toString());
        return prediction;
    }
}
