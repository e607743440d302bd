package dev.firsthour.evidence.jaeger;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.Endpoint;
import dev.firsthour.evidence.Endpoint.Request;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.HttpEvidenceSource;
import dev.firsthour.evidence.Round;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Dependency;
import dev.firsthour.incident.Span;
import dev.firsthour.incident.Window;

import tools.jackson.databind.JsonNode;

/// Traces, and who calls whom, by the HTTP API that Jaeger's own page uses (`/api/traces`, `/api/services`, `/api/dependencies`), which VictoriaTraces speaks too.
///
/// Jaeger gives the newest traces that fit. So the failed ones are asked for by themselves, some of each of [#PARTS] parts of the window show what is usual before
/// and after, and from how long these took follows what is slow, which is asked for as well.
final class JaegerSource extends HttpEvidenceSource {

    /// Services that are tried until one has traces, the one in trouble first: a trace shows its neighbours anyway.
    private static final int MOST_SERVICES = 3;
    static final int PARTS = 6;
    private static final int SLOWER = 3;
    private static final int MOST_SPANS = 30_000;
    private static final int MOST_EDGES = 500;
    private static final int MOST_ATTRIBUTES = 40;
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
            if (round.failed() == 0 || !drafts.isEmpty()) topology().ifPresent(drafts::add);
            return round.ended(drafts, search(services.getFirst(), query.window(), share(), List.of()).toString(), "no trace between "
                    + query.window().from() + " and " + query.window().to() + " has a span of " + String.join(" or ", services));
        }

        /// Of all traces a third are failed ones, a third are usual and a third slow, as far as there are any.
        private int share() {
            return Math.max(1, properties.traces() / 3);
        }

        private static Request search(String service, Window window, int limit, List<String> also) {
            var parameters = new ArrayList<>(
                    List.of("service", service, "start", micros(window.from()), "end", micros(window.to()), "limit",
                            Integer.toString(limit)));
            parameters.addAll(also);
            return Request.get("/api/traces", parameters);
        }

        private Optional<Draft> traces(String service) {
            var requests = new ArrayList<Request>();
            requests.add(search(service, query.window(), share(), List.of("tags", "{\"error\":\"true\"}")));
            query.window().parts(PARTS).forEach(part -> requests.add(search(service, part, Math.max(1, share() / PARTS), List.of())));
            List<Optional<JsonNode>> answers = round.askAll(requests, JaegerSource::isData);
            List<JsonNode> failed = traces(answers.subList(0, 1));
            List<JsonNode> usual = traces(answers.subList(1, answers.size()));
            if (failed.isEmpty() && usual.isEmpty()) return Optional.empty();
            List<JsonNode> slow = slower(service, usual).map(least -> traces(List.of(round.tryTo(search(service, query.window(), share(),
                    List.of("minDuration", least + "us")), JaegerSource::isData)))).orElse(List.of());
            var spans = new LinkedHashMap<String, Span>();
            var ids = new LinkedHashSet<String>();
            Stream.of(failed, slow, usual).flatMap(List::stream).forEach(trace -> {
                if (ids.add(trace.path("traceID").asString(""))) read(trace, spans);
            });
            if (spans.isEmpty()) return Optional.empty();
            List<Span> ordered = spans.values().stream().sorted(Comparator.comparing(Span::start)).toList();
            return Optional.of(new Draft(search(service, query.window(), share(), List.of()).toString(), "traces through " + service + " ("
                    + ids.size() + " of those found, " + failed.size() + " of them failed and " + slow.size() + " slow)", query.window(),
                    new Content.Traces(ordered),
                    pages(properties.pageUrl()) + "/search?" + Endpoint.encoded(List.of("service", service, "start",
                            micros(query.window().from()), "end", micros(query.window().to())))));
        }

        private static List<JsonNode> traces(List<Optional<JsonNode>> answers) {
            return answers.stream().flatMap(Optional::stream).flatMap(body -> body.path("data").valueStream()).toList();
        }

        /// How many microseconds a span of the service takes at least to be far slower than most of the sample; empty where none is known.
        private static Optional<Long> slower(String service, List<JsonNode> usual) {
            List<Long> took = usual.stream().flatMap(trace -> trace.path("spans").valueStream()
                    .filter(span -> trace.path("processes").path(span.path("processID").asString("")).path("serviceName").asString("")
                            .equals(service))
                    .map(span -> span.path("duration").asLong(0))).filter(micros -> micros > 0).sorted().toList();
            return took.isEmpty() ? Optional.empty() : Optional.of(took.get(took.size() / 2) * SLOWER);
        }

        /// Who calls the services in question and whom they call; nobody misses it where it is not kept.
        private Optional<Draft> topology() {
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
            if (spans.size() >= MOST_SPANS) return;
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
            if (tags.size() < MOST_ATTRIBUTES && (only.isEmpty() || only.contains(key))) tags.put(key, tag.path("value").asString(""));
        }
        return tags;
    }

    private static String micros(Instant instant) {
        return Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, instant));
    }
}
