package dev.firsthour.evidence.kubernetes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

import dev.firsthour.evidence.Difference;
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
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Window;

import tools.jackson.databind.JsonNode;

/// What a cluster knows of services, by the REST API of Kubernetes: why their containers ended and what these last wrote, the events about them, their
/// rollouts with what differs between the revisions, and the nodes they run on.
///
/// A service's pods are found by its labels, else by the selector of a deployment of its name. What happened to pods is told as log lines of the
/// service, since that is whose trouble it is; what happened to nodes is a notice. A rollout is a change at the time its replica set was made, or for one that
/// goes back to an older replica set, at the time the deployment says that it got on.
///
/// Events are kept for an hour by most clusters, and one container before the present one: what is older is gone there.
@Component
@ConditionalOnProperty(prefix = KubernetesProperties.PREFIX, name = "url")
@EnableConfigurationProperties(KubernetesProperties.class)
final class KubernetesSource extends HttpEvidenceSource {

    /// The service in trouble and its nearest neighbours.
    static final int MOST_SERVICES = 6;
    static final int PAGE = 250;
    /// Of one list.
    static final int MOST_PAGES = 4;
    /// Containers whose last lines are fetched, the newest to end first.
    static final int MOST_ENDED = 4;
    private static final int MOST_NODES = 12;
    private static final int MOST_REVISIONS = 10;
    private static final int LONGEST_LOG = 1_000_000;
    /// A label's value and an object's name at once.
    private static final String NAME = "[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?";
    private static final String REVISION = "deployment.kubernetes.io/revision";
    private static final String CAUSE = "kubernetes.io/change-cause";
    /// Why a container waits that will not begin by waiting longer.
    private static final Set<String> STUCK = Set.of("ImagePullBackOff", "ErrImagePull", "InvalidImageName", "CreateContainerConfigError",
            "CreateContainerError", "RunContainerError", "CrashLoopBackOff");

    private final KubernetesProperties properties;

    /// @throws IllegalArgumentException if the address is missing or none
    KubernetesSource(KubernetesProperties properties) {
        super("kubernetes", KubernetesProperties.PREFIX, properties);
        this.properties = properties;
    }

    @Override
    public EvidenceResult ask(EvidenceQuery query) {
        return new Questions(query).ask();
    }

    @Override
    public SourceReport report() {
        Round round = round();
        var pods = new ArrayList<JsonNode>();
        long more = 0;
        for (String path : paths("/api/v1", "pods")) {
            Optional<JsonNode> body = round.ask(Request.get(path, "limit", "200"), KubernetesSource::isList);
            if (body.isEmpty()) return unreachable(round);
            body.get().path("items").forEach(pods::add);
            more += body.get().path("metadata").path("remainingItemCount").asLong(0);
        }
        String version = round.text(Request.get("/version"), "/gitVersion");
        var facts = new ArrayList<String>();
        facts.add(pods.size() + more + " pods in " + (properties.namespaces().isEmpty()
                ? "all namespaces"
                : String.join(", ", properties.namespaces())));
        for (String path : List.of(paths("/apis/apps/v1", "replicasets").getFirst(), paths("/api/v1", "events").getFirst(),
                "/api/v1/nodes")) {
            String what = path.substring(path.lastIndexOf('/') + 1);
            boolean readable = round.tryTo(Request.get(path, "limit", "1"), KubernetesSource::isList).isPresent();
            facts.add(readable ? what + " can be read" : what + " cannot be read: let the account get and list them");
        }
        var services = new LinkedHashSet<String>();
        pods.forEach(pod -> properties.serviceLabels().stream().map(label -> pod.path("metadata").path("labels").path(label).asString(""))
                .filter(value -> !value.isEmpty()).findFirst().ifPresent(services::add));
        return reachable(version, facts, List.copyOf(services));
    }

    private static boolean isList(JsonNode body) {
        return body.path("items").isArray();
    }

    private List<String> paths(String api, String resource) {
        return properties.namespaces().isEmpty()
                ? List.of(api + "/" + resource)
                : properties.namespaces().stream().map(namespace -> api + "/namespaces/" + namespace + "/" + resource).toList();
    }

