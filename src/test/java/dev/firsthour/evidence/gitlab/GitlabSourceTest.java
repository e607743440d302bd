package dev.firsthour.evidence.gitlab;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import dev.firsthour.evidence.SourceReport;
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

/// The adapter against bodies in the form that GitLab documents for its REST API (version 4).
class GitlabSourceTest extends ConfiguredSourceContract<GitlabProperties> {

    private static final String NEW = "1f2e3d4c5b6a79881f2e3d4c5b6a79881f2e3d4c";
    private static final String OLD = "aabbccddeeff00112233445566778899aabbccdd";
    private static final String CHECKOUT = "/projects/acme%2Fcheckout";
    private static final String HUNK = "@@ -3,1 +3,1 @@\\n-  size = 50;\\n+  size = 5;\\n";

    private static GitlabProperties properties(URI address, Duration read, Map<String, String> projects) {
        return new GitlabProperties("acme", address, TOKEN, null, projects, List.of(), Duration.ofHours(24), CONNECT, read,
                read.multipliedBy(3), DataSize.ofBytes(MOST_BYTES));
    }

    @Override
    protected GitlabProperties properties(URI address, Duration read) {
        return properties(address, read, Map.of());
    }

    @Override
    protected EvidenceSource source(GitlabProperties properties) {
        return new GitlabSource(properties);
    }

    @Override
    protected String setting() {
        return "firsthour.evidence.gitlab.group=acme";
    }

    @Override
    protected Map.Entry<String, String> credential() {
        return Map.entry("PRIVATE-TOKEN", TOKEN);
    }

    private static String deployment(int id, String sha, String ref, String environment, String finished) {
        return """
                {"id": %d, "iid": %d, "ref": "%s", "sha": "%s", "status": "success", "created_at": "2026-02-01T00:00:00.000Z",
                 "user": {"username": "ada"}, "environment": {"id": 9, "name": "%s"}, "deployable": {"finished_at": "%s"}}"""
                .formatted(id, id, ref, sha, environment, finished);
    }

    @Override
    protected void stock() {
        serve("/version", "{\"version\": \"18.5.0\", \"revision\": \"4e963fe\"}");
        serve("/groups/acme/projects", "[{\"id\": 7, \"path\": \"checkout\", \"path_with_namespace\": \"acme/checkout\"}]");
        serve(CHECKOUT, "{\"id\": 7, \"path_with_namespace\": \"acme/checkout\"}");
        serve(CHECKOUT + "/deployments", "[" + deployment(42, NEW, "v2.4.0", "production", "2026-03-12T15:08:00.000+01:00") + ","
                + deployment(41, NEW, "v2.4.0", "staging", "2026-03-01T09:00:00.000Z") + ","
                + deployment(40, OLD, "v2.3.9", "production", "2026-03-01T08:00:00.000Z") + "]");
        serve(CHECKOUT + "/repository/compare",
                """
                        {"commits": [], "web_url": "https://gitlab.com/acme/checkout/-/compare/a...b", "diffs": [
                          {"old_path": "src/Pool.java", "new_path": "src/Pool.java", "diff": "%s"}, {"old_path": "logo.png", "new_path": "logo.png", "diff": ""}]}"""
                        .formatted(HUNK));
        serve(CHECKOUT + "/repository/commits", """
                [{"id": "%s", "title": "Smaller pool", "message": "Smaller pool\\n\\nIt was too large.", "author_name": "Ada",
                  "committed_date": "2026-03-12T13:55:00.000+00:00", "web_url": "https://gitlab.com/acme/checkout/-/commit/1f2e"}]"""
                .formatted(NEW));
        serve(CHECKOUT + "/repository/commits/" + NEW + "/diff", """
                [{"old_path": "src/Pool.java", "new_path": "src/Pool.java", "diff": "%s"}]""".formatted(HUNK));
        serve(CHECKOUT + "/releases",
                """
                        [{"tag_name": "v2.4.0", "name": "", "released_at": "2026-03-12T14:00:00.000Z", "author": {"username": "ada"}, "commit": {"id": "%s"},
                          "_links": {"self": "https://gitlab.com/acme/checkout/-/releases/v2.4.0"}},
                         {"tag_name": "v2.3.9", "released_at": "2026-02-12T14:00:00.000Z"}]"""
                        .formatted(NEW));
    }

    private static Change change(Draft draft) {
        return ((Content.Changes) draft.content()).changes().getFirst();
    }

