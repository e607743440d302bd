package dev.firsthour.intake.slack;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.firsthour.evidence.Credential;
import dev.firsthour.intake.SharedSecrets;

/// What Slack and we share, and how what it sends comes here: over HTTP as soon as there is a signing secret, over a connection of ours (socket mode)
/// as soon as there is an app-level token.
///
/// @param secrets the app's signing secret; two while one takes the place of the other; `file:PATH` for the content of a file
/// @param teams the ids of the workspaces whose people may use the app, as in `T024BE7LD`; empty for all in which it is installed
/// @param appToken the app-level token, as in `xapp-...`, with the scope `connections:write`; with it nobody has to reach this server
/// @param appTokenFile the file that holds it, read anew for each connection
/// @param url where Slack's Web API is, which says where to connect to
/// @param connectTimeout how long until it accepts a connection
/// @param readTimeout how long until it says where to connect to
@ConfigurationProperties(SlackProperties.PREFIX)
record SlackProperties(@DefaultValue List<String> secrets, @DefaultValue List<String> teams, @Nullable String appToken,
        @Nullable Path appTokenFile, @DefaultValue("https://slack.com/api") URI url, @DefaultValue("3s") Duration connectTimeout,
        @DefaultValue("10s") Duration readTimeout) {

    /// What prefixes each setting's name.
    static final String PREFIX = "firsthour.intake.slack";

    SlackProperties {
        secrets = List.copyOf(secrets);
        teams = List.copyOf(teams);
    }

    SharedSecrets shared() {
        return SharedSecrets.of("firsthour.intake.slack.secrets", secrets);
    }

    Credential appCredential() {
        return Credential.bearer(appToken, appTokenFile).named("app-token");
    }

    /// Without the secrets: settings end up in logs.
    @Override
    public String toString() {
        return shared() + ", app-level token " + appCredential();
    }
}