    /// Whose pods are where, and what picks them there.
    private record Place(String namespace, String selector, String service) {}

    /// A container that ended, and its pod.
    private record Ended(JsonNode pod, String service, String container, JsonNode terminated, Instant at, long restarts) {}

    /// One state of a workload's pod template.
    private record Revision(long number, Instant made, Template template, JsonNode object) {}

    /// The questions about one incident.
    private final class Questions {

        private final Round round = round();
        /// For what the account may not read, or is gone meanwhile: the rest tells enough.
        private final Round courtesy = round();
        private final EvidenceQuery query;
        private final List<String> services;
        private final Window window;
        private final Map<String, JsonNode> pods = new LinkedHashMap<>();
        private final Map<String, String> owners = new LinkedHashMap<>();
        private final Set<Place> places = new LinkedHashSet<>();

        Questions(EvidenceQuery query) {
            this.query = query;
            this.services = query.services(service -> service.matches(NAME), MOST_SERVICES);
            this.window = query.reachingBack(properties.before());
        }

        EvidenceResult ask() {
            if (services.isEmpty()) return round.noService(query, "a label's", ", so there is nothing to ask for");
            find();
            var drafts = new ArrayList<Draft>();
            if (!places.isEmpty()) {
                drafts.addAll(rollouts());
                List<Ended> ended = ended();
                drafts.addAll(happenings(ended));
                drafts.addAll(lastWords(ended));
                nodes().ifPresent(drafts::add);
            }
            String asked = "GET " + paths("/api/v1", "pods").getFirst() + "?labelSelector=" + selectors().getFirst();
            return round.ended(drafts, asked, places.isEmpty()
                    ? "no pod and no deployment is called " + String.join(" or ", services) + " by one of the labels "
                            + String.join(", ", properties.serviceLabels())
                    : "no pod of " + String.join(" or ", services) + " ended, nothing was rolled out, and no event tells of them between "
                            + window.from() + " and " + window.to());
        }

        private List<String> selectors() {
            return properties.serviceLabels().stream().map(label -> label + " in (" + String.join(",", services) + ")").toList();
        }

        private void find() {
            for (int i = 0; i < properties.serviceLabels().size(); i++) {
                String label = properties.serviceLabels().get(i);
                for (String path : paths("/api/v1", "pods")) {
                    for (JsonNode pod : listed(round, path, List.of("labelSelector", selectors().get(i)))) {
                        String service = pod.path("metadata").path("labels").path(label).asString("");
                        if (services.contains(service)) keep(pod, service, label + "=" + service);
                    }
                }
            }
            for (String service : services) {
                if (owners.containsValue(service) || round.failed() > 0) continue;
                for (String path : paths("/apis/apps/v1", "deployments")) {
                    for (JsonNode deployment : listed(round, path, List.of("fieldSelector", "metadata.name=" + service))) {
                        var labels = new TreeMap<String, String>();
                        deployment.path("spec").path("selector").path("matchLabels")
                                .forEachEntry((name, value) -> labels.put(name, value.asString("")));
                        String namespace = deployment.path("metadata").path("namespace").asString("");
                        if (labels.isEmpty() || !namespace.matches(NAME)) continue;
                        String selector = String.join(",", labels.entrySet().stream().map(label -> label.getKey() + "=" + label.getValue())
                                .toList());
                        places.add(new Place(namespace, selector, service));
                        listed(round, "/api/v1/namespaces/" + namespace + "/pods", List.of("labelSelector", selector))
                                .forEach(pod -> keep(pod, service, selector));
                    }
                }
            }
        }

        private void keep(JsonNode pod, String service, String selector) {
            JsonNode about = pod.path("metadata");
            String namespace = about.path("namespace").asString("");
            String key = namespace + "/" + about.path("name").asString("");
            if (!namespace.matches(NAME) || !about.path("name").asString("").matches("[a-z0-9][a-z0-9.-]{0,252}")) return;
            pods.putIfAbsent(key, pod);
            if (owners.putIfAbsent(key, service) == null) places.add(new Place(namespace, selector, service));
        }

