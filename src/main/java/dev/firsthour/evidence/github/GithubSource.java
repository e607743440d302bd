package dev.firsthour.evidence.github;

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

/// What changed in the repositories of the services in trouble, by GitHub's REST API (version 2022-11-28): deployments with what they brought over
/// the one before, commits with their differences, and releases. Each change is one piece of evidence.
///
/// A deployment's difference is asked for between its commit and that of the deployment before it to the same environment, so that what is found is
/// what went live, whenever it was written.
@Component
@ConditionalOnProperty(prefix = GithubProperties.PREFIX, name = "owner")
@EnableConfigurationProperties(GithubProperties.class)
final class GithubSource extends HttpEvidenceSource {

    /// A name that stands in a path; anything else is none of GitHub's.
    private static final String NAME = "[A-Za-z0-9._-]{1,100}";

    private final GithubProperties properties;
    private final String owner;
    private final RepositoryQuestions.Missing missing = new RepositoryQuestions.Missing();

    /// @throws IllegalArgumentException if the owner is missing or none
    GithubSource(GithubProperties properties) {
        super("github", GithubProperties.PREFIX, properties);
        String owner = properties.owner();
        if (owner == null || !owner.matches(NAME)) {
            throw new IllegalArgumentException(GithubProperties.PREFIX + ".owner is the name of an organisation or user, not " + owner);
        }
        this.owner = owner;
        this.properties = properties;
    }

    @Override
    public EvidenceResult ask(EvidenceQuery query) {
        return new Questions(query).ask();
    }

    @Override
    public SourceReport report() {
        Round round = round();
        Optional<JsonNode> repositories = round.ask(Request.get("/users/" + owner + "/repos", "per_page", "100", "sort", "pushed"),
                JsonNode::isArray);
        if (repositories.isEmpty()) return unreachable(round);
        var facts = new ArrayList<String>();
        int size = repositories.get().size();
        facts.add((size == 100 ? "100 repositories or more" : size + " repositories") + " of " + owner + " can be read");
        round.tryTo(Request.get("/rate_limit"), JsonNode::isObject).ifPresent(limit -> facts.add(limit.path("resources").path("core")
                .path("remaining").asLong(0) + " of " + limit.path("resources").path("core").path("limit").asLong(0)
                + " questions are left in this hour"));
        return reachable(null, facts, repositories.get().valueStream()
                .map(repository -> repository.path("name").asString("")).filter(name -> !name.isEmpty()).toList());
    }

    /// The questions about one incident.
    private final class Questions extends RepositoryQuestions {

        Questions(EvidenceQuery query) {
            super(round(), query, properties.before(), missing);
        }

        @Override
        protected EvidenceResult nobody() {
            return round.noService(query, "a repository's", ": set " + GithubProperties.PREFIX + ".repositories");
        }

        @Override
        protected Optional<String> path(String service) {
            return Optional.of(properties.repositories().getOrDefault(service, service)).filter(name -> name.matches(NAME))
                    .map(name -> owner + "/" + name);
        }

        @Override
        protected List<String> everybodys() {
            return properties.fallback().stream().filter(name -> name.matches(NAME)).map(name -> owner + "/" + name).toList();
        }

        @Override
        protected boolean isThere(Repository repository) {
            return round.isThere(Request.get(api(repository)), body -> body.path("full_name").isString(), Request.get("/rate_limit"),
                    body -> body.path("resources").isObject());
        }

        private static String api(Repository repository) {
            return "/repos/" + repository.path();
        }

