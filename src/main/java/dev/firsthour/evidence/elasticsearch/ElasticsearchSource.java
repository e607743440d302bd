package dev.firsthour.evidence.elasticsearch;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
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
import dev.firsthour.evidence.Remembered;
import dev.firsthour.evidence.Round;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.Window;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Logs by the search API that Elasticsearch and OpenSearch share. It first finds out which fields hold time, message, level and service, then reads
/// the lines of each service over the window, and gives one piece of evidence a service.
///
/// Where there are more lines than its bound, an even share of them is drawn at random, so that what grew and what fell silent keeps its proportion;
/// lines of errors are drawn separately, since they are few and tell most. It speaks `_field_caps` and `_search` with `random_score` over `_seq_no`
/// (Elasticsearch 7 and later, OpenSearch 1 and later), and reads nothing else.
@Component
@ConditionalOnProperty(prefix = ElasticsearchProperties.PREFIX, name = "url")
@EnableConfigurationProperties(ElasticsearchProperties.class)
final class ElasticsearchSource extends HttpEvidenceSource {

    private static final JsonMapper JSON = JsonMapper.shared();
    /// The service in trouble and its nearest neighbours; each costs some searches.
    static final int MOST_SERVICES = 6;
    /// What the search API gives in one page without further ado.
    static final int PAGE = 5_000;
    /// The same lines are drawn each time, so that a question that is asked again is answered alike.
    private static final int SEED = 20_110_207;
    /// Which fields hold what hardly ever changes.
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int LONGEST_TRACE = 8_000;
    private static final String LAYOUT = "layout";
    /// Levels as the many libraries spell them, in small letters.
    private static final List<String> LOUD = List.of("error", "err", "fatal", "critical", "crit", "severe", "emerg", "emergency", "alert",
            "panic");
    private static final List<String> ATTRIBUTES = List.of("error.type", "error.code", "host.name", "kubernetes.pod.name",
            "service.version",
            "logger", "log.logger", "thread", "process.thread.name", "exception.type", "http.response.status_code", "url.path");
    private static final List<String> TRACES = List.of("error.stack_trace", "exception.stacktrace", "stack_trace", "stacktrace",
            "attributes.exception.stacktrace");
    private static final List<String> TRACE_IDS = List.of("trace.id", "trace_id", "traceId", "TraceId");
    private static final List<String> SPAN_IDS = List.of("span.id", "span_id", "spanId", "SpanId");

    private final ElasticsearchProperties properties;
    private final Remembered<String, Layout> layouts = new Remembered<>(1, REMEMBERED);

    /// @throws IllegalArgumentException if the address is missing or none
    ElasticsearchSource(ElasticsearchProperties properties) {
        super("elasticsearch", ElasticsearchProperties.PREFIX, properties);
        if (!properties.index().matches("[^/?#\\s]+")) {
            throw new IllegalArgumentException(
                    ElasticsearchProperties.PREFIX + ".index is a list of index patterns, not " + properties.index());
        }
        this.properties = properties;
    }

    @Override
    public EvidenceResult ask(EvidenceQuery query) {
        return new Questions(query).ask();
    }

    @Override
    public SourceReport report() {
        Round round = round();
        Optional<JsonNode> capabilities = round.ask(capabilities(), ElasticsearchSource::isCapabilities);
        if (capabilities.isEmpty()) return unreachable(round);
        // Reading logs does not need the right to read this.
        Optional<JsonNode> about = round.tryTo(Request.get("/"), JsonNode::isObject);
        String version = about.map(body -> (body.path("version").path("distribution").asString("elasticsearch") + " "
                + body.path("version").path("number").asString("")).strip()).orElse(null);
        var facts = new ArrayList<String>();
        facts.add(capabilities.get().path("indices").size() + " indices match " + properties.index());
        Optional<Layout> layout = layout(capabilities.get());
        if (layout.isEmpty()) {
            facts.add(
                    "no field of time or message was recognised: set " + ElasticsearchProperties.PREFIX + ".time-field and .message-field");
            return reachable(version, facts, List.of());
        }
        Layout fields = layout.get();
        facts.add("time in " + fields.time() + ", message in " + fields.message() + ", level in "
                + Objects.requireNonNullElse(fields.level(), "no field"));
        var services = new LinkedHashSet<String>();
        if (fields.services().isEmpty()) {
            facts.add("no field tells services apart: set " + ElasticsearchProperties.PREFIX + ".service-field");
        } else {
            facts.add("services go by " + String.join(", ", fields.services()));
            ObjectNode search = JSON.createObjectNode().put("size", 0);
            search.putObject("query").putObject("range").putObject(fields.time()).put("gte", "now-1d");
            search.putObject("aggs").putObject("services").putObject("terms").put("field", fields.services().getFirst())
                    .put("size", SourceReport.MOST_SERVICES);
            round.tryTo(search(search), ElasticsearchSource::isSearch).ifPresent(body -> body.path("aggregations").path("services")
                    .path("buckets").forEach(bucket -> services.add(bucket.path("key").asString(""))));
        }
        return reachable(version, facts, List.copyOf(services));
    }

