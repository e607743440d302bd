package dev.firsthour.intake.gitlab;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Change;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.WebhookSource;
import dev.firsthour.intake.WebhookSourceContract;

import static org.assertj.core.api.Assertions.assertThat;

class GitlabWebhookTest extends WebhookSourceContract {

    @Override
    protected WebhookSource source() {
        return new GitlabWebhook(new GitlabProperties(List.of("secret")));
    }

    @Override
    protected String body() {
        return """
                {"object_kind": "deployment", "status": "running", "status_changed_at": "2026-03-12 16:05:00 +0200", "deployment_id": 15, "deployable_id": 796,
                 "deployable_url": "https://gitlab.com/acme/shop/checkout/-/jobs/796", "environment": "production", "ref": "main", "short_sha": "279484c0",
                 "project": {"id": 30, "name": "Checkout Service", "path_with_namespace": "acme/shop/checkout", "web_url": "https://gitlab.com/acme/shop/checkout", "default_branch": "main"},
                 "user": {"name": "Carol", "username": "carol"}, "commit_url": "https://gitlab.com/acme/shop/checkout/-/commit/279484c09fbe69ededfced8c1bb6e6d24616b468",
                 "commit_title": "Shrink the pool"}
                """;
    }

    @Test
    void aDeploymentIsAChangeOfTheProject() {
        assertThat(changes(body())).singleElement().satisfies(change -> {
            assertThat(change.service()).isEqualTo("checkout");
            assertThat(change.at()).isEqualTo(Instant.parse("2026-03-12T14:05:00Z"));
            assertThat(change.commit()).isEqualTo("279484c09fbe69ededfced8c1bb6e6d24616b468");
            assertThat(change.title()).contains("acme/shop/checkout", "production", "Shrink the pool");
            assertThat(change.attributes()).containsEntry("link", "https://gitlab.com/acme/shop/checkout/-/jobs/796");
        });
        assertThat(read(body().replace("running", "canceled")).matter()).isInstanceOf(Reading.Nothing.class);
        assertThat(changes(body().replace("running", "success")).getFirst().id()).isEqualTo(changes(body()).getFirst().id());
    }

    @Test
    void theCommitsOfAPushToTheDefaultBranchAreChanges() {
        String push = """
                {"object_kind": "push", "ref": "refs/heads/main", "project": {"path_with_namespace": "acme/checkout", "default_branch": "main"},
                 "commits": [{"id": "b6568db1bc1dcd7f8b4d5a946b0b91f9dacd7327", "title": "Shrink the pool", "timestamp": "2026-03-12T14:00:00Z", "author": {"name": "Carol"},
                  "added": ["x"], "modified": [], "removed": ["y"]}]}
                """;
        assertThat(changes(push)).singleElement().satisfies(commit -> assertThat(commit.files()).containsExactly("x", "y"));
        assertThat(read(push.replace("refs/heads/main", "refs/heads/try")).matter()).isInstanceOf(Reading.Nothing.class);
    }

    @Test
    void aReleaseIsAChange() {
        Change release = changes(
                """
                        {"object_kind": "release", "action": "create", "tag": "v1.1", "name": "Spring", "released_at": "2026-03-12 14:00:00 UTC",
                         "project": {"path_with_namespace": "acme/checkout"}, "commit": {"id": "ee0a3fb31ac16e11b9dbb596ad16d4af654d08f8"}, "url": "https://gitlab.com/r"}
                        """)
                .getFirst();
        assertThat(release.at()).isEqualTo(Instant.parse("2026-03-12T14:00:00Z"));
        assertThat(release.version()).isEqualTo("v1.1");
    }
}
