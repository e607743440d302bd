package dev.firsthour.evidence.datadog;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
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
import dev.firsthour.evidence.Rows;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Span;
import dev.firsthour.incident.Window;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Logs, metrics, traces and events by Datadog's API: `/api/v2/logs/events/search`, `/api/v1/metrics` with `/api/v1/query`, `/api/v2/spans/events/search`
/// and `/api/v2/events/search`. An account may have bought some of these and not others, so what cannot be asked of one does not stop the others.
///
/// Logs and spans may be searched 300 times an hour by default. So the logs of a service are one question where they fit on a page, and else [#SLICES] parts
/// of the window, each with its share of the bound, and the errors once more by themselves; and spans are asked for of the service in trouble only: its failed
/// ones, some of each part of the window, and then the whole traces of the failed and the slowest.
@Component
@ConditionalOnProperty(prefix = DatadogProperties.PREFIX, name = "site")
@EnableConfigurationProperties(DatadogProperties.class)
final class DatadogSource extends HttpEvidenceSource {

    /// The service in trouble and its nearest neighbours.
    static final int MOST_SERVICES = 4;
    static final int SLICES = 5;
    /// The most that Datadog gives at once.
    static final int PAGE = 1000;
    /// Of one search.
    static final int MOST_PAGES = 5;
    static final int MOST_EVENTS = 500;
    static final int MOST_SPANS = 200;
    static final int MOST_TRACES = 20;
    private static final int MOST_OF_TRACES = 2000;
    /// How many metrics are asked for by one question, which is as long as they are.
    static final int TOGETHER = 6;
    private static final int MOST_COMPARED = 4;
    private static final List<String> BACK = List.of("a day before", "a week before");
    private static final int MOST_POINTS = 2000;
    /// A tag's value that needs no quoting; anything else is no service's name there.
    private static final String NAME = "[A-Za-z][A-Za-z0-9_./-]{0,199}";
    private static final List<String> TAGS = List.of("env", "version", "pod_name", "kube_deployment", "container_name", "kube_node");
    private static final List<String> TRACE_IDS = List.of("/dd/trace_id", "/trace_id", "/otel/trace_id", "/dd.trace_id");
    private static final List<String> SPAN_IDS = List.of("/dd/span_id", "/span_id", "/otel/span_id", "/dd.span_id");
    private static final int LONGEST_STACK = 6000;

    private final DatadogProperties properties;
    private final String page;

    /// One of the searches that page by a cursor.
    private enum Search {
        LOGS("/api/v2/logs/events/search", "logs"), SPANS("/api/v2/spans/events/search", "spans"), EVENTS("/api/v2/events/search",
                "events");

        private final String path;
        private final String word;

        Search(String path, String word) {
            this.path = path;
            this.word = word;
        }

        Request request(String query, Window window, int limit, @Nullable String cursor) {
            return request(query, window.from().toString(), window.to().toString(), limit, cursor);
        }

        Request request(String query, String from, String to, int limit, @Nullable String cursor) {
            ObjectNode body = JsonMapper.shared().createObjectNode();
            ObjectNode search = body;
            if (this == SPANS) {
                ObjectNode data = body.putObject("data").put("type", "search_request");
                search = data.putObject("attributes");
            }
            search.putObject("filter").put("query", query).put("from", from).put("to", to);
            search.put("sort", "timestamp");
            ObjectNode paging = search.putObject("page").put("limit", limit);
            if (cursor != null) paging.put("cursor", cursor);
            return Request.post(path, body);
        }
    }

    /// @throws IllegalArgumentException if the site or the address is missing or none
    DatadogSource(DatadogProperties properties) {
        super("datadog", DatadogProperties.PREFIX, properties, address(properties));
        this.properties = properties;
        String site = String.valueOf(properties.site());
        // The oldest sites have their pages under app, the others under their own name.
        this.page = "https://" + (site.chars().filter(character -> character == '.').count() == 1 ? "app." : "") + site;
    }