    private Request capabilities() {
        return Request.get("/" + path(properties.index()) + "/_field_caps", "fields",
                String.join(",", Layout.candidates(properties.timeField(), properties.messageField(), properties.serviceField())),
                "ignore_unavailable", "true", "allow_no_indices", "true");
    }

    private Request search(JsonNode body) {
        return new Request("/" + path(properties.index()) + "/_search", List.of("ignore_unavailable", "true", "allow_no_indices", "true"),
                body,
                false);
    }

    private static String path(String index) {
        return Stream.of(index.split(",")).map(Endpoint::encoded).collect(Collectors.joining(","));
    }

    private Optional<Layout> layout(JsonNode capabilities) {
        return Layout.of(capabilities, properties.timeField(), properties.messageField(), properties.serviceField());
    }

    private static boolean isCapabilities(JsonNode body) {
        return body.path("fields").isObject();
    }

    private static boolean isSearch(JsonNode body) {
        return body.path("hits").isObject();
    }

    /// The questions about one incident.
    private final class Questions {

        private final Round round = round();
        private final EvidenceQuery query;
        private final List<String> services;

        /// Lines of one service, of which some are loud.
        ///
        /// @param all how many there are
        /// @param loud how many of them are errors
        private record Counts(long all, long loud, boolean partial) {}

        Questions(EvidenceQuery query) {
            this.query = query;
            this.services = query.services(MOST_SERVICES);
        }

        EvidenceResult ask() {
            if (services.isEmpty()) return round.noService();
            String asked = "logs of " + String.join(", ", services) + " in " + properties.index();
            Optional<Layout> known = layouts.of(LAYOUT);
            if (known.isEmpty()) {
                Optional<JsonNode> capabilities = round.ask(capabilities(), ElasticsearchSource::isCapabilities);
                known = capabilities.flatMap(ElasticsearchSource.this::layout);
                if (known.isEmpty() && capabilities.isPresent()) {
                    return round.ended(List.of(), capabilities().toString(), capabilities.get().path("indices").size() + " indices match "
                            + properties.index() + ", and no field of time and message is known in them for " + String.join(", ", services)
                            + ": set " + ElasticsearchProperties.PREFIX + ".index, .time-field and .message-field");
                }
                known.ifPresent(found -> layouts.put(LAYOUT, found));
            }
            if (known.isEmpty()) return round.ended(List.of(), asked, "");
            Layout layout = known.get();
            if (layout.services().isEmpty()) {
                return round.ended(List.of(), capabilities().toString(), "no field tells " + String.join(", ", services) + " apart: set "
                        + ElasticsearchProperties.PREFIX + ".service-field");
            }
            var drafts = new ArrayList<Draft>();
            for (String service : services) {
                logs(service, layout).ifPresent(drafts::add);
            }
            return round.ended(drafts, asked, "no line between " + query.window().from() + " and " + query.window().to() + " has "
                    + String.join(" or ", services) + " in " + String.join(", ", layout.services()));
        }

