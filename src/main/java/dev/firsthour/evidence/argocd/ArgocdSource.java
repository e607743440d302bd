package dev.firsthour.evidence.argocd;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

import dev.firsthour.evidence.Difference;
import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.Endpoint.Request;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.FlatSettings;
import dev.firsthour.evidence.HttpEvidenceSource;
import dev.firsthour.evidence.Round;
import dev.firsthour.evidence.Rows;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Window;

import tools.jackson.databind.JsonNode;

/// What Argo CD synchronised for the services in question, by its REST API: each entry of an application's history in the window is a change, with what differs between
/// its source (revision, parameters, images) and that of the entry before, and with the commit's message; a synchronisation that failed is a notice.
///
/// An application keeps its last ten synchronisations unless it is told to keep more.
@Component
@ConditionalOnProperty(prefix = ArgocdProperties.PREFIX, name = "url")
@EnableConfigurationProperties(ArgocdProperties.class)
final class ArgocdSource extends HttpEvidenceSource {

    /// The service in trouble and its nearest neighbours.
    private static final int MOST_SERVICES = 6;
    static final int MOST_APPLICATIONS = 8;
    /// Of one application, the newest.
    static final int MOST_SYNCS = 5;
    private static final List<String> SERVICE_LABELS = List.of("app.kubernetes.io/name", "app", "service");
    /// What is needed of an application, which else brings the state of all its resources.
    private static final String FIELDS = "items.metadata.name,items.metadata.namespace,items.metadata.labels,items.spec.destination,"
            + "items.status.history,items.status.operationState.phase,items.status.operationState.message,items.status.operationState.finishedAt";
    private static final String NAME = "[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?";

    private final ArgocdProperties properties;

    /// @throws IllegalArgumentException if the address is missing or none
    ArgocdSource(ArgocdProperties properties) {
        super("argocd", ArgocdProperties.PREFIX, properties);
        this.properties = properties;
    }

    @Override
    public EvidenceResult ask(EvidenceQuery query) {
        return new Questions(query).ask();
    }

    @Override
    public SourceReport report() {
        Round round = round();
        Optional<JsonNode> body = round.ask(applications(), ArgocdSource::isList);
        if (body.isEmpty()) return unreachable(round);
        List<String> names = body.get().path("items").valueStream().map(one -> one.path("metadata").path("name").asString("")).toList();
        return reachable(round.text(Request.get("/api/version"), "/Version"), List.of(names.size() + " applications can be read"), names);
    }

    private static Request applications() {
        return Request.get("/api/v1/applications", "fields", FIELDS);
    }

    /// Where there is none, there is null.
    private static boolean isList(JsonNode body) {
        return body.has("items") && (body.path("items").isArray() || body.path("items").isNull());
    }

    /// The questions about one incident.
    private final class Questions {

        private final Round round = round();
        /// For the commits' messages, which nobody misses where the repository cannot be read.
        private final Round courtesy = round();
        private final EvidenceQuery query;
        private final List<String> services;
        private final Window window;

        Questions(EvidenceQuery query) {
            this.query = query;
            this.services = query.services(MOST_SERVICES);
            this.window = query.reachingBack(properties.before());
        }

        EvidenceResult ask() {
            String asked = applications().toString();
            if (services.isEmpty()) return round.noService();
            var found = new LinkedHashMap<JsonNode, String>();
            round.ask(applications(), ArgocdSource::isList).ifPresent(body -> services.forEach(service -> body.path("items").valueStream()
                    .filter(one -> found.size() < MOST_APPLICATIONS && isOf(one, service))
                    .forEach(one -> found.putIfAbsent(one, service))));
            var drafts = new ArrayList<Draft>();
            found.forEach((application, service) -> drafts.addAll(of(application, service)));
            return round.ended(drafts, asked, found.isEmpty()
                    ? "no application is called " + String.join(" or ", services) + ": set " + ArgocdProperties.PREFIX + ".applications"
                    : "nothing was synchronised for " + String.join(" or ", services) + " between " + window.from() + " and "
                            + window.to());
        }