    private static URI address(DatadogProperties properties) {
        String site = properties.site();
        if (site == null || !site.matches("[a-z0-9-]+(\\.[a-z0-9-]+)+")) {
            throw new IllegalArgumentException(
                    DatadogProperties.PREFIX + ".site is a site as in datadoghq.com or datadoghq.eu, not " + site);
        }
        return Objects.requireNonNullElseGet(properties.url(), () -> URI.create("https://api." + site));
    }

    @Override
    public EvidenceResult ask(EvidenceQuery query) {
        return new Questions(query).ask();
    }

    @Override
    public SourceReport report() {
        Round round = round();
        // Tells of the API key alone, so that what each of the others says is about the application key and what was bought.
        if (round.ask(Request.get("/api/v1/validate"), body -> body.path("valid").asBoolean(false)).isEmpty()) {
            return unreachable(round);
        }
        var facts = new ArrayList<String>();
        var services = new LinkedHashSet<String>();
        for (Search search : Search.values()) {
            int failed = round.failed();
            Optional<JsonNode> body = round.tryTo(search.request("*", "now-15m", "now", 100, null), DatadogSource::isData);
            facts.add(body.isPresent() ? search.word + " can be searched" : search.word + " cannot be searched: " + why(round, failed));
            body.ifPresent(some -> some.path("data").forEach(one -> {
                String service = one.path("attributes").path("service").asString("");
                if (!service.isBlank()) services.add(service);
            }));
        }
        int failed = round.failed();
        Optional<JsonNode> metrics = round.tryTo(Request.get("/api/v2/metrics", "page[size]", "100"), DatadogSource::isData);
        facts.add(metrics.map(body -> body.path("data").size()).map(size -> (size == 100 ? "100 metrics or more" : size + " metrics")
                + " can be read").orElseGet(() -> "metrics cannot be read: " + why(round, failed)));
        return reachable(null, facts, List.copyOf(services));
    }

    private static String why(Round round, int before) {
        return round.failed() > before ? round.troubles().get(before) : "it did not answer";
    }

    private static boolean isData(JsonNode body) {
        return body.path("data").isArray();
    }

    /// What a search brought so far of one window.
    private static final class Listing {

        private final Window window;
        private final List<JsonNode> rows = new ArrayList<>();
        private @Nullable String cursor;
        private boolean partial;

        Listing(Window window) {
            this.window = window;
        }

        boolean hasMore() {
            return cursor != null || partial;
        }
    }

    /// The questions about one incident.
    private final class Questions {

        private final Round round = round();
        private final EvidenceQuery query;
        private final List<String> services;
        private final Set<Search> broken = new LinkedHashSet<>();

        Questions(EvidenceQuery query) {
            this.query = query;
            this.services = query.services(service -> service.matches(NAME), MOST_SERVICES);
        }

        EvidenceResult ask() {
            if (services.isEmpty()) return round.noService(query, "a tag's", ", so there is nothing to ask for");
            var drafts = new ArrayList<Draft>();
            for (String service : services) {
                logs(service).ifPresent(drafts::add);
            }
            boolean first = true;
            for (String service : services) {
                int failed = round.failed();
                drafts.addAll(metrics(service, first));
                first = false;
                if (round.failed() > failed) break;
            }
            traces(services.getFirst()).ifPresent(drafts::add);
            drafts.addAll(events());
            return round.ended(drafts, "service:(" + String.join(" OR ", services) + ")",
                    "neither logs nor metrics, spans or events between "
                            + query.window().from() + " and " + query.window().to() + " have the tag service of "
                            + String.join(" or ", services));
        }

        /// What picks a service: within its environment, and if there is nothing, anywhere, since environments go by many names.
        private List<String> scopes(String service) {
            String anywhere = "service:\"" + service + "\"";
            String environment = query.environment();
            return environment == null || !environment.matches(NAME)
                    ? List.of(anywhere)
                    : List.of(anywhere + " env:\"" + environment + "\"", anywhere);
        }

