package dev.firsthour.evidence.loki;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.Endpoint.Request;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.GrafanaExplore;
import dev.firsthour.evidence.HttpEvidenceSource;
import dev.firsthour.evidence.Remembered;
import dev.firsthour.evidence.Round;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.Window;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Logs by Loki's HTTP API. It first finds out by which labels the services go there, then reads their lines, and gives one piece of evidence a service.
///
/// Loki gives the newest lines of a range up to a limit and cannot sample. So the window is read in [#SLICES] slices, each of which may give its share
/// of the bound, its oldest lines first: no time is missing, though of a busy slice only the beginning is seen. What went beyond its share is told by
/// the title. Lines of errors are asked for once more by themselves, since they are few and tell most.
@Component
@ConditionalOnProperty(prefix = LokiProperties.PREFIX, name = "url")
@EnableConfigurationProperties(LokiProperties.class)
final class LokiSource extends HttpEvidenceSource {

    /// What a service's name stands in, by the habits of Promtail, Alloy, Fluent Bit and OpenTelemetry. All that exist are tried.
    static final List<String> SERVICE_LABELS = List.of("service_name", "service", "app", "app_kubernetes_io_name", "application", "job",
            "container",
            "container_name", "component", "compose_service");
    /// The service in trouble and its nearest neighbours.
    static final int MOST_SERVICES = 6;
    static final int SLICES = 10;
    /// A service that goes by more labels than these goes by one of them only by chance.
    private static final int MOST_LABELS = 2;
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int MOST_REMEMBERED = 1000;
    private static final List<String> LEVELS = List.of("detected_level", "level", "severity_text", "severity", "lvl");
    private static final List<String> TRACE_IDS = List.of("trace_id", "traceID", "traceId");
    private static final List<String> SPAN_IDS = List.of("span_id", "spanID", "spanId");
    private static final List<String> ATTRIBUTES = List.of("pod", "instance", "host", "node_name", "filename", "stream");

    private final LokiProperties properties;
    private final Remembered<String, List<String>> selectors = new Remembered<>(MOST_REMEMBERED, REMEMBERED);

    /// @throws IllegalArgumentException if the address is missing or none
    LokiSource(LokiProperties properties) {
        super("loki", LokiProperties.PREFIX, properties);
        this.properties = properties;
    }

    @Override
    public EvidenceResult ask(EvidenceQuery query) {
        return new Questions(query).ask();
    }

    @Override
    public SourceReport report() {
        Round round = round();
        Optional<JsonNode> labels = round.ask(Request.get("/loki/api/v1/labels"), LokiSource::isLabels);
        if (labels.isEmpty()) return unreachable(round);
        List<String> used = SERVICE_LABELS.stream().filter(strings(labels.get())::contains).toList();
        // Behind Grafana's proxy there is no such page.
        String version = round.text(Request.get("/loki/api/v1/status/buildinfo"), "/version");
        var services = new LinkedHashSet<String>();
        for (String label : used.stream().limit(MOST_LABELS).toList()) {
            round.tryTo(Request.get("/loki/api/v1/label/" + label + "/values"), LokiSource::isLabels)
                    .ifPresent(body -> strings(body).forEach(value -> services.add(bare(value))));
        }
        return reachable(version, List.of(strings(labels.get()).size() + " labels", used.isEmpty()
                ? "no label that tells services apart: set firsthour.evidence.services"
                : "services go by " + String.join(", ", used)), List.copyOf(services));
    }

    /// Where there is no label at all, Loki leaves the data out.
    private static boolean isLabels(JsonNode body) {
        return body.path("status").asString("").equals("success") && (body.path("data").isArray() || body.path("data").isMissingNode());
    }

    private static boolean isStreams(JsonNode body) {
        return body.path("data").path("result").isArray();
    }

