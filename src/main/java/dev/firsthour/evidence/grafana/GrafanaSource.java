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
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Window;

import tools.jackson.databind.JsonNode;

/// What people and pipelines noted in Grafana, and what the alert that fired there looks at, by Grafana's HTTP API (`/api/annotations`,
/// `/api/dashboards`, `/api/v1/provisioning/alert-rules`, `/api/ds/query`).
///
/// An annotation is about a service if its tags or its text name it. One whose tags or first line speak of a deployment, a setting or a flag is a change;
/// any other is a notice. The panel and the rule of the alert are found by the ids that its webhook gives, the rule else by its title, which is the alert's
/// `alertname`, and their queries are put over the window to whatever data source they are for, so that a metric which only Grafana can reach is evidence as
/// well: see [AlertQueries].
final class GrafanaSource implements EvidenceSource {

    /// The service in trouble and its nearest neighbours.
    private static final int MOST_SERVICES = 8;
    static final int PAGE = 200;
    /// Of annotations, the newest.
    static final int MOST_PAGES = 5;
    private static final Pattern DEPLOYMENT = Pattern.compile("\\b(deploy\\w*|release\\w*|rollout|rolled out|rollback|rolled back)\\b");
    private static final Pattern FLAG = Pattern.compile("\\b(feature[ _-]?flags?|flags?)\\b");
    private static final Pattern CONFIGURATION = Pattern.compile("\\b(config\\w*|settings?)\\b");

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
        facts.add(round.tryTo(Request.get("/api/search", "type", "dash-db", "limit", "1"), JsonNode::isArray)
                .map(dashboards -> dashboards.isEmpty()
                        ? "no dashboard can be read: give the service account the role Viewer"
                        : "dashboards can be read, whose panels are asked when an alert names them")
                .orElse("dashboards cannot be read: give the service account the role Viewer"));
        facts.add(round.tryTo(Request.get(AlertQueries.RULES), JsonNode::isArray)
                .or(() -> round.tryTo(Request.get(AlertQueries.RULER), JsonNode::isObject))
                .map(_ -> "alert rules can be read, whose queries are put when they fire")
                .orElse("alert rules cannot be read: give the service account the role Viewer or the permission alert.provisioning:read"));
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
            var queries = new AlertQueries(round, query, services, base());
            // Annotations are what every account may read: where they cannot be asked for, nothing can.
            if (round.failed() == 0) drafts.addAll(queries.drafts());
            if (!queries.words().isEmpty() && !drafts.isEmpty()) {
                // Else what was found would hide that what matters most could not be asked.
                Draft first = drafts.getFirst();
                drafts.set(0,
                        new Draft(first.query(), first.title() + " - " + queries.words(), first.window(), first.content(), first.link()));
            }
            return round.ended(drafts, page(window.to().toEpochMilli()).toString(), (services.isEmpty()
                    ? "the incident names no service, and no annotation has one of " + GrafanaProperties.PREFIX + ".tags"
                    : "no annotation between " + window.from() + " and " + window.to() + " names " + String.join(" or ", services))
                    + (queries.words().isEmpty() ? "" : "; " + queries.words()));
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