        /// What a search brings of these windows, page by page up to a bound each.
        private List<Listing> listed(Search search, String text, List<Window> windows, int most) {
            List<Listing> all = windows.stream().map(Listing::new).toList();
            List<Listing> open = all;
            for (int page = 0; page < MOST_PAGES && !open.isEmpty() && !broken.contains(search) && round.hasTime(); page++) {
                List<Request> requests = open.stream()
                        .map(one -> search.request(text, one.window, Math.min(PAGE, most - one.rows.size()), one.cursor)).toList();
                List<Optional<JsonNode>> answers = round.askAll(requests, DatadogSource::isData);
                var next = new ArrayList<Listing>();
                for (int i = 0; i < open.size(); i++) {
                    Listing listing = open.get(i);
                    Optional<JsonNode> body = answers.get(i);
                    if (body.isEmpty()) {
                        // What failed once fails for the other services as well, and each question counts against the hour's.
                        broken.add(search);
                        listing.partial = true;
                        continue;
                    }
                    body.get().path("data").forEach(listing.rows::add);
                    listing.cursor = body.get().path("meta").path("page").path("after").asString(null);
                    listing.partial = body.get().path("meta").path("status").asString("").equals("timeout");
                    if (listing.cursor != null && listing.rows.size() < most) next.add(listing);
                }
                open = next;
            }
            return all;
        }

        private Optional<Draft> logs(String service) {
            for (String scope : scopes(service)) {
                if (broken.contains(Search.LOGS)) return Optional.empty();
                Listing whole = listed(Search.LOGS, scope, List.of(query.window()), Math.min(PAGE, properties.lines())).getFirst();
                if (whole.rows.isEmpty()) continue;
                var rows = new LinkedHashMap<String, JsonNode>();
                long full = 0;
                if (whole.hasMore() && properties.lines() > whole.rows.size()) {
                    List<Listing> parts = listed(Search.LOGS, scope, query.window().parts(SLICES), properties.lines() / SLICES);
                    full = parts.stream().filter(Listing::hasMore).count();
                    parts.forEach(part -> part.rows.forEach(row -> rows.put(row.path("id").asString(""), row)));
                    if (full > 0) {
                        listed(Search.LOGS, scope + " status:(error OR critical OR alert OR emergency)", List.of(query.window()), PAGE)
                                .getFirst().rows.forEach(row -> rows.put(row.path("id").asString(""), row));
                    }
                } else {
                    full = whole.hasMore() ? SLICES : 0;
                }
                whole.rows.forEach(row -> rows.put(row.path("id").asString(""), row));
                List<LogRecord> records = rows.values().stream().map(row -> log(row, service))
                        .sorted(LogRecord.BY_TIME).toList();
                String title = "logs of " + service + " (" + Draft.count(records.size(), "line")
                        + (full == 0 ? ")" : "; in " + full + " of " + SLICES + " parts of the time there are more)");
                return Optional.of(new Draft(scope, title, query.window(), new Content.Logs(records), link("/logs", scope,
                        "from_ts", "to_ts", query.window())));
            }
            return Optional.empty();
        }

        private List<Draft> metrics(String service, boolean compared) {
            // Metrics are kept under tags in lower case.
            String tag = service.toLowerCase(Locale.ROOT);
            String environment = query.environment();
            var filters = new LinkedHashMap<String, String>();
            if (environment != null && environment.matches(NAME)) {
                String env = environment.toLowerCase(Locale.ROOT);
                filters.put("service:" + tag + " AND env:" + env, "service:" + tag + ",env:" + env);
            }
            filters.put("service:" + tag, "service:" + tag);
            for (var filter : filters.entrySet()) {
                Optional<JsonNode> names = round.tryTo(Request.get("/api/v1/metrics", "from",
                        Long.toString(query.window().from().getEpochSecond()), "tag_filter", filter.getKey()),
                        body -> body.path("metrics").isArray());
                if (names.isEmpty()) return List.of();
                List<Measure> measures = Measure.of(names.get().path("metrics").valueStream().filter(JsonNode::isString)
                        .map(JsonNode::stringValue).collect(Collectors.toSet()), filter.getValue(), query.metric());
                if (measures.isEmpty()) continue;
                var drafts = new ArrayList<Draft>();
                int failed = round.failed();
                List<MetricSeries> series = series(service, measures, query.window(), Map.of());
                if (series.isEmpty()) continue;
                int unanswered = round.failed() - failed;
                drafts.add(new Draft(expressions(measures), "metrics of " + service + " (" + series.size() + " series"
                        + (unanswered == 0 ? "" : ", " + unanswered + " questions unanswered") + ")", query.window(),
                        new Content.Metrics(series), explorer(measures.getFirst(), filter.getValue(), query.window())));
                if (compared && unanswered == 0) drafts.addAll(earlier(service, measures, filter.getValue()));
                return drafts;
            }
            return List.of();
        }