    private static Set<String> strings(JsonNode body) {
        return body.path("data").valueStream().filter(JsonNode::isString).map(JsonNode::stringValue)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// Jobs are often written with their namespace before them: `shop/checkout`.
    private static String bare(String value) {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    /// The questions about one incident.
    private final class Questions {

        private final Round round = round();
        private final EvidenceQuery query;
        private final List<String> services;

        Questions(EvidenceQuery query) {
            this.query = query;
            this.services = query.services(MOST_SERVICES);
        }

        EvidenceResult ask() {
            if (services.isEmpty()) return round.noService();
            Map<String, List<String>> found = find();
            var drafts = new ArrayList<Draft>();
            found.forEach((service, matchers) -> {
                if (!matchers.isEmpty()) logs(service, matchers).ifPresent(drafts::add);
            });
            return round.ended(drafts, "{" + String.join(" or ", SERVICE_LABELS) + "=\"" + String.join("|", services) + "\"}",
                    "no line between "
                            + query.window().from() + " and " + query.window().to() + " has " + String.join(" or ", services)
                            + " in one of these labels");
        }

        /// The label matchers that pick each service, the service in trouble first.
        private Map<String, List<String>> find() {
            var found = new LinkedHashMap<String, List<String>>();
            services.forEach(service -> found.put(service, new ArrayList<>(selectors.of(service).orElse(List.of()))));
            if (found.values().stream().noneMatch(List::isEmpty)) return found;
            found.values().forEach(List::clear);
            Set<String> labels = round.ask(Request.get("/loki/api/v1/labels", "start", nanos(query.window().from()), "end",
                    nanos(query.window().to())), LokiSource::isLabels).map(LokiSource::strings).orElse(Set.of());
            for (String label : SERVICE_LABELS) {
                if (!labels.contains(label)) continue;
                round.ask(Request.get("/loki/api/v1/label/" + label + "/values", "start", nanos(query.window().from()), "end",
                        nanos(query.window().to())), LokiSource::isLabels).ifPresent(body -> strings(body).forEach(value -> {
                            List<String> matchers = found.get(bare(value));
                            if (matchers != null && matchers.size() < MOST_LABELS) matchers.add(label + "=" + quoted(value));
                        }));
            }
            found.forEach((service, matchers) -> {
                if (!matchers.isEmpty()) selectors.put(service, List.copyOf(matchers));
            });
            return found;
        }

        private Optional<Draft> logs(String service, List<String> matchers) {
            int each = properties.lines() / SLICES;
            // Of several labels the first that has lines: they mostly name the same streams.
            for (String matcher : matchers) {
                String expression = "{" + matcher + "}";
                List<Request> requests = query.window().parts(SLICES).stream().map(slice -> range(expression, slice, each)).toList();
                var lines = new LinkedHashSet<LogRecord>();
                int full = 0;
                for (Optional<JsonNode> body : round.askAll(requests, LokiSource::isStreams)) {
                    int before = lines.size();
                    body.ifPresent(answer -> read(answer, service, lines));
                    if (lines.size() - before >= each) full++;
                }
                if (full > 0) {
                    String loud = expression + " |~ `(?i)\\b(error|fatal|panic|critical|severe|exception)\\b`";
                    round.tryTo(range(loud, query.window(), each), LokiSource::isStreams).ifPresent(answer -> read(answer, service, lines));
                }
                if (lines.isEmpty()) continue;
                List<LogRecord> records = lines.stream().sorted(LogRecord.BY_TIME).toList();
                String title = "logs of " + service + " (" + Draft.count(records.size(), "line")
                        + (full == 0 ? ")" : "; in " + full + " of " + SLICES + " parts of the time there are more)");
                return Optional.of(new Draft(expression, title, query.window(), new Content.Logs(records), link(expression)));
            }
            return Optional.empty();
        }

        private Request range(String expression, Window window, int limit) {
            return Request.get("/loki/api/v1/query_range", "query", expression, "start", nanos(window.from()), "end", nanos(window.to()),
                    "limit",
                    Integer.toString(limit), "direction", "forward");
        }

        private @Nullable String link(String expression) {
            URI page = properties.pageUrl();
            return page == null
                    ? null
                    : GrafanaExplore.link(page, "loki", Objects.requireNonNullElse(properties.pageDatasource(), "loki"),
                            JsonMapper.shared().createObjectNode().put("expr", expression), query.window());
        }
    }

    private static void read(JsonNode body, String service, Set<LogRecord> lines) {
        for (JsonNode stream : body.path("data").path("result")) {
            JsonNode labels = stream.path("stream");
            for (JsonNode value : stream.path("values")) {
                // What a shipper knows of a single line stands beside it.
                JsonNode own = value.path(2);
                var attributes = new LinkedHashMap<String, String>();
                for (String name : ATTRIBUTES) {
                    String text = first(own, labels, List.of(name));
                    if (text != null) attributes.put(name, text);
                }
                lines.add(new LogRecord(time(value.path(0).asString("")), service, first(own, labels, LEVELS), value.path(1).asString(""),
                        first(own, labels, TRACE_IDS), first(own, labels, SPAN_IDS), attributes));
            }
        }
    }

    private static @Nullable String first(JsonNode own, JsonNode labels, List<String> names) {
        for (String name : names) {
            for (JsonNode place : List.of(own.path("structuredMetadata"), own, labels)) {
                JsonNode value = place.path(name);
                if (value.isString() && !value.stringValue().isBlank() && !value.stringValue().equals("unknown"))
                    return value.stringValue();
            }
        }
        return null;
    }

    private static @Nullable Instant time(String nanos) {
        if (!nanos.matches("[0-9]{1,19}")) return null;
        try {
            long whole = Long.parseLong(nanos);
            return Instant.ofEpochSecond(whole / 1_000_000_000, whole % 1_000_000_000);
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private static String nanos(Instant instant) {
        return Long.toString(instant.getEpochSecond()) + String.format(Locale.ROOT, "%09d", instant.getNano());
    }

    private static String quoted(String value) {
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}
