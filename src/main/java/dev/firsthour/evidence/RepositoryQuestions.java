package dev.firsthour.evidence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.Endpoint.Request;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Window;

import tools.jackson.databind.JsonNode;

/// The questions about one incident to a host of code: which repositories the services in trouble come from, and of each what was deployed, committed and
/// released. Each change is one piece of evidence. An adapter adds how its API is asked and what its answers mean.
public abstract class RepositoryQuestions {

    /// Of deployments and commits.
    public static final int PAGE = 50;
    /// Of one repository, so many pages of commits.
    public static final int MOST_PAGES = 2;
    /// The newest commits of a repository come with their differences, the others with their messages.
    public static final int MOST_DIFFS = 10;
    protected static final int MOST_DEPLOYMENTS = 5;
    protected static final String SHA = "[0-9a-f]{7,64}";
    /// The service in trouble and its nearest neighbours.
    private static final int MOST_REPOSITORIES = 5;

    protected final Round round;
    protected final EvidenceQuery query;
    /// So long before the trouble a change may lie.
    protected final Window window;
    private final Missing missing;

    /// A repository and the service it is looked at for.
    ///
    /// @param path as the host knows it, as in `acme/shop`
    /// @param service null for one that everything comes from
    public record Repository(String path, @Nullable String service) {}

    /// Which repositories there are not: most services are not called like one, and asking costs of what a host allows in an hour.
    public static final class Missing {

        private static final int MOST = 500;

        private final Remembered<String, Boolean> paths = new Remembered<>(MOST, Duration.ofMinutes(30));
    }

    protected RepositoryQuestions(Round round, EvidenceQuery query, Duration before, Missing missing) {
        this.round = round;
        this.query = query;
        this.window = query.reachingBack(before);
        this.missing = missing;
    }

    /// Asks and waits.
    public final EvidenceResult ask() {
        List<Repository> repositories = repositories();
        if (repositories.isEmpty()) return nobody();
        var drafts = new ArrayList<Draft>();
        repositories.forEach(repository -> drafts.addAll(of(repository)));
        return round.ended(drafts,
                repositories.stream().map(repository -> commits(repository, 1).toString()).collect(Collectors.joining("\n")),
                "nothing was changed between " + window.from() + " and " + window.to() + " in "
                        + repositories.stream().map(Repository::path).collect(Collectors.joining(", ")));
    }

    private List<Repository> repositories() {
        var found = new LinkedHashMap<String, Repository>();
        query.services().forEach(service -> path(service).ifPresent(path -> found.putIfAbsent(path, new Repository(path, service))));
        everybodys().forEach(path -> found.putIfAbsent(path, new Repository(path, null)));
        return found.values().stream().limit(MOST_REPOSITORIES).toList();
    }

    private List<Draft> of(Repository repository) {
        if (missing.paths.of(repository.path()).isPresent()) return List.of();
        if (!isThere(repository)) {
            // A service that is no repository is no failure.
            if (round.failed() == 0) missing.paths.put(repository.path(), true);
            return List.of();
        }
        var drafts = new ArrayList<Draft>();
        drafts.addAll(deployments(repository));
        drafts.addAll(committed(repository));
        drafts.addAll(releases(repository));
        return drafts;
    }

    private List<Draft> committed(Repository repository) {
        List<JsonNode> shown = round.pages(MOST_PAGES, commits(repository, 1),
                (page, read) -> page.size() < PAGE ? null : commits(repository, read + 1), JsonNode::isArray).stream()
                .flatMap(JsonNode::valueStream).filter(commit -> sha(commit).matches(SHA)).toList();
        List<Optional<JsonNode>> details = round.askAll(
                shown.stream().limit(MOST_DIFFS).map(commit -> detail(repository, sha(commit))).toList(), JsonNode::isContainer);
        var drafts = new ArrayList<Draft>();
        for (int i = 0; i < shown.size(); i++) {
            JsonNode commit = shown.get(i);
            Difference difference = difference(i < details.size() ? details.get(i) : Optional.empty());
            commit(repository, commit, difference)
                    .ifPresent(change -> drafts.add(Draft.of(change, commits(repository, 1).toString(), window, link(commit))));
        }
        return drafts;
    }

    /// How it ends where no service can be one of a repository.
    protected abstract EvidenceResult nobody();

    /// The repository that a service comes from, by the settings or by its own name; empty if that can be none.
    protected abstract Optional<String> path(String service);

    /// The repositories that every incident is looked up in.
    protected abstract List<String> everybodys();

    /// Whether there is such a repository.
    protected abstract boolean isThere(Repository repository);

    /// What was deployed from it in the window, with what that brought over the deployment before.
    protected abstract List<Draft> deployments(Repository repository);

    /// What was released from it in the window.
    protected abstract List<Draft> releases(Repository repository);

    /// A page of its commits in the window, the newest first; the first page is 1.
    protected abstract Request commits(Repository repository, int page);

    /// What names a commit on such a page.
    protected abstract String sha(JsonNode commit);

    /// What tells how a commit differs from the one before.
    protected abstract Request detail(Repository repository, String sha);

    /// What it says; nothing differs where nobody answered.
    protected abstract Difference difference(Optional<JsonNode> detail);

    /// What a commit is; empty if it does not say when it was made.
    protected abstract Optional<Change> commit(Repository repository, JsonNode commit, Difference difference);

    /// The page about a commit; null if there is none.
    protected abstract @Nullable String link(JsonNode commit);
}
