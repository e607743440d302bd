package dev.firsthour.evidence.github;

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

/// What changed in the repositories of the services in trouble, by GitHub's REST API (version 2022-11-28): deployments with what they brought over
/// the one before, commits with their differences, and releases. Each change is one piece of evidence.
///
/// A deployment's difference is asked for between its commit and that of the deployment before it to the same environment, so that what is found is
/// what went live, whenever it was written.
final class GithubSource extends HttpEvidenceSource {

    /// The service in trouble and its nearest neighbours.
    static final int MOST_REPOSITORIES = 5;
    static final int PAGE = 50;
    /// Of one repository, so many pages of commits.
    static final int MOST_PAGES = 2;
    /// The newest commits of a repository come with their differences, the others with their titles.
    static final int MOST_DIFFS = 10;
    private static final int MOST_DEPLOYMENTS = 5;
    private static final int MOST_FILES = 300;
    private static final int LONGEST_DIFF = 60_000;
    /// A name that stands in a path; anything else is none of GitHub's.
    private static final String NAME = "[A-Za-z0-9._-]{1,100}";
    private static final int MOST_REMEMBERED = 500;

    private final GithubProperties properties;
    private final String owner;
    /// Which repositories there are not: most services are not called like one, and asking costs of what GitHub allows in an hour.
    private final Remembered<String, Boolean> missing = new Remembered<>(MOST_REMEMBERED, Duration.ofMinutes(30));

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
    private final class Questions {

        private final Round round = round();
        private final EvidenceQuery query;
        private final Window window;

        /// A repository and the service it is looked at for; the service is null for one that everything comes from.
        private record Repository(String name, @Nullable String service) {}

        Questions(EvidenceQuery query) {
            this.query = query;
            this.window = query.reachingBack(properties.before());
        }

        EvidenceResult ask() {
            List<Repository> repositories = repositories();
            if (repositories.isEmpty())
                return round.noService(query, "a repository's", ": set " + GithubProperties.PREFIX + ".repositories");
            var drafts = new ArrayList<Draft>();
            for (Repository repository : repositories) {
                drafts.addAll(of(repository));
            }
            String asked = String.join("\n", repositories.stream().map(repository -> commits(repository, 1).toString()).toList());
            return round.ended(drafts, asked, "nothing was changed between " + window.from() + " and " + window.to() + " in "
                    + String.join(", ", repositories.stream().map(repository -> owner + "/" + repository.name()).toList()));
        }

        private List<Repository> repositories() {
            var found = new LinkedHashMap<String, Repository>();
            for (String service : query.services()) {
                String name = properties.repositories().getOrDefault(service, service);
                if (name.matches(NAME)) found.putIfAbsent(name, new Repository(name, service));
            }
            for (String name : properties.fallback()) {
                if (name.matches(NAME)) found.putIfAbsent(name, new Repository(name, null));
            }
            return found.values().stream().limit(MOST_REPOSITORIES).toList();
        }

        private List<Draft> of(Repository repository) {
            if (missing.of(repository.name()).isPresent()) return List.of();
            String path = "/repos/" + owner + "/" + repository.name();
            boolean there = round.isThere(Request.get(path), body -> body.path("full_name").isString(), Request.get("/rate_limit"),
                    body -> body.path("resources").isObject());
            if (!there) {
                // A service that is no repository is no failure.
                if (round.failed() == 0) missing.put(repository.name(), true);
                return List.of();
            }
            var drafts = new ArrayList<Draft>();
            drafts.addAll(deployments(repository, path));
            drafts.addAll(committed(repository, path));
            drafts.addAll(releases(repository, path));
            return drafts;
        }

        private List<Draft> deployments(Repository repository, String path) {
            Request request = Request.get(path + "/deployments", "per_page", Integer.toString(PAGE));
            Optional<JsonNode> body = round.ask(request, JsonNode::isArray);
            if (body.isEmpty()) return List.of();
            var drafts = new ArrayList<Draft>();
            List<JsonNode> all = body.get().valueStream().sorted(Comparator.comparing((JsonNode one) -> one.path("created_at").asString(""))
                    .reversed()).toList();
            for (int i = 0; i < all.size() && drafts.size() < MOST_DEPLOYMENTS; i++) {
                JsonNode deployment = all.get(i);
                Instant at = Rows.time(deployment.path("created_at"));
                if (at == null || !window.holds(at)) continue;
                String environment = deployment.path("environment").asString("");
                String sha = deployment.path("sha").asString("");
                String before = all.stream().skip(i + 1L).filter(earlier -> earlier.path("environment").asString("").equals(environment))
                        .map(earlier -> earlier.path("sha").asString("")).filter(earlier -> !earlier.equals(sha)).findFirst().orElse("");
                Optional<JsonNode> difference = before.isEmpty() || !sha.matches("[0-9a-f]{7,64}") || !before.matches("[0-9a-f]{7,64}")
                        ? Optional.empty()
                        : round.tryTo(Request.get(path + "/compare/" + before + "..." + sha, "per_page", "1"), JsonNode::isObject);
                var attributes = new LinkedHashMap<String, String>();
                if (!environment.isEmpty()) attributes.put("environment", environment);
                if (!before.isEmpty()) attributes.put("from", before);
                String ref = deployment.path("ref").asString("");
                String title = "deployment of " + repository.name() + " " + ref + (environment.isEmpty() ? "" : " to " + environment);
                var change = new Change(deployment.path("id").asString("deployment " + at), Change.Kind.DEPLOYMENT, at,
                        repository.service(),
                        title, deployment.path("creator").path("login").asString(null), ref.isEmpty() ? null : ref,
                        sha.isEmpty() ? null : sha,
                        difference.map(this::files).orElse(List.of()), difference.map(this::diff).orElse(null), attributes);
                drafts.add(Draft.of(change, request.toString(), window,
                        difference.map(compared -> compared.path("html_url").asString(null)).orElse(null)));
            }
            return drafts;
        }

