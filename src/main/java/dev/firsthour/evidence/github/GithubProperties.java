package dev.firsthour.evidence.github;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.Credential;
import dev.firsthour.evidence.HttpSettings;

/// Where changes of the code are asked for. Without an owner nobody is asked.
///
/// @param owner the organisation or user whose repositories are meant
/// @param url the address of GitHub's API; an own server's ends with `/api/v3`
/// @param token a token that may read contents, deployments and metadata of these repositories
/// @param tokenFile the file that holds it, read anew for each question
/// @param repositories which repository a service comes from, where it is not called like the service: `repositories.checkout=shop`
/// @param fallback repositories that every incident is looked up in, as a monorepo; none by default
/// @param before how long before the trouble a change may lie
/// @param connectTimeout how long until it accepts a connection
/// @param readTimeout how long until one answer is here in full
/// @param deadline how long all questions about one incident may take
/// @param maxAnswer how large one answer may be
@ConfigurationProperties("firsthour.evidence.github")
record GithubProperties(@Nullable String owner, @DefaultValue("https://api.github.com") URI url, @Nullable String token,
        @Nullable Path tokenFile, @DefaultValue Map<String, String> repositories, @DefaultValue List<String> fallback,
        @DefaultValue("24h") Duration before, @DefaultValue("2s") Duration connectTimeout, @DefaultValue("10s") Duration readTimeout,
        @DefaultValue("15s") Duration deadline, @DefaultValue("8MB") DataSize maxAnswer) implements HttpSettings {

    /// What prefixes each setting's name.
    static final String PREFIX = "firsthour.evidence.github";

    GithubProperties {
        repositories = Map.copyOf(repositories);
        fallback = List.copyOf(fallback);
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("X-GitHub-Api-Version", "2022-11-28");
    }

    @Override
    public Credential credential() {
        return Credential.bearer(token, tokenFile);
    }

    /// Without the credential: settings end up in logs.
    @Override
    public String toString() {
        return "GithubProperties[owner=" + owner + ", url=" + url + ", token=" + credential() + ", repositories=" + repositories
                + ", fallback=" + fallback + ", before=" + before + ", deadline=" + deadline + ", limits=" + limits() + "]";
    }
}