        private Optional<Draft> logs(String service, Layout layout) {
            ObjectNode count = JSON.createObjectNode().put("size", 0).put("track_total_hits", true).put("timeout", timeout());
            count.set("query", filter(service, layout, Lines.ALL));
            if (layout.exactLevel() != null) {
                count.putObject("aggs").putObject("loud").set("filter", loud(layout.exactLevel()));
            }
            Optional<Counts> counted = round.ask(search(count), ElasticsearchSource::isSearch).map(body -> new Counts(
                    body.path("hits").path("total").path("value").asLong(0),
                    body.path("aggregations").path("loud").path("doc_count").asLong(0),
                    isPartial(body)));
            if (counted.isEmpty() || counted.get().all() == 0) return Optional.empty();
            Counts counts = counted.get();
            var records = new ArrayList<LogRecord>();
            Request first;
            int most = properties.lines();
            if (counts.all() <= most || layout.exactLevel() == null) {
                first = read(service, layout, Lines.ALL, counts.all(), most, records);
            } else {
                // What is loud is drawn for itself: a level is drawn evenly, and the diagnosis compares like with like.
                long quiet = counts.all() - counts.loud();
                int forLoud = (int) Math.min(counts.loud(), Math.max(most / 2, most - quiet));
                first = read(service, layout, Lines.QUIET, quiet, most - forLoud, records);
                if (counts.loud() > 0) first = read(service, layout, Lines.LOUD, counts.loud(), forLoud, records);
            }
            if (records.isEmpty()) return Optional.empty();
            records.sort(LogRecord.BY_TIME);
            String title = "logs of " + service + " (" + figure(records.size()) + (records.size() < counts.all()
                    ? " of " + figure(counts.all()) + " lines, drawn evenly"
                    : records.size() == 1 ? " line" : " lines") + (counts.partial() ? ", not all shards answered" : "") + ")";
            return Optional.of(new Draft(first.toString(), title, query.window(), new Content.Logs(records), link(service, layout)));
        }

        /// Reads lines page by page, an even share of them where there are more than wanted, and says how the first page was asked for.
        private Request read(String service, Layout layout, Lines lines, long there, int wanted, List<LogRecord> records) {
            int begun = records.size();
            @Nullable
            JsonNode after = null;
            Request first = search(page(service, layout, lines, there, wanted, null));
            while (records.size() - begun < wanted) {
                Request request = after == null ? first : search(page(service, layout, lines, there, wanted, after));
                Optional<JsonNode> body = round.ask(request, ElasticsearchSource::isSearch);
                if (body.isEmpty()) break;
                JsonNode hits = body.get().path("hits").path("hits");
                for (JsonNode hit : hits) {
                    if (records.size() - begun < wanted) records.add(record(hit, service, layout));
                }
                int size = hits.size();
                if (size < PAGE) break;
                after = hits.get(size - 1).path("sort");
            }
            return first;
        }

        private ObjectNode page(String service, Layout layout, Lines lines, long there, int wanted, @Nullable JsonNode after) {
            ObjectNode page = JSON.createObjectNode().put("size", Math.min(PAGE, wanted)).put("track_total_hits", false).put("timeout",
                    timeout());
            ArrayNode sort = page.putArray("sort");
            sort.addObject().putObject(layout.time()).put("order", "asc").put("unmapped_type", "date");
            // A second key tells lines of one moment apart, so that no page skips or repeats them.
            sort.addObject().putObject("_seq_no").put("order", "asc").put("unmapped_type", "long");
            ArrayNode fields = page.putArray("_source");
            Stream.of(List.of(layout.time(), layout.message(), Objects.requireNonNullElse(layout.level(), layout.message())), ATTRIBUTES,
                    TRACES,
                    TRACE_IDS, SPAN_IDS).flatMap(List::stream).distinct().forEach(fields::add);
            if (after != null) page.set("search_after", after);
            if (there > wanted) {
                ObjectNode scored = JSON.createObjectNode();
                scored.set("query", filter(service, layout, lines));
                scored.putObject("random_score").put("seed", SEED).put("field", "_seq_no");
                scored.put("boost_mode", "replace");
                page.putObject("query").set("function_score", scored);
                page.put("min_score", 1.0 - (double) wanted / there);
            } else {
                page.set("query", filter(service, layout, lines));
            }
            return page;
        }

        private String timeout() {
            return Math.max(1, properties.readTimeout().toMillis() * 8 / 10) + "ms";
        }

        private ObjectNode filter(String service, Layout layout, Lines lines) {
            ObjectNode query = JSON.createObjectNode();
            ObjectNode bool = query.putObject("bool");
            ArrayNode filter = bool.putArray("filter");
            filter.addObject().putObject("range").putObject(layout.time()).put("gte", this.query.window().from().toString())
                    .put("lt", this.query.window().to().toString()).put("format", "strict_date_optional_time");
            ObjectNode named = filter.addObject().putObject("bool").put("minimum_should_match", 1);
            ArrayNode should = named.putArray("should");
            layout.services().forEach(field -> should.addObject().putObject("term").put(field, service));
            String level = layout.exactLevel();
            if (level != null && lines == Lines.LOUD) filter.add(loud(level));
            if (level != null && lines == Lines.QUIET) bool.putArray("must_not").add(loud(level));
            return query;
        }