        /// All of a list, page by page up to a bound.
        private List<JsonNode> listed(Round round, String path, List<String> parameters) {
            return round.pages(MOST_PAGES, page(path, parameters, ""), (page, _) -> {
                String next = page.path("metadata").path("continue").asString("");
                return next.isEmpty() ? null : page(path, parameters, next);
            }, KubernetesSource::isList).stream().flatMap(page -> page.path("items").valueStream()).toList();
        }

        private static Request page(String path, List<String> parameters, String after) {
            var all = new ArrayList<>(parameters);
            all.addAll(List.of("limit", Integer.toString(PAGE)));
            if (!after.isEmpty()) all.addAll(List.of("continue", after));
            return Request.get(path, all);
        }

        private List<Draft> rollouts() {
            var drafts = new ArrayList<Draft>();
            for (Place place : places) {
                String path = "/apis/apps/v1/namespaces/" + place.namespace();
                List<String> picked = List.of("labelSelector", place.selector());
                drafts.addAll(revisions(place, Request.get(path + "/replicasets", picked).toString(), "Deployment",
                        listed(round, path + "/replicasets", picked), set -> set.path("spec").path("template"),
                        set -> set.path("metadata").path("annotations").path(REVISION).asLong(0)));
                // Stateful and daemon sets keep theirs so.
                drafts.addAll(revisions(place, Request.get(path + "/controllerrevisions", picked).toString(), "",
                        listed(courtesy, path + "/controllerrevisions", picked), one -> one.path("data").path("spec").path("template"),
                        one -> one.path("revision").asLong(0)));
            }
            return drafts;
        }

        private List<Draft> revisions(Place place, String asked, String kind, Collection<JsonNode> objects,
                Function<JsonNode, JsonNode> template, ToLongFunction<JsonNode> number) {
            var workloads = new LinkedHashMap<String, List<Revision>>();
            for (JsonNode object : objects) {
                JsonNode owner = object.path("metadata").path("ownerReferences").path(0);
                Instant made = Rows.time(object.path("metadata").path("creationTimestamp"));
                String owned = owner.path("kind").asString("");
                if (made == null || owner.isMissingNode() || !(kind.isEmpty() || owned.equals(kind))) continue;
                workloads.computeIfAbsent(owned + " " + owner.path("name").asString(""), _ -> new ArrayList<>())
                        .add(new Revision(number.applyAsLong(object), made, Template.of(template.apply(object)), object));
            }
            var drafts = new ArrayList<Draft>();
            workloads.forEach((workload, revisions) -> {
                revisions.sort(Comparator.comparingLong(Revision::number).reversed());
                for (int i = 0; i < Math.min(MOST_REVISIONS, revisions.size()); i++) {
                    Revision revision = revisions.get(i);
                    Revision before = i + 1 < revisions.size() ? revisions.get(i + 1) : null;
                    boolean back = i == 0 && before != null && before.made().isAfter(revision.made());
                    Instant at = back && kind.equals("Deployment") ? progressed(place, workload).orElse(revision.made()) : revision.made();
                    if (!window.holds(at)) continue;
                    drafts.add(new Draft(asked, title(workload, revision, before, back), window, new Content.Changes(List.of(
                            change(place, workload, revision, before, back, at))), null));
                }
            });
            return drafts;
        }

        /// When a deployment last got on with a rollout.
        private Optional<Instant> progressed(Place place, String workload) {
            String name = workload.substring(workload.indexOf(' ') + 1);
            return courtesy.tryTo(Request.get("/apis/apps/v1/namespaces/" + place.namespace() + "/deployments/" + Endpoint.encoded(name)),
                    JsonNode::isObject).flatMap(
                            body -> body.path("status").path("conditions").valueStream()
                                    .filter(condition -> condition.path("type").asString("").equals("Progressing"))
                                    .map(condition -> Rows.time(condition.path("lastUpdateTime"))).flatMap(Stream::ofNullable).findFirst());
        }

        private static String title(String workload, Revision revision, @Nullable Revision before, boolean back) {
            return "deployment: " + workload + (back ? " went back to the revision that is now " : " revision ") + revision.number()
                    + (before == null ? "" : ", " + revision.template().differing(before.template()).size() + " settings differ");
        }

