package dev.firsthour.evidence.grafana;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.Endpoint;
import dev.firsthour.evidence.Endpoint.Request;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.evidence.Round;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Window;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What people and pipelines noted in Grafana, and what the alert that fired there looks at, by Grafana's HTTP API (`/api/annotations`,
/// `/api/v1/provisioning/alert-rules`, `/api/ds/query`).
///
/// An annotation is about a service if its tags or its text name it. One whose tags or first line speak of a deployment, a setting or a flag is a change;
/// any other is a notice. The rule of the alert is found by its title, which is the alert's `alertname`, and its queries are put over the window to whatever
/// data source they are for, so that a metric which only Grafana can reach is evidence as well.
final class GrafanaSource implements EvidenceSource {

    /// The service in trouble and its nearest neighbours.
    private static final int MOST_SERVICES = 8;
    static final int PAGE = 200;
    /// Of annotations, the newest.
    static final int MOST_PAGES = 5;
    private static final int MOST_QUERIES = 6;
    private static final int MOST_SERIES = 20;
    private static final int MOST_SAMPLES = 240;
    private static final List<String> SERVICE_LABELS = List.of("service", "service_name", "app", "application", "job", "container");
    private static final Pattern DEPLOYMENT = Pattern.compile("\\b(deploy\\w*|release\\w*|rollout|rolled out|rollback|rolled back)\\b");
    private static final Pattern FLAG = Pattern.compile("\\b(feature[ _-]?flags?|flags?)\\b");
    private static final Pattern CONFIGURATION = Pattern.compile("\\b(config\\w*|settings?)\\b");
    /// How Grafana names the data source of its own expressions, which need none.
    private static final Set<String> OWN = Set.of("__expr__", "-100");

    private final Endpoint endpoint;
    private final GrafanaProperties properties;

    /// @throws IllegalArgumentException if the address is missing or none
    GrafanaSource(GrafanaProperties properties) {
        URI url = properties.url();
        if (url == null) throw new IllegalArgumentException(GrafanaProperties.PREFIX + ".url is missing");
        this.properties = properties;
        this.endpoint = new Endpoint(name(), GrafanaProperties.PREFIX, url, properties.credential(), Map.of(),
                new Endpoint.Limits(properties.connectTimeout(), properties.readTimeout(), properties.maxAnswer().toBytes()));
    }

    @Override
    public String name() {
        return "grafana";
    }

    @Override
    public EvidenceResult ask(EvidenceQuery query) {
        return new Questions(query).ask();
    }

    @Override
    public SourceReport report() {
        String address = endpoint.base().toString();
        Round round = round();
        Optional<JsonNode> annotations = round.ask(Request.get("/api/annotations", "limit", Integer.toString(PAGE)), JsonNode::isArray);
        if (annotations.isEmpty()) return SourceReport.unreachable(name(), address, round.trouble().orElse("it did not answer"));
        String version = round.tryTo(Request.get("/api/health"), JsonNode::isObject).map(body -> body.path("version").asString(null))
                .orElse(null);
        var facts = new ArrayList<String>();
        int size = annotations.get().size();
        facts.add((size == PAGE ? PAGE + " annotations or more" : size + " annotations") + " can be read");
        facts.add(round.tryTo(Request.get("/api/v1/provisioning/alert-rules"), JsonNode::isArray)
                .map(rules -> rules.size() + " alert rules, whose queries are put when they fire")
                .orElse("alert rules cannot be read: give the service account the permission alert.provisioning:read"));
        return new SourceReport(name(), address, true, version, facts, List.of(), null);
    }

    private Round round() {
        return new Round(name(), GrafanaProperties.PREFIX, endpoint, properties.deadline());
    }

    /// The questions about one incident.
    private final class Questions {

        private final Round round = round();
        private final EvidenceQuery query;
        private final List<String> services;
        private final Window window;

        Questions(EvidenceQuery query) {
            this.query = query;
            this.services = query.services().stream().filter(service -> !service.isBlank()).distinct().limit(MOST_SERVICES).toList();
            this.window = new Window(query.window().from().minus(properties.before()), query.window().to());
        }

        EvidenceResult ask() {
            var drafts = new ArrayList<Draft>(annotations());
            rule().ifPresent(drafts::add);
            return round.ended(drafts, page(window.to().toEpochMilli()).toString(), services.isEmpty()
                    ? "the incident names no service, and no annotation has one of " + GrafanaProperties.PREFIX + ".tags"
                    : "no annotation between " + window.from() + " and " + window.to() + " names " + String.join(" or ", services));
        }

