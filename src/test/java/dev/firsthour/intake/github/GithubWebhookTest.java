package dev.firsthour.intake.github;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Change;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.WebhookSource;
import dev.firsthour.intake.WebhookSourceContract;

import static org.assertj.core.api.Assertions.assertThat;

class GithubWebhookTest extends WebhookSourceContract {

    @Override
    protected WebhookSource source() {
        return new GithubWebhook(new GithubProperties(List.of("secret")));
    }

    @Override
    protected String body() {
        return """
                {"action": "created", "deployment_status": {"id": 9, "state": "in_progress", "created_at": "2026-03-12T14:05:00Z", "environment": "production",
                 "log_url": "https://github.com/acme/checkout/actions/runs/1", "target_url": ""},
                 "deployment": {"id": 7, "url": "https://api.github.com/repos/acme/checkout/deployments/7", "sha": "f95f852bd8fca8fcc58a9a2d6c842781e32a215e",
                  "ref": "v1.42.0", "environment": "production", "description": null, "creator": {"login": "carol"}, "created_at": "2026-03-12T14:00:00Z"},
                 "repository": {"name": "checkout", "full_name": "acme/checkout", "default_branch": "main", "html_url": "https://github.com/acme/checkout"},
                 "sender": {"login": "bot"}}
                """;
    }

    @Override
    protected Map<String, String> headers() {
        return Map.of("X-GitHub-Event", "deployment_status", "X-GitHub-Delivery", "d-1");
    }

    @Test
    void aDeploymentTookEffectWhenItsRollOutBegan() {
        assertThat(changes(body())).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(Change.Kind.DEPLOYMENT);
            assertThat(change.service()).isEqualTo("checkout");
            assertThat(change.at()).isEqualTo(Instant.parse("2026-03-12T14:05:00Z"));
            assertThat(change.commit()).isEqualTo("f95f852bd8fca8fcc58a9a2d6c842781e32a215e");
            assertThat(change.version()).isEqualTo("v1.42.0");
            assertThat(change.author()).isEqualTo("carol");
            assertThat(change.attributes()).containsEntry("environment", "production").containsEntry("link",
                    "https://github.com/acme/checkout/actions/runs/1");
        });
        assertThat(read(body()).deliveryId()).isEqualTo("d-1");
    }

    @Test
    void everyStageOfADeploymentIsTheSameChange() {
        Change begun = changes(body()).getFirst();
        Change ended = changes(body().replace("in_progress", "success")).getFirst();
        assertThat(ended.id()).isEqualTo(begun.id());
        assertThat(ended.attributes()).containsEntry("state", "success");
        assertThat(read(body().replace("in_progress", "inactive")).matter()).isInstanceOf(Reading.Nothing.class);
    }

    private static String push(String ref) {
        return """
                {"ref": "%s", "before": "a", "after": "b", "deleted": false, "repository": {"name": "checkout", "full_name": "acme/checkout", "default_branch": "main"},
                 "commits": [{"id": "1111111111111111111111111111111111111111", "message": "Shrink the pool\\n\\nBecause.", "timestamp": "2026-03-12T16:00:00+02:00",
                  "url": "https://github.com/acme/checkout/commit/1", "author": {"name": "Carol", "username": "carol"}, "added": ["a.txt"], "removed": [], "modified": ["pool.yml"]}]}
                """
                .formatted(ref);
    }

    @Test
    void theCommitsOfAPushToABranchThatIsRolledOutAreChanges() {
        Map<String, String> headers = Map.of("X-GitHub-Event", "push");
        for (String ref : List.of("refs/heads/main", "refs/heads/release/1.42", "refs/heads/production")) {
            assertThat(((Reading.Changes) read(push(ref), headers).matter()).changes()).as(ref).singleElement().satisfies(commit -> {
                assertThat(commit.kind()).isEqualTo(Change.Kind.COMMIT);
                assertThat(commit.title()).isEqualTo("Shrink the pool");
                assertThat(commit.files()).containsExactly("a.txt", "pool.yml");
                assertThat(commit.at()).isEqualTo(Instant.parse("2026-03-12T14:00:00Z"));
            });
        }
        assertThat(read(push("refs/heads/try-something"), headers).matter()).isInstanceOf(Reading.Nothing.class);
        assertThat(read(push("refs/tags/v1"), headers).matter()).isInstanceOf(Reading.Nothing.class);
    }

    @Test
    void aReleaseIsAChangeOnceItIsPublished() {
        String release = """
                {"action": "published", "release": {"id": 3, "tag_name": "v1.43.0", "name": "Spring", "published_at": "2026-03-12T13:00:00Z",
                 "target_commitish": "main", "html_url": "https://github.com/acme/checkout/releases/3", "author": {"login": "carol"}},
                 "repository": {"name": "checkout", "full_name": "acme/checkout"}}
                """;
        Map<String, String> headers = Map.of("X-GitHub-Event", "release");
        assertThat(((Reading.Changes) read(release, headers).matter()).changes().getFirst().title())
                .isEqualTo("Release Spring of acme/checkout");
        assertThat(read(release.replace("published\"", "deleted\""), headers).matter()).isInstanceOf(Reading.Nothing.class);
    }

    @Test
    void pingsAndEventsOfOtherKindsAreNoted() {
        assertThat(read("{\"zen\": \"Keep it logically awesome.\"}", Map.of("X-GitHub-Event", "ping")).matter())
                .isInstanceOf(Reading.Nothing.class);
        assertThat(read(body(), Map.of("X-GitHub-Event", "issues")).matter()).isInstanceOf(Reading.Nothing.class);
    }
}