        private List<Draft> earlier(String service, List<Measure> measures, String scope) {
            var drafts = new ArrayList<Draft>();
            List<Measure> telling = measures.stream().limit(MOST_COMPARED).toList();
            for (int i = 0; i < query.earlier().size(); i++) {
                Window window = query.earlier().get(i);
                List<MetricSeries> series = series(service, telling, window, Map.of(MetricSeries.COMPARED, BACK.get(i)));
                if (series.isEmpty()) continue;
                drafts.add(new Draft(expressions(telling), "metrics of " + service + " " + BACK.get(i) + " (" + series.size() + " series)",
                        window, new Content.Metrics(series), explorer(telling.getFirst(), scope, window)));
            }
            return drafts;
        }

        private List<MetricSeries> series(String service, List<Measure> measures, Window window, Map<String, String> labels) {
            var groups = new ArrayList<List<Measure>>();
            for (int i = 0; i < measures.size(); i += TOGETHER) {
                groups.add(measures.subList(i, Math.min(measures.size(), i + TOGETHER)));
            }
            List<Optional<JsonNode>> answers = round.askAll(groups.stream().map(group -> Request.get("/api/v1/query", "from",
                    Long.toString(window.from().getEpochSecond()), "to", Long.toString(window.to().getEpochSecond()), "query",
                    group.stream().map(Measure::expression).collect(Collectors.joining(", ")))).toList(),
                    body -> body.path("series").isArray());
            var series = new ArrayList<MetricSeries>();
            for (int i = 0; i < groups.size(); i++) {
                List<Measure> group = groups.get(i);
                answers.get(i).ifPresent(body -> body.path("series").forEach(one -> {
                    int index = one.path("query_index").asInt(group.size() == 1 ? 0 : -1);
                    if (index < 0 || index >= group.size()) return;
                    Measure measure = group.get(index);
                    Samples samples = samples(one.path("pointlist"));
                    if (samples.size() == 0) return;
                    String unit = measure.unit() != null ? measure.unit() : one.path("unit").path(0).path("short_name").asString(null);
                    series.add(new MetricSeries(service, measure.name(), unit, labels, samples));
                }));
            }
            return series;
        }

        private Optional<Draft> traces(String service) {
            for (String scope : scopes(service)) {
                if (broken.contains(Search.SPANS)) return Optional.empty();
                List<Span> failed = spans(listed(Search.SPANS, scope + " status:error", List.of(query.window()), MOST_SPANS));
                List<Span> usual = spans(listed(Search.SPANS, scope, query.window().parts(SLICES), MOST_SPANS));
                if (failed.isEmpty() && usual.isEmpty()) continue;
                List<String> telling = Stream.concat(failed.stream().map(Span::traceId).distinct().limit(MOST_TRACES / 2L),
                        usual.stream().sorted(Comparator.comparing(Span::duration).reversed()).map(Span::traceId)).distinct()
                        .filter(id -> id.matches("[0-9a-fA-F]+")).limit(MOST_TRACES).toList();
                List<Span> whole = telling.isEmpty() || broken.contains(Search.SPANS)
                        ? List.of()
                        : spans(listed(Search.SPANS, "trace_id:(" + String.join(" OR ", telling) + ")", List.of(query.window()),
                                MOST_OF_TRACES));
                var spans = new LinkedHashMap<String, Span>();
                Stream.of(failed, usual, whole).flatMap(List::stream)
                        .forEach(span -> spans.put(span.traceId() + " " + span.spanId(), span));
                List<Span> ordered = spans.values().stream().sorted(Comparator.comparing(Span::start)).toList();
                String title = "spans of " + service + " (" + Draft.count(ordered.size(), "span") + ", "
                        + Draft.count(telling.size(), "trace") + " of the failed and slow whole)";
                return Optional.of(new Draft(scope, title, query.window(), new Content.Traces(ordered),
                        link("/apm/traces", scope, "start", "end", query.window())));
            }
            return Optional.empty();
        }

