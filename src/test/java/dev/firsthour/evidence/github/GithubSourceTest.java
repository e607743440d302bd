package dev.firsthour.evidence.github;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.ConfiguredSourceContract;
import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.Unavailable;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.evidence.RepositoryQuestions;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/// The adapter against bodies in the form that GitHub documents for its REST API (version 2022-11-28).
class GithubSourceTest extends ConfiguredSourceContract<GithubProperties> {

    private static final String NEW = "1f2e3d4c5b6a79881f2e3d4c5b6a79881f2e3d4c";
    private static final String OLD = "aabbccddeeff00112233445566778899aabbccdd";

    private static GithubProperties properties(URI address, Duration read, Map<String, String> repositories) {
        return new GithubProperties("acme", address, TOKEN, null, repositories, List.of(), Duration.ofHours(24), CONNECT,
                read,
                read.multipliedBy(3), DataSize.ofBytes(MOST_BYTES));
    }

    @Override
    protected GithubProperties properties(URI address, Duration read) {
        return properties(address, read, Map.of());
    }

    @Override
    protected EvidenceSource source(GithubProperties properties) {
        return new GithubSource(properties);
    }

    @Override
    protected String setting() {
        return "firsthour.evidence.github.owner=acme";
    }

    @Override
    protected void stock() {
        String checkout = "/repos/acme/checkout";
        serve("/rate_limit", """
                {"resources": {"core": {"limit": 5000, "remaining": 4980, "reset": 1773325000, "used": 20}}}""");
        serve("/users/acme/repos", "[{\"name\": \"checkout\", \"full_name\": \"acme/checkout\"}]");
        serve(checkout, "{\"name\": \"checkout\", \"full_name\": \"acme/checkout\"}");
        serve(checkout + "/deployments",
                """
                        [{"id": 42, "sha": "%s", "ref": "v2.4.0", "environment": "production", "created_at": "2026-03-12T14:08:00Z", "creator": {"login": "ada"}},
                         {"id": 41, "sha": "%s", "ref": "v2.3.9", "environment": "production", "created_at": "2026-03-01T09:00:00Z", "creator": {"login": "bob"}},
                         {"id": 40, "sha": "%s", "ref": "v2.4.0", "environment": "staging", "created_at": "2026-03-01T08:00:00Z", "creator": {"login": "bob"}}]
                        """
                        .formatted(NEW, OLD, NEW));
        serve(checkout + "/compare/" + OLD + "..." + NEW, """
                {"html_url": "https://github.com/acme/checkout/compare/a...b", "files": [
                  {"filename": "src/Pool.java", "status": "modified", "patch": "@@ -3,1 +3,1 @@\\n-  size = 50;\\n+  size = 5;"},
                  {"filename": "logo.png", "status": "added"}]}""");
        serve(checkout + "/commits",
                """
                        [{"sha": "%s", "html_url": "https://github.com/acme/checkout/commit/1f2e", "commit": {"message": "Smaller pool\\n\\nIt was too large.",
                          "author": {"name": "Ada", "date": "2026-03-12T13:50:00Z"}, "committer": {"name": "Ada", "date": "2026-03-12T13:55:00Z"}}}]"""
                        .formatted(NEW));
        serve(checkout + "/commits/" + NEW, """
                {"sha": "%s", "files": [{"filename": "src/Pool.java", "patch": "@@ -3,1 +3,1 @@\\n-  size = 50;\\n+  size = 5;"}]}"""
                .formatted(NEW));
        serve(checkout + "/releases",
                """
                        [{"tag_name": "v2.4.0", "name": "", "published_at": "2026-03-12T14:00:00Z", "html_url": "https://github.com/acme/checkout/releases/1",
                          "author": {"login": "ada"}},
                         {"tag_name": "v2.3.9", "name": "", "published_at": "2026-02-12T14:00:00Z", "author": {"login": "ada"}}]""");
    }

    private static Change change(Draft draft) {
        return ((Content.Changes) draft.content()).changes().getFirst();
    }

