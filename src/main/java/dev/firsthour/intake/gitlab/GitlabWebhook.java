package dev.firsthour.intake.gitlab;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Change;
import dev.firsthour.intake.AlertDraft;
import dev.firsthour.intake.ChangeDraft;
import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.Sent;
import dev.firsthour.intake.Signature;
import dev.firsthour.intake.TokenSignature;
import dev.firsthour.intake.WebhookSource;

/// Reads GitLab's webhooks, as its documentation "Webhook events" gives them. The project's path is taken for the service's name.
public final class GitlabWebhook implements WebhookSource {

    private static final TokenSignature.Place PLACE = new TokenSignature.Place("X-Gitlab-Token", null, false);
    /// Branches that are rolled out from besides the default one. What lies on others has not reached anybody yet.
    private static final Pattern ROLLED_OUT = Pattern
            .compile("refs/heads/(main|master|trunk|prod|production|live|(release|hotfix)([/_-].*)?)");
    private static final Pattern COMMIT_PAGE = Pattern.compile(".*/commit/([0-9a-f]{40})");

    private final Signature signature;

    GitlabWebhook(GitlabProperties properties) {
        this.signature = new TokenSignature(PLACE, properties.shared());
    }

    @Override
    public String name() {
        return "gitlab";
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Reading read(Delivery delivery, Instant now) {
        Sent body = delivery.body();
        String kind = Objects.requireNonNullElseGet(body.text("/object_kind", "/event_name"),
                () -> ofHeader(delivery.header("X-Gitlab-Event")));
        return new Reading(delivery.header("Idempotency-Key"), holds(kind, body) ? switch (kind) {
            case "deployment" -> deployment(body, now);
            case "push" -> push(body, now);
            case "release" -> release(body, now);
            default -> new Reading.Nothing("GitLab's event '" + kind + "' is not read: deployment, push and release are");
        } : new Reading.Alerts(List.of(new AlertDraft(name(), body, now).build()), null));
    }

    /// Whether a body has what its event is about.
    private static boolean holds(String kind, Sent body) {
        return switch (kind) {
            case "deployment" -> body.has("/deployment_id");
            case "push" -> body.has("/ref");
            case "release" -> body.has("/tag");
            default -> !kind.isEmpty();
        };
    }

    /// `Deployment Hook` is about a deployment.
    private static String ofHeader(@Nullable String header) {
        return header == null ? "" : header.toLowerCase(Locale.ROOT).replace(" hook", "").replace(' ', '_');
    }

    private static Reading.Matter deployment(Sent body, Instant now) {
        String status = Objects.requireNonNullElse(body.text("/status"), "unknown");
        if (status.equals("canceled")) return new Reading.Nothing("a deployment that was canceled");
        String environment = body.text("/environment", "/environment_slug");
        String project = body.text("/project/path_with_namespace", "/project/name");
        String commitPage = Objects.requireNonNullElse(body.text("/commit_url"), "");
        var page = COMMIT_PAGE.matcher(commitPage);
        return new Reading.Changes(List.of(new ChangeDraft(Change.Kind.DEPLOYMENT,
                "gitlab:deployment:" + body.text("/project/web_url", "/project/id") + ":" + body.text("/deployment_id"),
                // It reaches people from when it runs; when it has ended is no news to them.
                status.equals("running") ? body.time("/status_changed_at") : body.time("/created_at", "/status_changed_at"), now)
                .service(service(body)).title("Deployment of " + project + " " + body.text("/ref", "/short_sha")
                        + (environment == null ? "" : " to " + environment)
                        + (body.has("/commit_title") ? ": " + body.text("/commit_title") : ""))
                .author(body.text("/user/username", "/user/name")).version(body.text("/ref", "/short_sha"))
                .commit(page.matches() ? page.group(1) : body.text("/short_sha")).attribute("environment", environment)
                .attribute("state", status).attribute("repository", project).link(body.text("/deployable_url", "/commit_url")).build()),
                List.of());
    }

    private static Reading.Matter push(Sent body, Instant now) {
        String ref = Objects.requireNonNullElse(body.text("/ref"), "");
        if (!ref.equals("refs/heads/" + body.text("/project/default_branch")) && !ROLLED_OUT.matcher(ref).matches()) {
            return new Reading.Nothing(
                    "a push to " + ref + " has not reached anybody yet: the default branch and release branches are read");
        }
        List<Change> commits = new ArrayList<>();
        for (Sent commit : body.each("/commits")) {
            String sha = Objects.requireNonNullElse(commit.text("/id"), "unknown");
            commits.add(new ChangeDraft(Change.Kind.COMMIT, sha, commit.time("/timestamp"), now).service(service(body))
                    .title(commit.text("/title", "/message")).author(commit.text("/author/name")).commit(sha).files(commit.texts("/added"))
                    .files(commit.texts("/modified")).files(commit.texts("/removed"))
                    .attribute("repository", body.text("/project/path_with_namespace")).attribute("ref", ref).link(commit.text("/url"))
                    .build());
        }
        return commits.isEmpty() ? new Reading.Nothing("a push to " + ref + " without commits") : new Reading.Changes(commits, List.of());
    }

    private static Reading.Matter release(Sent body, Instant now) {
        if ("delete".equals(body.text("/action"))) return new Reading.Nothing("a release that was deleted changes nothing that runs");
        String tag = body.text("/tag");
        return new Reading.Changes(List.of(new ChangeDraft(Change.Kind.DEPLOYMENT,
                "gitlab:release:" + body.text("/project/web_url", "/project/id") + ":" + body.text("/tag", "/id"),
                body.time("/released_at", "/created_at"), now).service(service(body))
                .title("Release " + Objects.requireNonNullElse(body.text("/name"), tag) + " of "
                        + body.text("/project/path_with_namespace"))
                .version(tag).commit(body.text("/commit/id")).author(body.text("/commit/author/name")).attribute("event", "release")
                .attribute("repository", body.text("/project/path_with_namespace")).link(body.text("/url")).build()), List.of());
    }

    /// The last part of the project's path; its name may have blanks.
    private static @Nullable String service(Sent body) {
        String path = body.text("/project/path_with_namespace");
        return path == null ? body.text("/project/name") : path.substring(path.lastIndexOf('/') + 1);
    }
}
