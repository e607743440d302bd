package dev.firsthour.evidence.jaeger;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.Endpoint;
import dev.firsthour.evidence.Endpoint.Request;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.HttpEvidenceSource;
import dev.firsthour.evidence.Round;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.evidence.TraceQuestions;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Dependency;
import dev.firsthour.incident.Span;
import dev.firsthour.incident.Window;

import tools.jackson.databind.JsonNode;

/// Traces, and who calls whom, by the HTTP API that Jaeger's own page uses (`/api/traces`, `/api/services`, `/api/dependencies`), which VictoriaTraces speaks too.
/// Jaeger gives the newest traces that fit, so they are found as [TraceQuestions] has it.
@Component
@ConditionalOnProperty(prefix = JaegerProperties.PREFIX, name = "url")
@EnableConfigurationProperties(JaegerProperties.class)
final class JaegerSource extends HttpEvidenceSource {

    private static final int MOST_EDGES = 500;
    private static final Set<String> OF_THE_PROCESS = Set.of("service.version", "deployment.environment.name", "k8s.pod.name", "hostname",
            "host.name");

    private final JaegerProperties properties;

    /// @throws IllegalArgumentException if the address is missing or none
    JaegerSource(JaegerProperties properties) {
        super("jaeger", JaegerProperties.PREFIX, properties);
        this.properties = properties;
    }

    @Override
    public EvidenceResult ask(EvidenceQuery query) {
        return new Questions(query).ask();
    }

    @Override
    public SourceReport report() {
        Round round = round();
        Optional<JsonNode> body = round.ask(Request.get("/api/services"), JaegerSource::isData);
        if (body.isEmpty()) return unreachable(round);
        List<String> services = body.get().path("data").valueStream().filter(JsonNode::isString).map(JsonNode::stringValue).toList();
        return reachable(null, List.of(services.size() + " services have traces"), services);
    }

    /// Where there is nothing, there may be null.
    private static boolean isData(JsonNode body) {
        return body.has("data") && (body.path("data").isArray() || body.path("data").isNull());
    }

    /// The questions about one incident.
    private final class Questions extends TraceQuestions {

        Questions(EvidenceQuery query) {
            super(round(), query);
        }

        /// Of all traces a third are failed ones, a third are usual and a third slow, as far as there are any.
        private int share() {
            return Math.max(1, properties.traces() / 3);
        }

        private static Request search(String service, Window window, int limit, String... also) {
            var parameters = new ArrayList<>(List.of("service", service, "start", micros(window.from()), "end", micros(window.to()),
                    "limit", Integer.toString(limit)));
            parameters.addAll(List.of(also));
            return Request.get("/api/traces", parameters);
        }

        @Override
        protected Request any(String service) {
            return search(service, query.window(), share());
        }

        @Override
        protected Request failed(String service) {
            return search(service, query.window(), share(), "tags", "{\"error\":\"true\"}");
        }

        @Override
        protected Request usual(String service, Window part) {
            return search(service, part, Math.max(1, share() / PARTS));
        }

        @Override
        protected Optional<Request> slow(String service, List<JsonNode> usual) {
            return slower(usual.stream().flatMap(trace -> trace.path("spans").valueStream()
                    .filter(span -> trace.path("processes").path(span.path("processID").asString("")).path("serviceName").asString("")
                            .equals(service))
                    .map(span -> span.path("duration").asLong(0))))
                    .map(micros -> search(service, query.window(), share(), "minDuration", micros + "us"));
        }

        @Override
        protected boolean isFound(JsonNode answer) {
            return isData(answer);
        }

        @Override
        protected Stream<JsonNode> found(JsonNode answer) {
            return answer.path("data").valueStream();
        }

        @Override
        protected int read(List<JsonNode> traces, Map<String, Span> spans) {
            var ids = new LinkedHashSet<String>();
            traces.stream().filter(trace -> ids.add(trace.path("traceID").asString(""))).forEach(trace -> JaegerSource.read(trace, spans));
            return ids.size();
        }

        @Override
        protected String words(String service) {
            return any(service).toString();
        }

        @Override
        protected String link(String service) {
            return pages(properties.pageUrl()) + "/search?" + Endpoint.encoded(List.of("service", service, "start",
                    micros(query.window().from()), "end", micros(query.window().to())));
        }

        /// Who calls the services in question and whom they call; nobody misses it where it is not kept.
        @Override
        protected Optional<Draft> beside() {
            Request request = Request.get("/api/dependencies", "endTs", Long.toString(query.window().to().toEpochMilli()), "lookback",
                    Long.toString(Duration.ofDays(1).toMillis()));
            List<Dependency> edges = round().ask(request, JaegerSource::isData).stream().flatMap(body -> body.path("data").valueStream())
                    .map(edge -> new Dependency(edge.path("parent").asString(""), edge.path("child").asString("")))
                    .filter(edge -> !edge.caller().isEmpty() && !edge.callee().isEmpty()
                            && (services.contains(edge.caller()) || services.contains(edge.callee())))
                    .distinct().limit(MOST_EDGES).toList();
            return edges.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Draft(request.toString(),
                            "who calls whom around " + String.join(", ", services) + " (" + Draft.count(edges.size(), "edge") + ")", null,
                            new Content.Topology(edges), pages(properties.pageUrl()) + "/dependencies"));
        }

    }

    private static void read(JsonNode trace, Map<String, Span> spans) {
        for (JsonNode one : trace.path("spans")) {
            if (spans.size() >= TraceQuestions.MOST_SPANS) return;
            JsonNode process = trace.path("processes").path(one.path("processID").asString(""));
            String service = process.path("serviceName").asString("");
            String in = one.path("traceID").asString("");
            String id = one.path("spanID").asString("");
            if (service.isEmpty() || in.isEmpty() || id.isEmpty() || !one.path("startTime").isNumber()) continue;
            Map<String, String> tags = tags(one.path("tags"), Set.of());
            tags.putAll(tags(process.path("tags"), OF_THE_PROCESS));
            one.path("logs").forEach(log -> {
                Map<String, String> fields = tags(log.path("fields"), Set.of());
                for (String name : List.of("exception.type", "exception.message")) {
                    String value = fields.get(name);
                    if (value != null) tags.putIfAbsent(name, value);
                }
            });
            String parent = one.path("references").valueStream()
                    .filter(reference -> reference.path("refType").asString("").equals("CHILD_OF")
                            && reference.path("traceID").asString("").equals(in))
                    .map(reference -> reference.path("spanID").asString("")).findFirst()
                    .orElse(null);
            boolean failed = tags.getOrDefault("error", "").equals("true") || tags.getOrDefault("otel.status_code", "").equals("ERROR");
            spans.put(in + " " + id, new Span(in, id, parent, service, one.path("operationName").asString("unnamed"),
                    Instant.EPOCH.plus(one.path("startTime").asLong(), ChronoUnit.MICROS),
                    Duration.of(Math.max(0, one.path("duration").asLong(0)), ChronoUnit.MICROS), failed,
                    tags.get("otel.status_description"),
                    tags));
        }
    }

    /// @param only which are wanted; all if it is empty
    private static Map<String, String> tags(JsonNode list, Set<String> only) {
        var tags = new LinkedHashMap<String, String>();
        for (JsonNode tag : list) {
            String key = tag.path("key").asString("");
            if (tags.size() < TraceQuestions.MOST_ATTRIBUTES && (only.isEmpty() || only.contains(key)))
                tags.put(key, tag.path("value").asString(""));
        }
        return tags;
    }

    private static String micros(Instant instant) {
        return Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, instant));
    }
}