    @Test
    void aDeploymentComesWithWhatItBroughtOverTheOneBeforeInTheSameEnvironment() {
        var found = found("checkout");

        assertThat(found.drafts()).extracting(draft -> change(draft).id()).containsExactly("42", NEW, "release v2.4.0");
        Draft draft = found.drafts().getFirst();
        Change deployment = change(draft);
        assertThat(deployment.kind()).isEqualTo(Change.Kind.DEPLOYMENT);
        assertThat(deployment.service()).isEqualTo("checkout");
        assertThat(deployment.version()).isEqualTo("v2.4.0");
        assertThat(deployment.attributes()).containsEntry("environment", "production").containsEntry("from", OLD);
        assertThat(deployment.files()).containsExactly("src/Pool.java", "logo.png");
        assertThat(deployment.diff()).isEqualTo("--- a/src/Pool.java\n+++ b/src/Pool.java\n@@ -3,1 +3,1 @@\n-  size = 50;\n+  size = 5;\n");
        assertThat(draft.link()).isEqualTo("https://github.com/acme/checkout/compare/a...b");
        assertThat(draft.query()).isEqualTo("GET /repos/acme/checkout/deployments?per_page=50");
    }

    @Test
    void aCommitComesWithItsWholeMessageAndItsDifference() {
        Change commit = change(found("checkout").drafts().get(1));

        assertThat(commit.kind()).isEqualTo(Change.Kind.COMMIT);
        assertThat(commit.title()).startsWith("Smaller pool").contains("too large");
        assertThat(commit.at()).isEqualTo("2026-03-12T13:55:00Z");
        assertThat(commit.diff()).contains("+  size = 5;");
    }

    @Test
    void commitsAreReadPageByPageUpToTheirBound() {
        stock();
        String full = IntStream.range(0, RepositoryQuestions.PAGE).mapToObj(i -> """
                {"sha": "%040x", "commit": {"message": "m", "committer": {"date": "2026-03-12T13:55:00Z"}}}""".formatted(i))
                .collect(Collectors.joining(",", "[", "]"));
        serve("/repos/acme/checkout/commits", full);
        server.stubFor(get(urlPathMatching("/repos/acme/checkout/commits/.+")).willReturn(okJson("{\"files\": []}")));

        var _ = here().ask(about("checkout"));

        assertThat(server.findAll(getRequestedFor(urlPathEqualTo("/repos/acme/checkout/commits")))).hasSize(RepositoryQuestions.MOST_PAGES);
        assertThat(server.findAll(getRequestedFor(urlPathEqualTo("/repos/acme/checkout/commits")).withQueryParam("page", equalTo("2"))))
                .hasSize(1);
        assertThat(server.findAll(getRequestedFor(urlPathMatching("/repos/acme/checkout/commits/.+"))))
                .hasSize(RepositoryQuestions.MOST_DIFFS);
    }

    @Test
    void theHourlyLimitMayPass() {
        server.stubFor(
                get(urlPathEqualTo("/repos/acme/checkout")).willReturn(aResponse().withStatus(403).withHeader("X-RateLimit-Remaining", "0")
                        .withHeader("X-RateLimit-Reset", "1773325000").withBody("{\"message\": \"API rate limit exceeded\"}")));

        assertThat(here().ask(about("checkout"))).isInstanceOfSatisfying(Unavailable.class,
                unavailable -> assertThat(unavailable.lasting()).isFalse());
    }

    @Test
    void aServiceThatIsNoRepositoryIsNotLookedForAgainAndAgain() {
        stock();
        EvidenceSource source = here();
        var _ = source.ask(about("nobody"));
        var _ = source.ask(about("nobody"));

        assertThat(server.findAll(getRequestedFor(urlPathEqualTo("/repos/acme/nobody")))).hasSize(1);
    }

    @Test
    void aServiceMayComeFromARepositoryOfAnotherName() {
        stock();
        var source = new GithubSource(properties(URI.create(server.baseUrl()), Duration.ofSeconds(15), Map.of("till", "checkout")));

        var found = (Found) source.ask(about("till"));

        assertThat(change(found.drafts().getFirst()).service()).isEqualTo("till");
    }

    @Test
    void whatTheIncidentSaysCannotLeadElsewhere() {
        var _ = here()
                .ask(new EvidenceQuery(List.of("../../user", "a/b", "x?y"), null, WINDOW, Map.of(), null));

        assertThat(server.getAllServeEvents()).isEmpty();
    }

    @Test
    void anOwnerThatIsNoNameIsRefusedWithItsSetting() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GithubSource(new GithubProperties("acme/shop", URI.create("http://127.0.0.1"), null,
                        null, Map.of(), List.of(), Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, DataSize.ofBytes(1))))
                .withMessageContaining("firsthour.evidence.github.owner");
    }
}