        private Change change(Place place, String workload, Revision revision, @Nullable Revision before, boolean back, Instant at) {
            var attributes = new LinkedHashMap<String, String>();
            attributes.put("namespace", place.namespace());
            attributes.put("workload", workload);
            attributes.put("revision", Long.toString(revision.number()));
            String file = place.namespace() + "/" + workload.replace(' ', '/').toLowerCase(Locale.ROOT) + ".yaml";
            Difference difference = Difference.NONE;
            String what = "";
            if (before != null) {
                attributes.put("previous revision", Long.toString(before.number()));
                before.template().version().ifPresent(version -> attributes.put("previous version", version));
                difference = revision.template().settings().difference(before.template().settings(), file);
                what = String.join(", ", revision.template().differing(before.template()).stream().limit(5).toList());
            }
            String cause = revision.object().path("metadata").path("annotations").path(CAUSE).asString("");
            String title = workload + (back ? " rolled back to what is now revision " : " rolled out as revision ") + revision.number()
                    + (what.isEmpty() ? "" : ": changes " + what) + (cause.isBlank() ? "" : " (" + cause.strip() + ")");
            return new Change(place.namespace() + "/" + workload + " revision " + revision.number(), Change.Kind.DEPLOYMENT, at,
                    place.service(),
                    title, null, revision.template().version().orElse(null), null, difference.files(), difference.text(), attributes);
        }

        private List<Ended> ended() {
            var ended = new ArrayList<Ended>();
            pods.forEach((key, pod) -> Stream.of("containerStatuses", "initContainerStatuses")
                    .flatMap(list -> pod.path("status").path(list).valueStream())
                    .forEach(status -> Stream.of("lastState", "state").forEach(state -> {
                        JsonNode terminated = status.path(state).path("terminated");
                        Instant at = Rows.time(terminated.path("finishedAt"));
                        // One that did its work and went is no news.
                        if (at == null || !query.window().holds(at) || (state.equals("state") && terminated.path("exitCode").asInt(0) == 0))
                            return;
                        ended.add(new Ended(pod, owners.getOrDefault(key, ""), status.path("name").asString(""), terminated, at,
                                status.path("restartCount").asLong(0)));
                    })));
            ended.sort(Comparator.comparing(Ended::at).reversed());
            return ended;
        }

        /// What happened to the pods of each service, as its log lines.
        private List<Draft> happenings(List<Ended> ended) {
            var lines = new LinkedHashMap<String, List<LogRecord>>();
            services.forEach(service -> lines.put(service, new ArrayList<>()));
            ended.forEach(one -> lines.getOrDefault(one.service(), new ArrayList<>()).add(told(one)));
            pods.forEach((key, pod) -> waiting(pod, owners.getOrDefault(key, ""))
                    .forEach(line -> lines.getOrDefault(owners.getOrDefault(key, ""),
                            new ArrayList<>()).add(line)));
            var namespaces = new LinkedHashSet<String>();
            places.forEach(place -> namespaces.add(place.namespace()));
            var asked = new ArrayList<String>();
            for (String namespace : namespaces) {
                String path = "/api/v1/namespaces/" + namespace + "/events";
                // Of the usual ones only what was done to deployments: the others say that all is well.
                for (String selector : List.of("type!=Normal", "type=Normal,involvedObject.kind=Deployment")) {
                    asked.add(Request.get(path, "fieldSelector", selector).toString());
                    listed(round, path, List.of("fieldSelector", selector)).forEach(event -> event(namespace, event, lines));
                }
            }
            var drafts = new ArrayList<Draft>();
            lines.forEach((service, records) -> {
                if (records.isEmpty()) return;
                records.sort(LogRecord.BY_TIME);
                drafts.add(new Draft(String.join("\n", asked),
                        "what happened to the pods of " + service + " (" + Draft.count(records.size(), "line") + ")", query.window(),
                        new Content.Logs(records), null));
            });
            return drafts;
        }