        @Override
        protected List<Draft> deployments(Repository repository) {
            Request request = Request.get(api(repository) + "/deployments", "per_page", Integer.toString(PAGE));
            List<JsonNode> all = round.ask(request, JsonNode::isArray).stream().flatMap(JsonNode::valueStream)
                    .sorted(Comparator.comparing((JsonNode one) -> one.path("created_at").asString("")).reversed()).toList();
            var drafts = new ArrayList<Draft>();
            for (int i = 0; i < all.size() && drafts.size() < MOST_DEPLOYMENTS; i++) {
                JsonNode deployment = all.get(i);
                Instant at = Rows.time(deployment.path("created_at"));
                if (at == null || !window.holds(at)) continue;
                String environment = deployment.path("environment").asString("");
                String sha = sha(deployment);
                String before = all.stream().skip(i + 1L).filter(earlier -> earlier.path("environment").asString("").equals(environment))
                        .map(this::sha).filter(earlier -> !earlier.equals(sha)).findFirst().orElse("");
                Optional<JsonNode> compared = sha.matches(SHA) && before.matches(SHA)
                        ? round.tryTo(Request.get(api(repository) + "/compare/" + before + "..." + sha, "per_page", "1"),
                                JsonNode::isObject)
                        : Optional.empty();
                Difference difference = difference(compared);
                var attributes = new LinkedHashMap<String, String>();
                if (!environment.isEmpty()) attributes.put("environment", environment);
                if (!before.isEmpty()) attributes.put("from", before);
                String ref = deployment.path("ref").asString("");
                String name = repository.path().substring(owner.length() + 1);
                var change = new Change(deployment.path("id").asString("deployment " + at), Change.Kind.DEPLOYMENT, at,
                        repository.service(),
                        "deployment of " + name + " " + ref + (environment.isEmpty() ? "" : " to " + environment),
                        deployment.path("creator").path("login").asString(null), ref.isEmpty() ? null : ref, sha.isEmpty() ? null : sha,
                        difference.files(), difference.text(), attributes);
                drafts.add(Draft.of(change, request.toString(), window, compared.map(this::link).orElse(null)));
            }
            return drafts;
        }

        @Override
        protected Request commits(Repository repository, int page) {
            return Request.get(api(repository) + "/commits", "since", window.from().toString(), "until", window.to().toString(), "per_page",
                    Integer.toString(PAGE), "page", Integer.toString(page));
        }

        @Override
        protected String sha(JsonNode commit) {
            return commit.path("sha").asString("");
        }

        @Override
        protected Request detail(Repository repository, String sha) {
            return Request.get(api(repository) + "/commits/" + sha);
        }

        @Override
        protected Difference difference(Optional<JsonNode> detail) {
            return Difference.of(detail.map(body -> body.path("files")), "filename", "previous_filename", "patch");
        }

        @Override
        protected Optional<Change> commit(Repository repository, JsonNode commit, Difference difference) {
            JsonNode written = commit.path("commit");
            String message = written.path("message").asString("").strip();
            return Optional.ofNullable(Rows.time(written.path("committer").path("date"))).map(at -> new Change(sha(commit),
                    Change.Kind.COMMIT, at, repository.service(), message.isEmpty() ? sha(commit) : message,
                    written.path("author").path("name").asString(null), null, sha(commit), difference.files(), difference.text(),
                    Map.of("repository", repository.path())));
        }

        @Override
        protected @Nullable String link(JsonNode commit) {
            return commit.path("html_url").asString(null);
        }

        @Override
        protected List<Draft> releases(Repository repository) {
            Request request = Request.get(api(repository) + "/releases", "per_page", "10");
            var drafts = new ArrayList<Draft>();
            round.ask(request, JsonNode::isArray).ifPresent(body -> body.forEach(release -> {
                Instant at = Rows.time(release.path("published_at"));
                if (at == null || !window.holds(at)) return;
                String tag = release.path("tag_name").asString("");
                String named = release.path("name").asString("");
                var change = new Change("release " + tag, Change.Kind.DEPLOYMENT, at, repository.service(), "release "
                        + (named.isBlank() ? tag : named), release.path("author").path("login").asString(null), tag.isEmpty() ? null : tag,
                        null, List.of(), null, Map.of("repository", repository.path()));
                drafts.add(Draft.of(change, request.toString(), window, link(release)));
            }));
            return drafts;
        }
    }
}
