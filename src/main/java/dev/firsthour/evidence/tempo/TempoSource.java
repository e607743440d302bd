package dev.firsthour.evidence.tempo;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

import dev.firsthour.evidence.Endpoint.Request;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.GrafanaExplore;
import dev.firsthour.evidence.HttpEvidenceSource;
import dev.firsthour.evidence.Round;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.evidence.TraceQuestions;
import dev.firsthour.incident.Span;
import dev.firsthour.incident.Window;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Traces by Tempo's HTTP API: `/api/search` with TraceQL finds them, `/api/traces/ID` gives them whole.
///
/// Tempo gives any traces that fit, in no order that helps, and some of each only: they are found as [TraceQuestions] has it, and fetched whole, the failed
/// and slow ones first.
@Component
@ConditionalOnProperty(prefix = TempoProperties.PREFIX, name = "url")
@EnableConfigurationProperties(TempoProperties.class)
final class TempoSource extends HttpEvidenceSource {

    private static final int FAILED = 20;
    private static final int SLOW = 10;
    private static final int EACH_PART = 8;
    private static final String SERVICE = "service.name";
    private static final Set<String> OF_THE_RESOURCE = Set.of("service.version", "deployment.environment.name", "deployment.environment",
            "k8s.pod.name", "k8s.node.name", "host.name");

    private final TempoProperties properties;

    /// @throws IllegalArgumentException if the address is missing or none
    TempoSource(TempoProperties properties) {
        super("tempo", TempoProperties.PREFIX, properties);
        this.properties = properties;
    }

    @Override
    public EvidenceResult ask(EvidenceQuery query) {
        return new Questions(query).ask();
    }

    @Override
    public SourceReport report() {
        Round round = round();
        Optional<JsonNode> values = round.ask(Request.get("/api/search/tag/" + SERVICE + "/values"),
                body -> body.path("tagValues").isArray());
        if (values.isEmpty()) return unreachable(round);
        List<String> services = values.get().path("tagValues").valueStream().filter(JsonNode::isString).map(JsonNode::stringValue).toList();
        return reachable(round.text(Request.get("/api/status/buildinfo"), "/version"), List.of(services.size() + " services have traces"),
                services);
    }

    /// The questions about one incident.
    private final class Questions extends TraceQuestions {

        Questions(EvidenceQuery query) {
            super(round(), query);
        }

        private static String of(String service, String also) {
            return "{ resource.service.name = \"" + service.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"" + also
                    + " }";
        }

        private static Request search(String expression, Window window, int limit) {
            return Request.get("/api/search", "q", expression, "start", Long.toString(window.from().getEpochSecond()), "end",
                    Long.toString(window.to().getEpochSecond()), "limit", Integer.toString(limit), "spss", "1");
        }

        @Override
        protected Request any(String service) {
            return search(of(service, ""), query.window(), FAILED);
        }

        @Override
        protected Request failed(String service) {
            return search(of(service, " && status = error"), query.window(), FAILED);
        }

        @Override
        protected Request usual(String service, Window part) {
            return search(of(service, ""), part, EACH_PART);
        }

        @Override
        protected Optional<Request> slow(String service, List<JsonNode> usual) {
            return slower(usual.stream().map(trace -> trace.path("spanSets").path(0).path("spans").path(0).path("durationNanos").asLong(0)))
                    .map(nanos -> search(of(service, " && duration > " + Math.max(1, nanos / 1_000_000) + "ms"), query.window(), SLOW));
        }

        @Override
        protected boolean isFound(JsonNode answer) {
            return answer.path("traces").isArray();
        }

        @Override
        protected Stream<JsonNode> found(JsonNode answer) {
            return answer.path("traces").valueStream();
        }

        /// A search gives no more than some of a trace.
        @Override
        protected int read(List<JsonNode> traces, Map<String, Span> spans) {
            List<Request> whole = traces.stream().map(trace -> trace.path("traceID").asString(""))
                    .filter(id -> id.matches("[0-9a-fA-F]{1,32}")).distinct().limit(properties.traces())
                    .map(id -> Request.get("/api/traces/" + id)).toList();
            round.askAll(whole, body -> !batches(body).isMissingNode())
                    .forEach(body -> body.ifPresent(trace -> TempoSource.read(trace, spans)));
            return whole.size();
        }

