package dev.firsthour.intake.github;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Change;
import dev.firsthour.intake.AlertDraft;
import dev.firsthour.intake.ChangeDraft;
import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.HmacSignature;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.Sent;
import dev.firsthour.intake.Signature;
import dev.firsthour.intake.WebhookSource;

/// Reads GitHub's webhooks, as its documentation "Webhook events and payloads" gives them. The repository's name is taken for the service's.
public final class GithubWebhook implements WebhookSource {

    private static final HmacSignature.Form FORM = new HmacSignature.Form("X-Hub-Signature-256", "sha256=", null);
    /// Branches that are rolled out from besides the default one. What lies on others has not reached anybody yet.
    private static final Pattern ROLLED_OUT = Pattern
            .compile("refs/heads/(main|master|trunk|prod|production|live|(release|hotfix)([/_-].*)?)");
    private static final Pattern SHA = Pattern.compile("[0-9a-f]{40}");
    private static final Set<String> PUBLISHED = Set.of("published", "released");

    private final Signature signature;

    GithubWebhook(GithubProperties properties) {
        this.signature = new HmacSignature(FORM, properties.shared());
    }

    @Override
    public String name() {
        return "github";
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Reading read(Delivery delivery, Instant now) {
        Sent body = delivery.body();
        String event = Objects.requireNonNullElseGet(delivery.header("X-GitHub-Event"), () -> guessed(body));
        return new Reading(delivery.header("X-GitHub-Delivery"), !holds(event, body) ? whole(body, now) : switch (event) {
            case "deployment" -> one(deployment(body, now));
            case "deployment_status" -> status(body, now);
            case "push" -> push(body, now);
            case "release" -> release(body, now);
            case "" -> whole(body, now);
            default ->
                new Reading.Nothing("GitHub's event '" + event + "' is not read: deployment, deployment_status, push and release are");
        });
    }

    /// Whether a body has what its event is about.
    private static boolean holds(String event, Sent body) {
        return switch (event) {
            case "deployment", "deployment_status" -> body.has("/deployment/id") || body.has("/deployment/url");
            case "push" -> body.has("/ref");
            case "release" -> body.has("/release/id") || body.has("/release/url");
            default -> true;
        };
    }

    private Reading.Matter whole(Sent body, Instant now) {
        return new Reading.Alerts(List.of(new AlertDraft(name(), body, now).build()), null);
    }

    /// What a body is about that came without its header, as through a relay.
    private static String guessed(Sent body) {
        if (body.has("/deployment_status")) return "deployment_status";
        if (body.has("/deployment")) return "deployment";
        if (body.has("/release")) return "release";
        if (body.has("/ref") && (body.has("/commits") || body.has("/after"))) return "push";
        return body.has("/zen") ? "ping" : "";
    }

    private static Reading.Matter one(ChangeDraft change) {
        return new Reading.Changes(List.of(change.build()), List.of());
    }

    private static ChangeDraft deployment(Sent body, Instant now) {
        String environment = body.text("/deployment/environment", "/deployment_status/environment");
        String description = body.text("/deployment/description");
        String version = body.text("/deployment/ref");
        return new ChangeDraft(Change.Kind.DEPLOYMENT, "github:deployment:" + body.text("/deployment/url", "/deployment/id"),
                body.time("/deployment/created_at"), now).service(body.text("/deployment/payload/service", "/repository/name"))
                .title("Deployment of " + body.text("/repository/full_name", "/repository/name") + " " + version
                        + (environment == null ? "" : " to " + environment) + (description == null ? "" : ": " + description))
                .author(body.text("/deployment/creator/login", "/sender/login")).version(version).commit(body.text("/deployment/sha"))
                .attribute("environment", environment).attribute("repository", body.text("/repository/full_name"))
                .link(body.text("/deployment_status/log_url", "/deployment_status/target_url", "/workflow_run/html_url",
                        "/repository/html_url"));
    }

    private static Reading.Matter status(Sent body, Instant now) {
        String state = Objects.requireNonNullElse(body.text("/deployment_status/state"), "unknown");
        if (state.equals("inactive")) return new Reading.Nothing("a later deployment took its place");
        ChangeDraft deployment = deployment(body, now);
        if (!state.equals("in_progress")) return one(deployment.attribute("state", state));
        // It begins to reach people when its roll-out begins: one that had waited for an approval was made long before.
        Change made = deployment.build();
        return one(new ChangeDraft(made.kind(), made.id(), body.time("/deployment_status/created_at"), now).service(made.service())
                .title(made.title()).author(made.author()).version(made.version()).commit(made.commit())
                .attribute("environment", made.attributes().get("environment")).attribute("repository", made.attributes().get("repository"))
                .link(body.text("/deployment_status/log_url", "/deployment_status/target_url", "/repository/html_url"))
                .attribute("state", state));
    }

    private static Reading.Matter push(Sent body, Instant now) {
        String ref = Objects.requireNonNullElse(body.text("/ref"), "");
        String main = body.text("/repository/default_branch", "/repository/master_branch");
        if ("true".equals(body.text("/deleted"))) return new Reading.Nothing(ref + " was deleted, which changes nothing that runs");
        if (!ref.equals("refs/heads/" + main) && !ROLLED_OUT.matcher(ref).matches()) {
            return new Reading.Nothing(
                    "a push to " + ref + " has not reached anybody yet: the default branch and release branches are read");
        }
        List<Change> commits = new ArrayList<>();
        for (Sent commit : body.each("/commits")) {
            commits.add(commit(commit, body, now));
        }
        if (commits.isEmpty() && body.has("/head_commit")) commits.add(commit(body.at("/head_commit"), body, now));
        return commits.isEmpty() ? new Reading.Nothing("a push to " + ref + " without commits") : new Reading.Changes(commits, List.of());
    }

    private static Change commit(Sent commit, Sent push, Instant now) {
        String sha = Objects.requireNonNullElse(commit.text("/id", "/sha"), "unknown");
        return new ChangeDraft(Change.Kind.COMMIT, sha, commit.time("/timestamp"), now).service(push.text("/repository/name"))
                .title(firstLine(commit.text("/message"))).author(commit.text("/author/username", "/author/name")).commit(sha)
                .files(commit.texts("/added")).files(commit.texts("/modified")).files(commit.texts("/removed"))
                .attribute("repository", push.text("/repository/full_name")).attribute("ref", push.text("/ref")).link(commit.text("/url"))
                .build();
    }

    private static Reading.Matter release(Sent body, Instant now) {
        String action = Objects.requireNonNullElse(body.text("/action"), "published");
        if (!PUBLISHED.contains(action)) return new Reading.Nothing("a release that was " + action + " changes nothing that runs");
        String target = body.text("/release/target_commitish");
        String tag = body.text("/release/tag_name");
        return one(new ChangeDraft(Change.Kind.DEPLOYMENT, "github:release:" + body.text("/release/url", "/release/id"),
                body.time("/release/published_at", "/release/created_at"), now).service(body.text("/repository/name"))
                .title("Release " + Objects.requireNonNullElse(body.text("/release/name"), tag) + " of "
                        + body.text("/repository/full_name", "/repository/name"))
                .author(body.text("/release/author/login", "/sender/login")).version(tag)
                .commit(target != null && SHA.matcher(target).matches() ? target : null).attribute("event", "release")
                .attribute("repository", body.text("/repository/full_name")).link(body.text("/release/html_url")));
    }

    private static @Nullable String firstLine(@Nullable String text) {
        return text == null ? null : text.lines().findFirst().orElse(text);
    }
}
