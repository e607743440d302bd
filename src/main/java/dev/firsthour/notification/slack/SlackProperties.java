package dev.firsthour.notification.slack;

import java.net.URI;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.firsthour.notification.Secret;

/// Where cards are shown in Slack. Without a token nobody is told.
///
/// @param token the bot token, as in `xoxb-...`, with the scope `chat:write`
/// @param tokenFile the file that holds it, read anew each time
/// @param channel the id of the channel for incidents that do not come from a thread of Slack, as in `C024BE91L`; none, and they are not shown
/// @param url where Slack's Web API is
@ConfigurationProperties("firsthour.notification.slack")
record SlackProperties(@Nullable String token, @Nullable Path tokenFile, @Nullable String channel,
        @DefaultValue("https://slack.com/api") URI url) {

    Secret secret() {
        return Secret.of("firsthour.notification.slack.token", token, tokenFile);
    }

    /// Without the token: settings end up in logs.
    @Override
    public String toString() {
        return "SlackProperties[token=" + secret() + ", channel=" + channel + ", url=" + url + "]";
    }
}