        private static ObjectNode loud(String field) {
            ObjectNode terms = JSON.createObjectNode();
            ArrayNode values = terms.putObject("terms").putArray(field);
            for (String word : LOUD) {
                values.add(word).add(word.toUpperCase(Locale.ROOT)).add(word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
            }
            return terms;
        }

        private LogRecord record(JsonNode hit, String service, Layout layout) {
            JsonNode source = hit.path("_source");
            String body = Objects.requireNonNullElse(text(source, layout.message()), source.toString());
            String trace = first(source, TRACES);
            if (trace != null && !body.contains(trace)) {
                body = body + "\n" + (trace.length() <= LONGEST_TRACE ? trace : trace.substring(0, LONGEST_TRACE));
            }
            var attributes = new LinkedHashMap<String, String>();
            for (String field : ATTRIBUTES) {
                String value = text(source, field);
                if (value != null) attributes.put(field, value);
            }
            return new LogRecord(at(source, hit, layout), service, layout.level() == null ? null : text(source, layout.level()), body,
                    first(source, TRACE_IDS), first(source, SPAN_IDS), attributes);
        }

        private @Nullable String link(String service, Layout layout) {
            URI page = properties.pageUrl();
            if (page == null) return null;
            Window window = query.window();
            String time = "_g=(time:(from:'" + window.from() + "',to:'" + window.to() + "'))";
            String words = layout.services().stream()
                    .map(field -> field + ":\"" + service.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                    .collect(Collectors.joining(" or "));
            // Rison, which Kibana's addresses are written in, escapes by an exclamation mark.
            String search = "(language:kuery,query:'" + words.replace("!", "!!").replace("'", "!'") + "')";
            String base = pages(page);
            return switch (properties.pageKind()) {
                case KIBANA -> base + "/app/discover#/?" + fragment(time) + "&_a=" + fragment("(query:" + search + ")");
                case DASHBOARDS -> base + "/app/data-explorer/discover#?" + fragment(time) + "&_q=" + fragment("(query:" + search + ")");
            };
        }
    }

    private enum Lines {
        ALL, LOUD, QUIET
    }

    /// Encoded for an address, the letters that Rison stands on left readable.
    private static String fragment(String text) {
        return Endpoint.encoded(text).replace("%3A", ":").replace("%2C", ",").replace("%28", "(").replace("%29", ")").replace("%27", "'")
                .replace("%3D", "=").replace("%21", "!");
    }

    private static boolean isPartial(JsonNode body) {
        return body.path("timed_out").asBoolean(false) || body.path("_shards").path("failed").asInt(0) > 0;
    }

    private static String figure(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static @Nullable Instant at(JsonNode source, JsonNode hit, Layout layout) {
        String written = text(source, layout.time());
        if (written != null) {
            try {
                return OffsetDateTime.parse(written).toInstant();
            } catch (DateTimeException _) {
                // Then as the index understood it.
            }
        }
        JsonNode sorted = hit.path("sort").path(0);
        return sorted.isIntegralNumber() ? Instant.ofEpochMilli(sorted.asLong()) : null;
    }

    private static @Nullable String first(JsonNode source, List<String> fields) {
        for (String field : fields) {
            String value = text(source, field);
            if (value != null && !value.isBlank()) return value;
        }
        return null;
    }

    /// A field's text, whether it is nested or named with its dots: shippers do both, and mix them. Of several values the first.
    private static @Nullable String text(JsonNode source, String field) {
        JsonNode found = find(source, field);
        if (found.isArray()) found = found.path(0);
        return found.isValueNode() && !found.isNull() ? found.asString() : null;
    }

    private static JsonNode find(JsonNode node, String field) {
        JsonNode whole = node.path(field);
        if (!whole.isMissingNode()) return whole;
        for (int dot = field.indexOf('.'); dot >= 0; dot = field.indexOf('.', dot + 1)) {
            JsonNode inner = node.path(field.substring(0, dot));
            if (inner.isObject()) {
                JsonNode found = find(inner, field.substring(dot + 1));
                if (!found.isMissingNode()) return found;
            }
        }
        return JSON.missingNode();
    }

}