    @Test
    void aDeploymentComesWithWhatItBroughtOverTheOneBeforeInTheSameEnvironment() {
        var found = found("checkout");

        assertThat(found.drafts()).extracting(draft -> change(draft).id()).containsExactly("42", NEW, "release v2.4.0");
        Change deployment = change(found.drafts().getFirst());
        assertThat(deployment.kind()).isEqualTo(Change.Kind.DEPLOYMENT);
        assertThat(deployment.at()).isEqualTo("2026-03-12T14:08:00Z");
        assertThat(deployment.service()).isEqualTo("checkout");
        assertThat(deployment.version()).isEqualTo("v2.4.0");
        assertThat(deployment.author()).isEqualTo("ada");
        assertThat(deployment.attributes()).containsEntry("environment", "production").containsEntry("from", OLD);
        assertThat(deployment.files()).containsExactly("src/Pool.java", "logo.png");
        assertThat(deployment.diff()).isEqualTo("--- a/src/Pool.java\n+++ b/src/Pool.java\n@@ -3,1 +3,1 @@\n-  size = 50;\n+  size = 5;\n");
        assertThat(found.drafts().getFirst().link()).isEqualTo("https://gitlab.com/acme/checkout/-/compare/a...b");
        assertThat(server.findAll(getRequestedFor(urlPathEqualTo(CHECKOUT + "/repository/compare")).withQueryParam("from", equalTo(OLD))
                .withQueryParam("to", equalTo(NEW)))).hasSize(1);
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
        serve(CHECKOUT + "/repository/commits", IntStream.range(0, RepositoryQuestions.PAGE).mapToObj(i -> """
                {"id": "%040x", "message": "m", "committed_date": "2026-03-12T13:55:00Z"}""".formatted(i))
                .collect(Collectors.joining(",", "[", "]")));
        server.stubFor(get(urlPathMatching("/projects/.*/repository/commits/.+/diff")).willReturn(okJson("[]")));

        var _ = here().ask(about("checkout"));

        assertThat(server.findAll(getRequestedFor(urlPathEqualTo(CHECKOUT + "/repository/commits"))))
                .hasSize(RepositoryQuestions.MOST_PAGES);
        assertThat(server.findAll(getRequestedFor(urlPathEqualTo(CHECKOUT + "/repository/commits")).withQueryParam("page", equalTo("2"))))
                .hasSize(1);
        assertThat(server.findAll(getRequestedFor(urlPathMatching("/projects/.*/repository/commits/.+/diff"))))
                .hasSize(RepositoryQuestions.MOST_DIFFS);
    }

    @Test
    void aRateLimitMayPass() {
        server.stubFor(get(urlPathEqualTo(CHECKOUT)).willReturn(aResponse().withStatus(429).withHeader("Retry-After", "30")
                .withHeader("RateLimit-Remaining", "0").withHeader("RateLimit-Reset", "1773325000")));

        assertThat(here().ask(about("checkout"))).isInstanceOfSatisfying(Unavailable.class, unavailable -> {
            assertThat(unavailable.lasting()).isFalse();
            assertThat(unavailable.reason()).contains("in 30 s");
        });
    }

    @Test
    void aServiceThatIsNoProjectIsNotLookedForAgainAndAgain() {
        stock();
        EvidenceSource source = here();
        var _ = source.ask(about("nobody"));
        var _ = source.ask(about("nobody"));

        assertThat(server.findAll(getRequestedFor(urlPathEqualTo("/projects/acme%2Fnobody")))).hasSize(1);
    }

    @Test
    void aServiceMayComeFromAProjectOfAnotherNameAndGroup() {
        stock();
        serve("/projects/web%2Fshop%2Ftill", "{\"id\": 8, \"path_with_namespace\": \"web/shop/till\"}");
        serve("/projects/web%2Fshop%2Ftill/deployments", "[" + deployment(1, NEW, "v1", "production", "2026-03-12T14:08:00.000Z") + "]");
        serve("/projects/web%2Fshop%2Ftill/repository/commits", "[]");
        serve("/projects/web%2Fshop%2Ftill/releases", "[]");

        var found = (Found) new GitlabSource(
                properties(URI.create(server.baseUrl()), Duration.ofSeconds(15), Map.of("till", "web/shop/till")))
                .ask(about("till"));

        assertThat(change(found.drafts().getFirst()).service()).isEqualTo("till");
    }

    @Test
    void theReportNamesTheVersionAndTheProjects() {
        SourceReport report = Objects.requireNonNull(source().report());

        assertThat(report.version()).isEqualTo("18.5.0");
        assertThat(report.services()).containsExactly("checkout");
    }

    @Test
    void whatTheIncidentSaysCannotLeadElsewhere() {
        var _ = here()
                .ask(new EvidenceQuery(List.of("../../user", "a/b", "x?y"), null, WINDOW, Map.of(), null));

        assertThat(server.getAllServeEvents()).isEmpty();
    }

    @Test
    void aGroupThatIsNoneIsRefusedWithItsSetting() {
        assertThatIllegalArgumentException().isThrownBy(() -> new GitlabSource(new GitlabProperties("https://gitlab.com/acme",
                URI.create("http://127.0.0.1"), null, null, Map.of(), List.of(), Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO,
                DataSize.ofBytes(1)))).withMessageContaining("firsthour.evidence.gitlab.group");
    }
}
