package dev.firsthour.evidence.gitlab;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
import dev.firsthour.evidence.RepositoryQuestions;
import dev.firsthour.evidence.Round;
import dev.firsthour.evidence.Rows;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.incident.Change;

import tools.jackson.databind.JsonNode;

/// What changed in the projects of the services in trouble, by GitLab's REST API (version 4): deployments that succeeded with what they brought over the one before to
/// the same environment, commits with their differences, and releases. Each change is one piece of evidence.
@Component
@ConditionalOnProperty(prefix = GitlabProperties.PREFIX, name = "group")
@EnableConfigurationProperties(GitlabProperties.class)
final class GitlabSource extends HttpEvidenceSource {

    /// A name as groups and projects have; anything else is none of GitLab's.
    private static final String NAME = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}";
    private static final String PATH = NAME + "(/" + NAME + "){0,20}";

    private final GitlabProperties properties;
    private final String group;
    private final RepositoryQuestions.Missing missing = new RepositoryQuestions.Missing();

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

    /// The questions about one incident.
    private final class Questions extends RepositoryQuestions {

        Questions(EvidenceQuery query) {
            super(round(), query, properties.before(), missing);
        }

        @Override
        protected EvidenceResult nobody() {
            return round.noService(query, "a project's", ": set " + GitlabProperties.PREFIX + ".projects");
        }

        @Override
        protected Optional<String> path(String service) {
            // What is configured may have a group of its own, what an incident says may not.
            String own = properties.projects().get(service);
            return own != null || service.matches(NAME) ? whole(own == null ? service : own) : Optional.empty();
        }

        private Optional<String> whole(String name) {
            return Optional.of(name.contains("/") ? name : group + "/" + name).filter(path -> path.matches(PATH));
        }

        @Override
        protected List<String> everybodys() {
            return properties.fallback().stream().map(this::whole).flatMap(Optional::stream).toList();
        }

        @Override
        protected boolean isThere(Repository project) {
            return round.isThere(Request.get(api(project)), body -> body.path("path_with_namespace").isString(),
                    Request.get("/version"), body -> body.path("version").isString());
        }

        private static String api(Repository project) {
            return "/projects/" + Endpoint.encoded(project.path());
        }

        @Override
        protected List<Draft> deployments(Repository project) {
            Request request = Request.get(api(project) + "/deployments", "status", "success", "order_by", "id", "sort", "desc", "per_page",
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
                Optional<JsonNode> compared = before.matches(SHA) && sha.matches(SHA) && !before.equals(sha)
                        ? round.ask(Request.get(api(project) + "/repository/compare", "from", before, "to", sha),
                                body -> body.path("diffs").isArray())
                        : Optional.empty();
                Difference difference = difference(compared.map(body -> body.path("diffs")));
                var attributes = new LinkedHashMap<String, String>();
                attributes.put("project", project.path());
                attributes.put("environment", environment);
                if (!before.isEmpty()) attributes.put("from", before);
                String ref = deployment.path("ref").asString("");
                var change = new Change(deployment.path("id").asString(sha), Change.Kind.DEPLOYMENT, at, project.service(), "deployed "
                        + (ref.isEmpty() ? sha : ref) + " to " + environment, deployment.path("user").path("username").asString(null),
                        ref.isEmpty() ? null : ref, sha.isEmpty() ? null : sha, difference.files(), difference.text(), attributes);
                drafts.add(Draft.of(change, request.toString(), window, compared.map(this::link).orElse(null)));
            }
            return drafts;
        }

        @Override
        protected Request commits(Repository project, int page) {
            return Request.get(api(project) + "/repository/commits", "since", window.from().toString(), "until", window.to().toString(),
                    "per_page", Integer.toString(PAGE), "page", Integer.toString(page));
        }

        @Override
        protected String sha(JsonNode commit) {
            return commit.path("id").asString("");
        }

        @Override
        protected Request detail(Repository project, String sha) {
            return Request.get(api(project) + "/repository/commits/" + sha + "/diff");
        }

        @Override
        protected Difference difference(Optional<JsonNode> detail) {
            return Difference.of(detail, "new_path", "old_path", "diff");
        }

        @Override
        protected Optional<Change> commit(Repository project, JsonNode commit, Difference difference) {
            String message = commit.path("message").asString("").strip();
            return Optional.ofNullable(Rows.time(commit.path("committed_date"))).map(at -> new Change(sha(commit), Change.Kind.COMMIT, at,
                    project.service(), message.isEmpty() ? sha(commit) : message, commit.path("author_name").asString(null), null,
                    sha(commit), difference.files(), difference.text(), Map.of("project", project.path())));
        }

        @Override
        protected @Nullable String link(JsonNode commit) {
            return commit.path("web_url").asString(null);
        }

        @Override
        protected List<Draft> releases(Repository project) {
            Request request = Request.get(api(project) + "/releases", "order_by", "released_at", "sort", "desc", "per_page", "10");
            var drafts = new ArrayList<Draft>();
            round.ask(request, JsonNode::isArray).ifPresent(body -> body.forEach(release -> {
                Instant at = Rows.time(release.path("released_at"));
                if (at == null || !window.holds(at)) return;
                String tag = release.path("tag_name").asString("");
                String named = release.path("name").asString("");
                var change = new Change("release " + tag, Change.Kind.DEPLOYMENT, at, project.service(), "release "
                        + (named.isBlank() ? tag : named), release.path("author").path("username").asString(null),
                        tag.isEmpty() ? null : tag, release.path("commit").path("id").asString(null), List.of(), null,
                        Map.of("project", project.path()));
                drafts.add(Draft.of(change, request.toString(), window, release.path("_links").path("self").asString(null)));
            }));
            return drafts;
        }
    }
}
