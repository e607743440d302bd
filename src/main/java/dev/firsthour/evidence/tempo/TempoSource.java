package dev.firsthour.evidence.tempo;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.Endpoint;
import dev.firsthour.evidence.Endpoint.Request;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.HttpEvidenceSource;
import dev.firsthour.evidence.Round;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Span;
import dev.firsthour.incident.Window;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Traces by Tempo's HTTP API: `/api/search` with TraceQL finds them, `/api/traces/ID` gives them whole.
///
/// Tempo gives any traces that fit, in no order that helps. So the failed ones are asked for by themselves, some of each of [#PARTS] parts of the window show what is
/// usual before and after, and from how long these took follows what is slow, which is asked for as well. The failed and slow ones are fetched first.
final class TempoSource extends HttpEvidenceSource {

    /// Services that are tried until one has traces, the one in trouble first: a trace shows its neighbours anyway.
    private static final int MOST_SERVICES = 3;
    static final int PARTS = 6;
    private static final int FAILED = 20;
    private static final int SLOW = 10;
    private static final int EACH_PART = 8;
    /// So many times the usual is slow.
    private static final int SLOWER = 3;
    private static final int MOST_SPANS = 30_000;
    private static final int MOST_ATTRIBUTES = 40;
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
            var drafts = new ArrayList<Draft>();
            for (String service : services) {
                if (!drafts.isEmpty() || round.failed() > 0) break;
                traces(service).ifPresent(drafts::add);
            }
            return round.ended(drafts, search(of(services.getFirst(), ""), query.window(), FAILED).toString(), "no trace between "
                    + query.window().from() + " and " + query.window().to() + " has a span of " + String.join(" or ", services));
        }

        private static String of(String service, String also) {
            return "{ resource.service.name = \"" + service.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"" + also
                    + " }";
        }

        private static Request search(String expression, Window window, int limit) {
            return Request.get("/api/search", "q", expression, "start", Long.toString(window.from().getEpochSecond()), "end",
                    Long.toString(window.to().getEpochSecond()), "limit", Integer.toString(limit), "spss", "1");
        }

        private Optional<Draft> traces(String service) {
            String any = of(service, "");
            var requests = new ArrayList<Request>();
            requests.add(search(of(service, " && status = error"), query.window(), FAILED));
            query.window().parts(PARTS).forEach(part -> requests.add(search(any, part, EACH_PART)));
            List<Optional<JsonNode>> answers = round.askAll(requests, body -> body.path("traces").isArray());
            List<JsonNode> failed = traces(answers.subList(0, 1));
            List<JsonNode> usual = traces(answers.subList(1, answers.size()));
            if (failed.isEmpty() && usual.isEmpty()) return Optional.empty();
            List<JsonNode> slow = slower(usual)
                    .map(expression -> traces(List.of(round.tryTo(search(of(service, expression), query.window(), SLOW),
                            body -> body.path("traces").isArray()))))
                    .orElse(List.of());
            // Those that tell most first, and of what is usual some of each part.
            var ids = new LinkedHashSet<String>();
            Stream.of(failed, slow, usual).flatMap(List::stream).map(trace -> trace.path("traceID").asString(""))
                    .filter(id -> id.matches("[0-9a-fA-F]{1,32}")).limit((long) FAILED + SLOW + PARTS * EACH_PART).forEach(ids::add);
            List<String> fetched = ids.stream().limit(properties.traces()).toList();
            var spans = new LinkedHashMap<String, Span>();
            round.askAll(fetched.stream().map(id -> Request.get("/api/traces/" + id)).toList(), body -> !batches(body).isMissingNode())
                    .forEach(body -> body.ifPresent(trace -> read(trace, spans)));
            if (spans.isEmpty()) return Optional.empty();
            List<Span> ordered = spans.values().stream().sorted(Comparator.comparing(Span::start)).toList();
            return Optional.of(new Draft(any, "traces through " + service + " (" + fetched.size() + " of those found, " + failed.size()
                    + " of them failed and " + slow.size() + " slow)", query.window(), new Content.Traces(ordered), link(any)));
        }

        private static List<JsonNode> traces(List<Optional<JsonNode>> answers) {
            return answers.stream().flatMap(Optional::stream).flatMap(body -> body.path("traces").valueStream()).toList();
        }

        /// What picks spans that took far longer than those of the sample mostly do; empty where too few are known.
        private static Optional<String> slower(List<JsonNode> usual) {
            List<Long> took = usual.stream().map(trace -> trace.path("spanSets").path(0).path("spans").path(0).path("durationNanos"))
                    .map(nanos -> nanos.asLong(0)).filter(nanos -> nanos > 0).sorted().toList();
            if (took.isEmpty()) return Optional.empty();
            return Optional.of(" && duration > " + Math.max(1, took.get(took.size() / 2) * SLOWER / 1_000_000) + "ms");
        }

        /// The page in Grafana; null if nobody said where it is.
        private @Nullable String link(String expression) {
            URI page = properties.pageUrl();
            String datasource = properties.pageDatasource();
            if (page == null || datasource == null) return null;
            var panes = JsonMapper.shared().createObjectNode();
            var pane = panes.putObject("a").put("datasource", datasource);
            pane.putArray("queries").addObject().put("refId", "A").put("queryType", "traceql").put("query", expression)
                    .putObject("datasource").put("type", "tempo").put("uid", datasource);
            pane.putObject("range").put("from", Long.toString(query.window().from().toEpochMilli())).put("to",
                    Long.toString(query.window().to().toEpochMilli()));
            return page.toString().replaceAll("/+$", "") + "/explore?"
                    + Endpoint.encoded(List.of("schemaVersion", "1", "panes", panes.toString()));
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
                    if (spans.size() >= MOST_SPANS) return;
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
            if (attributes.size() >= MOST_ATTRIBUTES) break;
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