        private List<Draft> events() {
            var window = query.reachingBack(properties.before());
            String text = "service:(" + services.stream().map(service -> "\"" + service + "\"").collect(Collectors.joining(" OR ")) + ")";
            var changes = new ArrayList<Change>();
            var notices = new ArrayList<Notice>();
            for (JsonNode row : listed(Search.EVENTS, text, List.of(window), MOST_EVENTS).getFirst().rows) {
                JsonNode attributes = row.path("attributes");
                JsonNode inner = attributes.path("attributes");
                Instant at = Rows.time(attributes.path("timestamp"));
                // What a monitor says is an alert, and comes in as one.
                if (at == null || inner.path("monitor_id").isNumber() || inner.path("monitor").isObject()) continue;
                Optional<Change> change = change(row.path("id").asString(""), at, inner);
                if (change.isPresent()) {
                    changes.add(change.get());
                } else {
                    String title = inner.path("title").asString("").strip();
                    String message = attributes.path("message").asString("").strip();
                    String said = title.isEmpty() || message.startsWith(title) ? message : (title + "\n" + message).strip();
                    if (said.isEmpty()) continue;
                    notices.add(new Notice(at, inner.path("source_type_name").asString(name()), service(attributes, inner),
                            inner.path("status").asString(null), said));
                }
            }
            var drafts = new ArrayList<Draft>();
            String link = link("/event/explorer", text, "from_ts", "to_ts", window);
            changes.forEach(change -> drafts.add(Draft.of(change, text, window, link)));
            if (!notices.isEmpty()) {
                drafts.add(new Draft(text, "events of " + String.join(", ", services) + " (" + notices.size() + ")", window,
                        new Content.Notices(notices), link));
            }
            return drafts;
        }

        private @Nullable String service(JsonNode attributes, JsonNode inner) {
            String said = inner.path("service").asString(null);
            return said != null ? said : tags(attributes).get("service");
        }

        /// An event of the category change; empty if it is another.
        private Optional<Change> change(String id, Instant at, JsonNode inner) {
            JsonNode what = inner.path("changed_resource").isObject() ? inner : inner.path("attributes");
            JsonNode changed = what.path("changed_resource");
            if (!changed.isObject() || id.isBlank()) return Optional.empty();
            String name = changed.path("name").asString("");
            boolean flag = changed.path("type").asString("").equals("feature_flag");
            var attributes = new LinkedHashMap<String, String>();
            if (flag) attributes.put("flag", name);
            said(attributes, "from", what.path("prev_value"));
            said(attributes, "to", what.path("new_value"));
            String service = what.path("impacted_resources").valueStream().filter(one -> one.path("type").asString("").equals("service"))
                    .map(one -> one.path("name").asString("")).filter(services::contains).findFirst().orElse(inner.path("service")
                            .asString(null));
            String title = inner.path("title").asString("").strip();
            return Optional.of(new Change(id, flag ? Change.Kind.FEATURE_FLAG : Change.Kind.CONFIGURATION, at, service,
                    title.isEmpty() ? name : title, what.path("author").path("name").asString(null), null, null, List.of(), null,
                    attributes));
        }

        private static void said(Map<String, String> attributes, String name, JsonNode value) {
            if (!value.isMissingNode() && !value.isNull()) attributes.put(name, value.isString() ? value.stringValue() : value.toString());
        }

        private String link(String path, String text, String from, String to, Window window) {
            return page + path + "?" + Endpoint.encoded(List.of("query", text, from, Long.toString(window.from().toEpochMilli()), to,
                    Long.toString(window.to().toEpochMilli())));
        }

        private String explorer(Measure measure, String scope, Window window) {
            return page + "/metric/explorer?" + Endpoint.encoded(List.of("exp_metric", measure.name(), "exp_scope", scope, "start",
                    Long.toString(window.from().toEpochMilli()), "end", Long.toString(window.to().toEpochMilli())));
        }
    }

