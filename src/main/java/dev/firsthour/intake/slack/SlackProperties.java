package dev.firsthour.intake.slack;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.firsthour.intake.SharedSecrets;

/// What Slack and we share.
///
/// @param secrets the app's signing secret; two while one takes the place of the other; `file:PATH` for the content of a file
/// @param teams the ids of the workspaces whose people may use the app, as in `T024BE7LD`; empty for all in which it is installed
@ConfigurationProperties("firsthour.intake.slack")
record SlackProperties(@DefaultValue List<String> secrets, @DefaultValue List<String> teams) {

    SlackProperties {
        secrets = List.copyOf(secrets);
        teams = List.copyOf(teams);
    }

    SharedSecrets shared() {
        return SharedSecrets.of("firsthour.intake.slack.secrets", secrets);
    }

    /// Without the secrets: settings end up in logs.
    @Override
    public String toString() {
        return shared().toString();
    }
}