        private Request commits(Repository repository, int page) {
            return Request.get("/repos/" + owner + "/" + repository.name() + "/commits", "since", window.from().toString(), "until",
                    window.to().toString(), "per_page", Integer.toString(PAGE), "page", Integer.toString(page));
        }

        private List<Draft> committed(Repository repository, String path) {
            var shown = new ArrayList<JsonNode>();
            for (int page = 1; page <= MOST_PAGES; page++) {
                Optional<JsonNode> body = round.ask(commits(repository, page), JsonNode::isArray);
                if (body.isEmpty()) break;
                body.get().forEach(shown::add);
                if (body.get().size() < PAGE) break;
            }
            List<JsonNode> detailed = shown.stream().limit(MOST_DIFFS).toList();
            List<Optional<JsonNode>> details = round.askAll(detailed.stream().map(commit -> Request.get(path + "/commits/"
                    + Endpoint.encoded(commit.path("sha").asString("")))).toList(), JsonNode::isObject);
            var drafts = new ArrayList<Draft>();
            for (int i = 0; i < shown.size(); i++) {
                JsonNode commit = shown.get(i);
                Optional<JsonNode> detail = i < details.size() ? details.get(i) : Optional.empty();
                JsonNode written = commit.path("commit");
                Instant at = Rows.time(written.path("committer").path("date"));
                String sha = commit.path("sha").asString("");
                if (at == null || sha.isEmpty()) continue;
                String message = written.path("message").asString("");
                var change = new Change(sha, Change.Kind.COMMIT, at, repository.service(), message.isBlank() ? sha : message.strip(),
                        written.path("author").path("name").asString(null), null, sha, detail.map(this::files).orElse(List.of()),
                        detail.map(this::diff).orElse(null), Map.of("repository", owner + "/" + repository.name()));
                drafts.add(Draft.of(change, commits(repository, 1).toString(), window, commit.path("html_url").asString(null)));
            }
            return drafts;
        }

        private List<Draft> releases(Repository repository, String path) {
            Request request = Request.get(path + "/releases", "per_page", "10");
            var drafts = new ArrayList<Draft>();
            round.ask(request, JsonNode::isArray).ifPresent(body -> body.forEach(release -> {
                Instant at = Rows.time(release.path("published_at"));
                if (at == null || !window.holds(at)) return;
                String tag = release.path("tag_name").asString("");
                String named = release.path("name").asString("");
                drafts.add(Draft.of(new Change("release " + tag, Change.Kind.DEPLOYMENT, at, repository.service(), "release "
                        + (named.isBlank() ? tag : named), release.path("author").path("login").asString(null), tag.isEmpty() ? null : tag,
                        null,
                        List.of(), null, Map.of("repository", owner + "/" + repository.name())), request.toString(), window,
                        release.path("html_url").asString(null)));
            }));
            return drafts;
        }

        private List<String> files(JsonNode detail) {
            Set<String> files = new LinkedHashSet<>();
            detail.path("files").forEach(file -> {
                if (files.size() < MOST_FILES) files.add(file.path("filename").asString(""));
            });
            return List.copyOf(files);
        }

        /// The difference in unified form: GitHub gives each file's hunks without the lines that name the file.
        private @Nullable String diff(JsonNode detail) {
            var text = new StringBuilder();
            for (JsonNode file : detail.path("files")) {
                String patch = file.path("patch").asString("");
                if (patch.isEmpty() || text.length() > LONGEST_DIFF) continue;
                String name = file.path("filename").asString("");
                text.append("--- a/").append(file.path("previous_filename").asString(name)).append("\n+++ b/").append(name).append('\n')
                        .append(patch).append('\n');
            }
            return text.isEmpty() ? null : text.toString();
        }
    }
}