        /// Whether an application deploys a service: by what is configured, its name, its name with the environment, or its labels.
        private boolean isOf(JsonNode application, String service) {
            String name = application.path("metadata").path("name").asString("");
            String own = properties.applications().get(service);
            if (!name.matches(NAME)) return false;
            if (own != null) return name.equals(own);
            String environment = query.environment();
            return name.equals(service)
                    || (environment != null && (name.equals(service + "-" + environment) || name.equals(environment + "-" + service)))
                    || SERVICE_LABELS.stream()
                            .anyMatch(label -> application.path("metadata").path("labels").path(label).asString("").equals(service));
        }

        private List<Draft> of(JsonNode application, String service) {
            String name = application.path("metadata").path("name").asString("");
            String namespace = application.path("metadata").path("namespace").asString("");
            String link = pages(properties.pageUrl()) + "/applications/"
                    + (namespace.matches(NAME) ? namespace + "/" : "") + name;
            List<JsonNode> history = application.path("status").path("history").valueStream()
                    .sorted(Comparator.comparing((JsonNode entry) -> entry.path("deployedAt").asString("")).reversed()).toList();
            var drafts = new ArrayList<Draft>();
            for (int i = 0; i < history.size() && drafts.size() < MOST_SYNCS; i++) {
                JsonNode entry = history.get(i);
                Instant at = Rows.time(entry.path("deployedAt"));
                if (at == null || !window.holds(at)) continue;
                Change change = change(application, service, entry, i + 1 < history.size() ? history.get(i + 1) : null, at);
                drafts.add(Draft.of(change, applications().toString(), window, link));
            }
            JsonNode operation = application.path("status").path("operationState");
            Instant ended = Rows.time(operation.path("finishedAt"));
            String phase = operation.path("phase").asString("");
            if (ended != null && window.holds(ended) && (phase.equals("Failed") || phase.equals("Error"))) {
                drafts.add(new Draft(applications().toString(), "a synchronisation of " + name + " that failed", window,
                        new Content.Notices(List.of(
                                new Notice(ended, name(), service, "failed", "synchronising " + name + " ended as " + phase + ": "
                                        + operation.path("message").asString("").strip()))),
                        link));
            }
            return drafts;
        }

        private Change change(JsonNode application, String service, JsonNode entry, @Nullable JsonNode before, Instant at) {
            String name = application.path("metadata").path("name").asString("");
            String revision = revision(entry);
            var attributes = new LinkedHashMap<String, String>();
            attributes.put("application", name);
            String namespace = application.path("spec").path("destination").path("namespace").asString("");
            if (!namespace.isEmpty()) attributes.put("namespace", namespace);
            Optional<JsonNode> told = revision.matches("[0-9a-f]{7,64}") && !entry.path("revisions").isArray()
                    ? courtesy.ask(Request.get("/api/v1/applications/" + name + "/revisions/" + revision + "/metadata"), JsonNode::isObject)
                    : Optional.empty();
            String by = entry.path("initiatedBy").path("username").asString("");
            String author = told.map(body -> body.path("author").asString(null)).orElse(by.isEmpty() ? null : by);
            Difference difference = Difference.NONE;
            if (before != null) {
                attributes.put("from", revision(before));
                difference = source(entry).difference(source(before), name + ".yaml");
            }
            String message = told.map(body -> body.path("message").asString("").strip()).orElse("");
            String title = name + " synchronised to " + (revision.length() > 12 ? revision.substring(0, 12) : revision)
                    + (by.isEmpty() ? "" : " by " + by) + (message.isEmpty() ? "" : ": " + message);
            String version = entry.path("source").path("targetRevision").asString("");
            return new Change(name + " " + entry.path("id").asLong(0), Change.Kind.DEPLOYMENT, at, service, title, author,
                    version.isEmpty() || version.equals("HEAD") ? null : version, revision.isEmpty() ? null : revision,
                    difference.files(), difference.text(), attributes);
        }
    }

    /// Of several sources all revisions.
    private static String revision(JsonNode entry) {
        return entry.path("revisions").isArray()
                ? String.join(" ", entry.path("revisions").valueStream().map(one -> one.asString("")).toList())
                : entry.path("revision").asString("");
    }

    private static FlatSettings source(JsonNode entry) {
        var settings = new TreeMap<String, String>();
        FlatSettings.flatten("source", entry.path("source"), settings);
        FlatSettings.flatten("sources", entry.path("sources"), settings);
        settings.put("revision", revision(entry));
        return new FlatSettings(settings);
    }
}