        private LogRecord told(Ended ended) {
            JsonNode terminated = ended.terminated();
            String reason = terminated.path("reason").asString("");
            int exit = terminated.path("exitCode").asInt(0);
            String pod = ended.pod().path("metadata").path("name").asString("");
            String limit = ended.pod().path("spec").path("containers").valueStream()
                    .filter(container -> container.path("name").asString("").equals(ended.container()))
                    .map(container -> container.path("resources").path("limits").path("memory").asString("")).findFirst().orElse("");
            String message = terminated.path("message").asString("").strip();
            String text = "container " + ended.container() + " of pod " + pod + " ended: " + (reason.isEmpty() ? "no reason given" : reason)
                    + " (exit code " + exit + ")" + (reason.equals("OOMKilled")
                            ? ", killed as it ran out of memory" + (limit.isEmpty() ? "" : " at its limit of " + limit)
                            : "")
                    + ", restarts so far " + ended.restarts() + (message.isEmpty() ? "" : "\n" + message);
            return new LogRecord(ended.at(), ended.service(), exit == 0 ? "INFO" : "ERROR", text, null, null, about(ended.pod()));
        }

        /// Containers that cannot begin, and pods that were put out, at the time their conditions say.
        private List<LogRecord> waiting(JsonNode pod, String service) {
            var lines = new ArrayList<LogRecord>();
            String name = pod.path("metadata").path("name").asString("");
            Optional<Instant> unready = condition(pod, "Ready").filter(condition -> !condition.path("status").asString("").equals("True"))
                    .map(condition -> Rows.time(condition.path("lastTransitionTime")));
            unready.filter(query.window()::holds).ifPresent(at -> Stream.of("containerStatuses", "initContainerStatuses")
                    .flatMap(list -> pod.path("status").path(list).valueStream()).forEach(status -> {
                        JsonNode waiting = status.path("state").path("waiting");
                        if (!STUCK.contains(waiting.path("reason").asString(""))) return;
                        lines.add(new LogRecord(at, service, "ERROR", "container " + status.path("name").asString("") + " of pod " + name
                                + " cannot run: " + waiting.path("reason").asString("") + " "
                                + waiting.path("message").asString("").strip(), null,
                                null, about(pod)));
                    }));
            condition(pod, "DisruptionTarget").filter(condition -> condition.path("status").asString("").equals("True"))
                    .ifPresent(condition -> {
                        Instant at = Rows.time(condition.path("lastTransitionTime"));
                        if (at == null || !query.window().holds(at)) return;
                        lines.add(new LogRecord(at, service, "WARN",
                                "pod " + name + " was put out: " + condition.path("reason").asString("") + " "
                                        + condition.path("message").asString("").strip(),
                                null, null, about(pod)));
                    });
            return lines;
        }

        private void event(String namespace, JsonNode event, Map<String, List<LogRecord>> lines) {
            JsonNode object = event.path("involvedObject");
            String named = object.path("name").asString("");
            String service = owners.get(namespace + "/" + named);
            if (service == null) {
                // A pod that is gone, a replica set, a deployment: named by what made it.
                service = services.stream().filter(name -> named.equals(name) || named.matches(Pattern.quote(name)
                        + "(-[a-z0-9]{5,10}(-[a-z0-9]{5})?|-[0-9]+)")).findFirst().orElse(null);
            }
            List<LogRecord> own = service == null ? null : lines.get(service);
            Instant at = Stream.of(event.path("series").path("lastObservedTime"), event.path("lastTimestamp"), event.path("eventTime"),
                    event.path("firstTimestamp")).map(Rows::time).flatMap(Stream::ofNullable).findFirst().orElse(null);
            if (own == null || at == null || !query.window().holds(at)) return;
            long times = Math.max(event.path("count").asLong(1), event.path("series").path("count").asLong(1));
            var attributes = new LinkedHashMap<String, String>();
            attributes.put("k8s.object", object.path("kind").asString("") + " " + named);
            attributes.put("k8s.event.reason", event.path("reason").asString(""));
            own.add(new LogRecord(at, service, event.path("type").asString("").equals("Warning") ? "WARN" : "INFO",
                    event.path("reason").asString("") + ": " + event.path("message").asString("").strip() + " ("
                            + object.path("kind").asString("").toLowerCase(Locale.ROOT) + " " + named
                            + (times > 1 ? ", " + times + " times" : "")
                            + ")",
                    null, null, attributes));
        }