        @Override
        protected String words(String service) {
            return of(service, "");
        }

        /// The page in Grafana; null if nobody said where it is.
        @Override
        protected @Nullable String link(String service) {
            URI page = properties.pageUrl();
            String datasource = properties.pageDatasource();
            return page == null || datasource == null
                    ? null
                    : GrafanaExplore.link(page, "tempo", datasource,
                            JsonMapper.shared().createObjectNode().put("queryType", "traceql").put("query", words(service)),
                            query.window());
        }
    }

    /// The spans by their resources, under the name that this version of Tempo gives them.
    private static JsonNode batches(JsonNode body) {
        return Stream.of(body.path("batches"), body.path("resourceSpans"), body.path("trace").path("resourceSpans"))
                .filter(JsonNode::isArray)
                .findFirst().orElse(body.path("batches"));
    }

    private static void read(JsonNode trace, Map<String, Span> spans) {
        for (JsonNode batch : batches(trace)) {
            Map<String, String> resource = attributes(batch.path("resource").path("attributes"));
            String service = resource.getOrDefault(SERVICE, "");
            if (service.isEmpty()) continue;
            for (JsonNode scope : batch.has("scopeSpans") ? batch.path("scopeSpans") : batch.path("instrumentationLibrarySpans")) {
                for (JsonNode one : scope.path("spans")) {
                    if (spans.size() >= TraceQuestions.MOST_SPANS) return;
                    String id = hex(one.path("spanId").asString(""), 16);
                    String in = hex(one.path("traceId").asString(""), 32);
                    Instant start = nanos(one.path("startTimeUnixNano"));
                    Instant end = nanos(one.path("endTimeUnixNano"));
                    if (id.isEmpty() || in.isEmpty() || start == null || end == null || end.isBefore(start)) continue;
                    String parent = hex(one.path("parentSpanId").asString(""), 16);
                    Map<String, String> own = attributes(one.path("attributes"));
                    OF_THE_RESOURCE.forEach(name -> {
                        String value = resource.get(name);
                        if (value != null) own.put(name, value);
                    });
                    exception(one, own);
                    JsonNode status = one.path("status");
                    String message = status.path("message").asString("");
                    spans.put(in + " " + id,
                            new Span(in, id, parent.isEmpty() ? null : parent, service, one.path("name").asString("unnamed"),
                                    start, Duration.between(start, end), isError(status.path("code")), message.isEmpty() ? null : message,
                                    own));
                }
            }
        }
    }

    private static boolean isError(JsonNode code) {
        return code.asString("").equals("STATUS_CODE_ERROR") || code.asInt(0) == 2;
    }

    /// What was thrown stands in an event.
    private static void exception(JsonNode span, Map<String, String> attributes) {
        for (JsonNode event : span.path("events")) {
            if (!event.path("name").asString("").equals("exception")) continue;
            attributes(event.path("attributes")).forEach((name, value) -> {
                if (name.equals("exception.type") || name.equals("exception.message")) attributes.putIfAbsent(name, value);
            });
        }
    }

    private static Map<String, String> attributes(JsonNode list) {
        var attributes = new LinkedHashMap<String, String>();
        for (JsonNode one : list) {
            if (attributes.size() >= TraceQuestions.MOST_ATTRIBUTES) break;
            // A value stands in a field that is called after its type.
            JsonNode value = one.path("value").valueStream().findFirst().orElse(one.path("value"));
            attributes.put(one.path("key").asString(""), value.isValueNode() ? value.asString("") : value.toString());
        }
        return attributes;
    }

    /// Ids are hexadecimal by OpenTelemetry's JSON and base64 by that of protocol buffers; Tempo has used both.
    private static String hex(String id, int length) {
        if (id.isEmpty() || id.matches("[0-9a-fA-F]{" + length + "}")) return id.toLowerCase(Locale.ROOT);
        try {
            return HexFormat.of().formatHex(Base64.getDecoder().decode(id));
        } catch (IllegalArgumentException _) {
            return id;
        }
    }

    private static @Nullable Instant nanos(JsonNode text) {
        String nanos = text.asString("");
        if (!nanos.matches("[0-9]{1,18}|[0-8][0-9]{18}")) return null;
        long whole = Long.parseLong(nanos);
        return Instant.ofEpochSecond(whole / 1_000_000_000, whole % 1_000_000_000);
    }
}
