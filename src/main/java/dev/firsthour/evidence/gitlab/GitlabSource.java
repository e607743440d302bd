package dev.firsthour.evidence.gitlab;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.Endpoint;
import dev.firsthour.evidence.Endpoint.Request;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.HttpEvidenceSource;
import dev.firsthour.evidence.Remembered;
import dev.firsthour.evidence.Round;
import dev.firsthour.evidence.Rows;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Window;

import tools.jackson.databind.JsonNode;

/// What changed in the projects of the services in trouble, by GitLab's REST API (version 4): deployments that succeeded with what they brought over the one before to
/// the same environment, commits with their differences, and releases. Each change is one piece of evidence.
final class GitlabSource extends HttpEvidenceSource {

    /// The service in trouble and its nearest neighbours.
    static final int MOST_PROJECTS = 5;
    static final int PAGE = 50;
    /// Of one project, so many pages of commits.
    static final int MOST_PAGES = 2;
    /// The newest commits of a project come with their differences, the others with their messages.
    static final int MOST_DIFFS = 10;
    private static final int MOST_DEPLOYMENTS = 5;
    private static final int MOST_FILES = 300;
    private static final int LONGEST_DIFF = 60_000;
    private static final int MOST_REMEMBERED = 500;
    /// A name as groups and projects have; anything else is none of GitLab's.
    private static final String NAME = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}";
    private static final String PATH = NAME + "(/" + NAME + "){0,20}";
    private static final String SHA = "[0-9a-f]{7,64}";

    private final GitlabProperties properties;
    private final String group;
    /// Which projects there are not: most services are not called like one.
    private final Remembered<String, Boolean> missing = new Remembered<>(MOST_REMEMBERED, Duration.ofMinutes(30));

    /// @throws IllegalArgumentException if the group is missing or none
    GitlabSource(GitlabProperties properties) {
        super("gitlab", GitlabProperties.PREFIX, properties);
        String group = properties.group();
        if (group == null || !group.matches(PATH)) {
            throw new IllegalArgumentException(GitlabProperties.PREFIX + ".group is the path of a group or user, not " + group);
        }
        this.group = group;
        this.properties = properties;
    }

    @Override
    public EvidenceResult ask(EvidenceQuery query) {
        return new Questions(query).ask();
    }

    @Override
    public SourceReport report() {
        Round round = round();
        Optional<JsonNode> version = round.ask(Request.get("/version"), body -> body.path("version").isString());
        if (version.isEmpty()) return unreachable(round);
        Optional<JsonNode> projects = round
                .tryTo(Request.get("/groups/" + Endpoint.encoded(group) + "/projects", "per_page", "100", "simple",
                        "true", "order_by", "last_activity_at"), JsonNode::isArray);
        return reachable(version.get().path("version").asString(null), List.of(projects
                .map(all -> (all.size() == 100 ? "100 projects or more" : all.size() + " projects") + " of " + group + " can be read")
                .orElse("the projects of " + group + " cannot be listed; those of a user never can")), projects
                        .map(all -> all.valueStream()
                                .map(one -> one.path("path").asString("")).filter(name -> !name.isEmpty()).toList())
                        .orElse(List.of()));
    }

    /// A project and the service it is looked at for; the service is null for one that everything comes from.
    private record Project(String path, @Nullable String service) {

        String api() {
            return "/projects/" + Endpoint.encoded(path);
        }
    }

    /// The questions about one incident.
    private final class Questions {

        private final Round round = round();
        private final EvidenceQuery query;
        private final Window window;

        Questions(EvidenceQuery query) {
            this.query = query;
            this.window = query.reachingBack(properties.before());
        }

        EvidenceResult ask() {
            List<Project> projects = projects();
            if (projects.isEmpty()) return round.noService(query, "a project's", ": set " + GitlabProperties.PREFIX + ".projects");
            var drafts = new ArrayList<Draft>();
            for (Project project : projects) {
                drafts.addAll(of(project));
            }
            return round.ended(drafts, String.join("\n", projects.stream().map(project -> commits(project, 1).toString()).toList()),
                    "nothing was changed between " + window.from() + " and " + window.to() + " in "
                            + String.join(", ", projects.stream().map(Project::path).toList()));
        }

        private List<Project> projects() {
            var found = new LinkedHashMap<String, Project>();
            for (String service : query.services()) {
                // What is configured may have a group of its own, what an incident says may not.
                String own = properties.projects().get(service);
                if (own == null && !service.matches(NAME)) continue;
                String path = path(own == null ? service : own);
                if (path.matches(PATH)) found.putIfAbsent(path, new Project(path, service));
            }
            for (String name : properties.fallback()) {
                if (path(name).matches(PATH)) found.putIfAbsent(path(name), new Project(path(name), null));
            }
            return found.values().stream().limit(MOST_PROJECTS).toList();
        }

        private String path(String name) {
            return name.contains("/") ? name : group + "/" + name;
        }

        private List<Draft> of(Project project) {
            if (missing.of(project.path()).isPresent()) return List.of();
            boolean there = round.isThere(Request.get(project.api()), body -> body.path("path_with_namespace").isString(),
                    Request.get("/version"), body -> body.path("version").isString());
            if (!there) {
                // A service that is no project is no failure.
                if (round.failed() == 0) missing.put(project.path(), true);
                return List.of();
            }
            var drafts = new ArrayList<Draft>();
            drafts.addAll(deployments(project));
            drafts.addAll(committed(project));
            drafts.addAll(releases(project));
            return drafts;
        }

        private List<Draft> deployments(Project project) {
            Request request = Request.get(project.api() + "/deployments", "status", "success", "order_by", "id", "sort", "desc", "per_page",
                    Integer.toString(PAGE));
            List<JsonNode> all = round.ask(request, JsonNode::isArray).stream().flatMap(JsonNode::valueStream)
                    .sorted(Comparator.comparingLong((JsonNode one) -> one.path("id").asLong(0)).reversed()).toList();
            var drafts = new ArrayList<Draft>();
            for (int i = 0; i < all.size() && drafts.size() < MOST_DEPLOYMENTS; i++) {
                JsonNode deployment = all.get(i);
                Instant at = Optional.ofNullable(Rows.time(deployment.path("deployable").path("finished_at")))
                        .orElse(Rows.time(deployment.path("created_at")));
                if (at == null || !window.holds(at)) continue;
                String environment = deployment.path("environment").path("name").asString("");
                String sha = deployment.path("sha").asString("");
                String before = all.stream().skip(i + 1L)
                        .filter(one -> one.path("environment").path("name").asString("").equals(environment))
                        .map(one -> one.path("sha").asString("")).findFirst().orElse("");
                Optional<JsonNode> difference = before.matches(SHA) && sha.matches(SHA) && !before.equals(sha)
                        ? round.ask(Request.get(project.api() + "/repository/compare", "from", before, "to", sha),
                                body -> body.path("diffs").isArray())
                        : Optional.empty();
                var attributes = new LinkedHashMap<String, String>();
                attributes.put("project", project.path());
                attributes.put("environment", environment);
                if (!before.isEmpty()) attributes.put("from", before);
                String ref = deployment.path("ref").asString("");
                var change = new Change(deployment.path("id").asString(sha), Change.Kind.DEPLOYMENT, at, project.service(), "deployed "
                        + (ref.isEmpty() ? sha : ref) + " to " + environment, deployment.path("user").path("username").asString(null),
                        ref.isEmpty() ? null : ref, sha.isEmpty() ? null : sha, files(difference.map(body -> body.path("diffs"))),
                        diff(difference.map(body -> body.path("diffs"))), attributes);
                drafts.add(Draft.of(change, request.toString(), window,
                        difference.map(body -> body.path("web_url").asString(null)).orElse(null)));
            }
            return drafts;
        }

        private Request commits(Project project, int page) {
            return Request.get(project.api() + "/repository/commits", "since", window.from().toString(), "until", window.to().toString(),
                    "per_page", Integer.toString(PAGE), "page", Integer.toString(page));
        }

        private List<Draft> committed(Project project) {
            var shown = new ArrayList<JsonNode>();
            for (int page = 1; page <= MOST_PAGES; page++) {
                Optional<JsonNode> body = round.ask(commits(project, page), JsonNode::isArray);
                if (body.isEmpty()) break;
                body.get().valueStream().filter(commit -> commit.path("id").asString("").matches(SHA)).forEach(shown::add);
                if (body.get().size() < PAGE) break;
            }
            List<Optional<JsonNode>> details = round.askAll(shown.stream().limit(MOST_DIFFS)
                    .map(commit -> Request.get(project.api() + "/repository/commits/" + commit.path("id").asString("") + "/diff")).toList(),
                    JsonNode::isArray);
            var drafts = new ArrayList<Draft>();
            for (int i = 0; i < shown.size(); i++) {
                JsonNode commit = shown.get(i);
                Instant at = Rows.time(commit.path("committed_date"));
                if (at == null) continue;
                Optional<JsonNode> detail = i < details.size() ? details.get(i) : Optional.empty();
                String sha = commit.path("id").asString("");
                String message = commit.path("message").asString("").strip();
                var change = new Change(sha, Change.Kind.COMMIT, at, project.service(), message.isEmpty() ? sha : message,
                        commit.path("author_name").asString(null), null, sha, files(detail), diff(detail),
                        Map.of("project", project.path()));
                drafts.add(Draft.of(change, commits(project, 1).toString(), window, commit.path("web_url").asString(null)));
            }
            return drafts;
        }

        private List<Draft> releases(Project project) {
            Request request = Request.get(project.api() + "/releases", "order_by", "released_at", "sort", "desc", "per_page", "10");
            var drafts = new ArrayList<Draft>();
            round.ask(request, JsonNode::isArray).ifPresent(body -> body.forEach(release -> {
                Instant at = Rows.time(release.path("released_at"));
                if (at == null || !window.holds(at)) return;
                String tag = release.path("tag_name").asString("");
                String named = release.path("name").asString("");
                drafts.add(Draft.of(new Change("release " + tag, Change.Kind.DEPLOYMENT, at, project.service(), "release "
                        + (named.isBlank() ? tag : named), release.path("author").path("username").asString(null),
                        tag.isEmpty() ? null : tag,
                        release.path("commit").path("id").asString(null), List.of(), null, Map.of("project", project.path())),
                        request.toString(), window, release.path("_links").path("self").asString(null)));
            }));
            return drafts;
        }

    }

    private static List<String> files(Optional<JsonNode> diffs) {
        Set<String> files = new LinkedHashSet<>();
        diffs.ifPresent(all -> all.forEach(file -> {
            String name = file.path("new_path").asString("");
            if (files.size() < MOST_FILES && !name.isEmpty()) files.add(name);
        }));
        return List.copyOf(files);
    }

    /// The difference in unified form: GitLab gives each file's hunks without the lines that name the file.
    private static @Nullable String diff(Optional<JsonNode> diffs) {
        var text = new StringBuilder();
        diffs.ifPresent(all -> all.forEach(file -> {
            String hunks = file.path("diff").asString("");
            if (hunks.isEmpty() || text.length() > LONGEST_DIFF) return;
            text.append("--- a/").append(file.path("old_path").asString("")).append("\n+++ b/").append(file.path("new_path").asString(""))
                    .append('\n').append(hunks).append(hunks.endsWith("\n") ? "" : "\n");
        }));
        return text.isEmpty() ? null : text.toString();
    }
}