    private static String expressions(List<Measure> measures) {
        return measures.stream().map(Measure::expression).collect(Collectors.joining("\n"));
    }

    private static LogRecord log(JsonNode row, String service) {
        JsonNode attributes = row.path("attributes");
        JsonNode inner = attributes.path("attributes");
        var kept = new LinkedHashMap<String, String>();
        String host = attributes.path("host").asString("");
        if (!host.isBlank()) kept.put("host", host);
        Map<String, String> tags = tags(attributes);
        TAGS.forEach(name -> {
            String value = tags.get(name);
            if (value != null) kept.put(name, value);
        });
        String message = attributes.path("message").asString("");
        if (message.isBlank()) message = inner.isObject() ? inner.toString() : "";
        String stack = inner.path("error").path("stack").asString("");
        if (!stack.isBlank() && !message.contains(stack.lines().findFirst().orElse(stack))) {
            message = message + "\n" + stack.substring(0, Math.min(stack.length(), LONGEST_STACK));
        }
        return new LogRecord(Rows.time(attributes.path("timestamp")), service, attributes.path("status").asString(null), message,
                first(inner, TRACE_IDS), first(inner, SPAN_IDS), kept);
    }

    private static List<Span> spans(List<Listing> listings) {
        var spans = new ArrayList<Span>();
        for (Listing listing : listings) {
            for (JsonNode row : listing.rows) {
                JsonNode attributes = row.path("attributes");
                JsonNode custom = attributes.path("custom");
                Instant start = Rows.time(attributes.path("start_timestamp"));
                Instant end = Rows.time(attributes.path("end_timestamp"));
                String trace = attributes.path("trace_id").asString("");
                String span = attributes.path("span_id").asString("");
                String service = attributes.path("service").asString("");
                if (start == null || end == null || end.isBefore(start) || trace.isEmpty() || span.isEmpty() || service.isEmpty()) continue;
                String parent = attributes.path("parent_id").asString("");
                JsonNode error = custom.path("error");
                boolean failed = attributes.path("status").asString("").equals("error") || error.path("type").isString()
                        || error.path("message").isString();
                var kept = new LinkedHashMap<String, String>();
                Map<String, String> tags = tags(attributes);
                TAGS.forEach(name -> {
                    String value = tags.get(name);
                    if (value != null) kept.put(name, value);
                });
                String status = custom.at("/http/status_code").asString("");
                if (!status.isEmpty()) kept.put("http.response.status_code", status);
                String type = error.path("type").asString("");
                if (!type.isEmpty()) kept.put("exception.type", type);
                spans.add(new Span(trace, span, parent.isEmpty() || parent.equals("0") ? null : parent, service,
                        attributes.path("resource_name").asString("unnamed"), start, Duration.between(start, end), failed,
                        error.path("message").asString(null), kept));
            }
        }
        return spans;
    }

    /// Tags as in `env:prod`; of one name the first.
    private static Map<String, String> tags(JsonNode attributes) {
        var tags = new LinkedHashMap<String, String>();
        attributes.path("tags").forEach(tag -> {
            String[] parts = tag.asString("").split(":", 2);
            if (parts.length == 2) tags.putIfAbsent(parts[0], parts[1]);
        });
        return tags;
    }

    private static @Nullable String first(JsonNode node, List<String> pointers) {
        for (String pointer : pointers) {
            JsonNode value = node.at(pointer);
            if ((value.isString() || value.isNumber()) && !value.asString("").isBlank()) return value.asString("");
        }
        return null;
    }

    /// Points without a value are gaps.
    private static Samples samples(JsonNode points) {
        List<JsonNode> known = points.valueStream().filter(point -> point.path(0).isNumber() && point.path(1).isNumber())
                .sorted(Comparator.comparingDouble(point -> point.path(0).asDouble())).limit(MOST_POINTS).toList();
        return new Samples(known.stream().mapToLong(point -> Math.round(point.path(0).asDouble())).toArray(),
                known.stream().mapToDouble(point -> point.path(1).asDouble()).toArray());
    }
}