        private Request page(long to) {
            return Request.get("/api/annotations", "from", Long.toString(window.from().toEpochMilli()), "to", Long.toString(to), "type",
                    "annotation", "limit", Integer.toString(PAGE));
        }

        private List<Draft> annotations() {
            var seen = new LinkedHashMap<Long, JsonNode>();
            long to = window.to().toEpochMilli();
            for (int page = 0; page < MOST_PAGES; page++) {
                Optional<JsonNode> body = round.ask(page(to), JsonNode::isArray);
                if (body.isEmpty()) break;
                int before = seen.size();
                body.get().forEach(one -> seen.put(one.path("id").asLong(0), one));
                if (body.get().size() < PAGE || seen.size() == before) break;
                // The newest come first and there is no cursor: the oldest of them is where the next page begins.
                to = body.get().valueStream().mapToLong(one -> one.path("time").asLong(Long.MAX_VALUE)).min().orElse(to);
            }
            var drafts = new ArrayList<Draft>();
            var notices = new ArrayList<Notice>();
            String asked = page(window.to().toEpochMilli()).toString();
            seen.values().stream().filter(one -> one.path("time").isNumber())
                    .sorted(Comparator.comparingLong(one -> one.path("time").asLong())).forEach(one -> {
                        List<String> tags = one.path("tags").valueStream().filter(JsonNode::isString).map(JsonNode::stringValue).toList();
                        String text = one.path("text").asString("").replaceAll("<[^>]{0,200}>", " ").strip();
                        Optional<String> service = services.stream().filter(name -> speaksOf(name, tags, text)).findFirst();
                        if (service.isEmpty() && tags.stream().noneMatch(properties.tags()::contains)) return;
                        if (text.isEmpty() && tags.isEmpty()) return;
                        Instant at = Instant.ofEpochMilli(one.path("time").asLong());
                        String said = text.isEmpty() ? String.join(", ", tags) : text;
                        Optional<Change.Kind> kind = kind(tags, said);
                        if (kind.isEmpty()) {
                            notices.add(new Notice(at, name(), service.orElse(null), null, said));
                            return;
                        }
                        var attributes = new LinkedHashMap<String, String>();
                        if (!tags.isEmpty()) attributes.put("tags", String.join(", ", tags));
                        var change = new Change("annotation " + one.path("id").asLong(0), kind.get(), at, service.orElse(null), said,
                                one.path("login").asString(null), version(tags), null, List.of(), null, attributes);
                        drafts.add(new Draft(asked, kind.get().word().replace('_', ' ') + ": "
                                + said.lines().findFirst().orElse(said), window, new Content.Changes(List.of(change)), dashboard(one)));
                    });
            if (!notices.isEmpty()) {
                drafts.add(new Draft(asked, "annotations (" + notices.size() + ")", window, new Content.Notices(notices), null));
            }
            return drafts;
        }

        /// What the rule that fired looks at; empty if there is no such rule here, or its queries may not be read or put, which is a courtesy that nobody misses.
        private Optional<Draft> rule() {
            String title = query.labels().get("alertname");
            if (title == null || round.failed() > 0) return Optional.empty();
            Request rules = Request.get("/api/v1/provisioning/alert-rules");
            Round courtesy = round();
            Optional<JsonNode> rule = courtesy.ask(rules, JsonNode::isArray).flatMap(all -> all.valueStream()
                    .filter(one -> one.path("title").asString("").equals(title)).findFirst());
            if (rule.isEmpty()) return Optional.empty();
            ArrayNode queries = JsonMapper.shared().createArrayNode();
            rule.get().path("data").valueStream().filter(data -> !OWN.contains(data.path("datasourceUid").asString("__expr__"))
                    && data.path("model").isObject()).limit(MOST_QUERIES).forEach(data -> {
                        ObjectNode asked = (ObjectNode) data.path("model").deepCopy();
                        asked.put("refId", data.path("refId").asString("A"));
                        asked.putObject("datasource").put("uid", data.path("datasourceUid").asString(""));
                        // A rule asks for the newest value; what led to it is what matters here.
                        asked.put("instant", false).put("range", true).put("maxDataPoints", MOST_SAMPLES)
                                .put("intervalMs", Math.max(1000, query.window().length().toMillis() / MOST_SAMPLES));
                        queries.add(asked);
                    });
            if (queries.isEmpty()) return Optional.empty();
            ObjectNode body = JsonMapper.shared().createObjectNode();
            body.set("queries", queries);
            body.put("from", Long.toString(query.window().from().toEpochMilli())).put("to",
                    Long.toString(query.window().to().toEpochMilli()));
            Request request = Request.post("/api/ds/query", body);
            return courtesy.ask(request, answer -> answer.path("results").isObject()).map(answer -> series(title, answer))
                    .filter(series -> !series.isEmpty())
                    .map(series -> new Draft(request.toString(),
                            "what the alert rule " + title + " looks at (" + series.size() + " series)",
                            query.window(), new Content.Metrics(series), base() + "/alerting/grafana/"
                                    + Endpoint.encoded(rule.get().path("uid").asString("")) + "/view"));
        }