        /// What containers wrote before they ended, the newest to end first.
        private List<Draft> lastWords(List<Ended> ended) {
            var drafts = new ArrayList<Draft>();
            var seen = new LinkedHashSet<String>();
            for (Ended one : ended) {
                JsonNode about = one.pod().path("metadata");
                String pod = about.path("name").asString("");
                if (!one.container().matches(NAME) || seen.size() >= MOST_ENDED || !seen.add(pod + " " + one.container())) continue;
                Request request = Request.text("/api/v1/namespaces/" + about.path("namespace").asString("") + "/pods/" + pod + "/log",
                        "container",
                        one.container(), "previous", "true", "timestamps", "true", "tailLines", Integer.toString(properties.lines()),
                        "limitBytes", Integer.toString(LONGEST_LOG));
                // Gone with its node, or not to be read: what it ended with is told anyway.
                String text = courtesy.tryTo(request, JsonNode::isString).map(JsonNode::stringValue).orElse("");
                List<LogRecord> records = text.lines().filter(line -> !line.isBlank()).map(line -> line(line, one)).toList();
                if (records.isEmpty()) continue;
                drafts.add(new Draft(request.toString(),
                        "last lines of container " + one.container() + " of pod " + pod + " before it ended: "
                                + one.terminated().path("reason").asString("no reason given") + " (" + Draft.count(records.size(), "line")
                                + ")",
                        query.window(), new Content.Logs(records), null));
            }
            return drafts;
        }

        private static LogRecord line(String line, Ended ended) {
            int space = line.indexOf(' ');
            Instant at = space < 0 ? null : Rows.time(line.substring(0, space));
            return new LogRecord(at, ended.service(), null, at == null ? line : line.substring(space + 1), null, null, about(ended.pod()));
        }

        private Optional<Draft> nodes() {
            List<Request> requests = pods.values().stream().map(pod -> pod.path("spec").path("nodeName").asString(""))
                    .filter(node -> node.matches("[a-z0-9][a-z0-9.-]{0,252}")).distinct().limit(MOST_NODES)
                    .map(node -> Request.get("/api/v1/nodes/" + node)).toList();
            if (requests.isEmpty()) return Optional.empty();
            var notices = new ArrayList<Notice>();
            courtesy.askAll(requests, body -> body.path("metadata").isObject()).forEach(answer -> answer.ifPresent(node -> {
                String name = node.path("metadata").path("name").asString("");
                node.path("status").path("conditions").forEach(condition -> {
                    String type = condition.path("type").asString("");
                    boolean good = condition.path("status").asString("").equals(type.equals("Ready") ? "True" : "False");
                    Instant at = Rows.time(condition.path("lastTransitionTime"));
                    if (at == null || at.isAfter(query.window().to()) || (good && !query.window().holds(at))) return;
                    String text = "node " + name + ": " + type + " is " + condition.path("status").asString("") + " since " + at + ", "
                            + condition.path("reason").asString("") + " " + condition.path("message").asString("").strip();
                    notices.add(new Notice(at, "kubernetes node", name, good ? "healthy" : type.equals("Ready") ? "notready" : "warning",
                            text));
                });
            }));
            if (notices.isEmpty()) return Optional.empty();
            notices.sort(Comparator.comparing(Notice::at));
            return Optional.of(new Draft(String.join("\n", requests.stream().map(Request::toString).toList()), "nodes of "
                    + String.join(", ", services) + " (" + Draft.count(notices.size(), "condition") + ")",
                    query.window(),
                    new Content.Notices(notices), null));
        }
    }

    private static Optional<JsonNode> condition(JsonNode pod, String type) {
        return pod.path("status").path("conditions").valueStream().filter(one -> one.path("type").asString("").equals(type)).findFirst();
    }

    private static Map<String, String> about(JsonNode pod) {
        var attributes = new LinkedHashMap<String, String>();
        attributes.put("pod", pod.path("metadata").path("name").asString(""));
        attributes.put("namespace", pod.path("metadata").path("namespace").asString(""));
        String node = pod.path("spec").path("nodeName").asString("");
        if (!node.isEmpty()) attributes.put("node", node);
        return attributes;
    }

}
