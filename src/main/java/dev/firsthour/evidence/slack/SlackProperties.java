package dev.firsthour.evidence.slack;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.Credential;
import dev.firsthour.evidence.HttpSettings;

/// Where threads of Slack are read. Without a token nobody is asked.
///
/// @param token the bot token, as in `xoxb-...`, with the scope `channels:history`, and `groups:history` for private channels
/// @param tokenFile the file that holds it, read anew for each question
/// @param url where Slack's Web API is
/// @param messages the most messages of one thread that are read, the first ones
/// @param connectTimeout how long until it accepts a connection
/// @param readTimeout how long until one answer is here in full
/// @param deadline how long reading one thread may take
/// @param maxAnswer how large one answer may be
@ConfigurationProperties("firsthour.evidence.slack")
record SlackProperties(@Nullable String token, @Nullable Path tokenFile, @DefaultValue("https://slack.com/api") URI url,
        @DefaultValue("1000") int messages, @DefaultValue("2s") Duration connectTimeout, @DefaultValue("10s") Duration readTimeout,
        @DefaultValue("15s") Duration deadline, @DefaultValue("4MB") DataSize maxAnswer) implements HttpSettings {

    static final String PREFIX = "firsthour.evidence.slack";

    @Override
    public Credential credential() {
        return Credential.bearer(token, tokenFile);
    }

    /// Without the token: settings end up in logs.
    @Override
    public String toString() {
        return "SlackProperties[token=" + credential() + ", url=" + url + ", messages=" + messages + "]";
    }
}