        private List<MetricSeries> series(String title, JsonNode answer) {
            var series = new ArrayList<MetricSeries>();
            answer.path("results").forEach(result -> result.path("frames").forEach(frame -> {
                JsonNode fields = frame.path("schema").path("fields");
                JsonNode values = frame.path("data").path("values");
                int time = IntStream.range(0, fields.size()).filter(i -> fields.path(i).path("type").asString("").equals("time"))
                        .findFirst()
                        .orElse(-1);
                if (time < 0) return;
                for (int i = 0; i < fields.size() && series.size() < MOST_SERIES; i++) {
                    JsonNode field = fields.path(i);
                    if (!field.path("type").asString("").equals("number")) continue;
                    var labels = new LinkedHashMap<String, String>();
                    field.path("labels").forEachEntry((name, value) -> labels.put(name, value.asString("")));
                    Samples samples = samples(values.path(time), values.path(i));
                    if (samples.size() == 0) continue;
                    String service = SERVICE_LABELS.stream().map(labels::get).filter(services::contains).findFirst().orElse(null);
                    String name = labels.remove("__name__");
                    series.add(
                            new MetricSeries(service, name == null ? title : name, field.path("config").path("unit").asString(null), labels,
                                    samples));
                }
            }));
            return series;
        }

        private static Samples samples(JsonNode times, JsonNode numbers) {
            List<Integer> known = IntStream.range(0, Math.min(times.size(), numbers.size()))
                    .filter(i -> times.path(i).isNumber() && numbers.path(i).isNumber()).boxed()
                    .sorted(Comparator.comparingLong(i -> times.path(i).asLong())).limit(MOST_SAMPLES * 2L).toList();
            return new Samples(known.stream().mapToLong(i -> times.path(i).asLong()).toArray(),
                    known.stream().mapToDouble(i -> numbers.path(i).asDouble()).toArray());
        }

        private @Nullable String dashboard(JsonNode annotation) {
            String uid = annotation.path("dashboardUID").asString("");
            if (uid.isBlank()) return null;
            long panel = annotation.path("panelId").asLong(0);
            return base() + "/d/" + Endpoint.encoded(uid) + "?" + Endpoint.encoded(List.of("from",
                    Long.toString(query.window().from().toEpochMilli()), "to", Long.toString(query.window().to().toEpochMilli())))
                    + (panel > 0 ? "&viewPanel=" + panel : "");
        }

        private String base() {
            URI page = properties.pageUrl();
            return (page == null ? endpoint.base() : page).toString().replaceAll("/+$", "");
        }
    }

    /// Whether a tag is the name or ends with it, as in `service:checkout`, or the text has it as a word.
    private static boolean speaksOf(String service, List<String> tags, String text) {
        String name = service.toLowerCase(Locale.ROOT);
        return tags.stream().map(tag -> tag.toLowerCase(Locale.ROOT))
                .anyMatch(tag -> tag.equals(name) || tag.endsWith(":" + name) || tag.endsWith("=" + name))
                || Pattern.compile("(?<![\\w-])" + Pattern.quote(name) + "(?![\\w-])").matcher(text.toLowerCase(Locale.ROOT)).find();
    }

    private static Optional<Change.Kind> kind(List<String> tags, String text) {
        String said = (String.join(" ", tags) + " " + text.lines().findFirst().orElse("")).toLowerCase(Locale.ROOT);
        if (DEPLOYMENT.matcher(said).find()) return Optional.of(Change.Kind.DEPLOYMENT);
        if (FLAG.matcher(said).find()) return Optional.of(Change.Kind.FEATURE_FLAG);
        return CONFIGURATION.matcher(said).find() ? Optional.of(Change.Kind.CONFIGURATION) : Optional.empty();
    }

    private static @Nullable String version(List<String> tags) {
        return tags.stream().map(tag -> tag.split("[:=]", 2)).filter(parts -> parts.length == 2 && parts[0].equalsIgnoreCase("version"))
                .map(parts -> parts[1])
                .collect(Collectors.collectingAndThen(Collectors.toList(), all -> all.isEmpty() ? null : all.getFirst()));
    }
}
