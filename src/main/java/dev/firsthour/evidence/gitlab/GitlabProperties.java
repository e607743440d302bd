package dev.firsthour.evidence.gitlab;

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

/// Where changes of the code are asked for. Without a group nobody is asked.
///
/// @param group the group or user whose projects are meant, as in `acme` or `acme/shop`
/// @param url the address of GitLab's API; an own server's is `https://gitlab.example.org/api/v4`
/// @param token a token with the scope `read_api`
/// @param tokenFile the file that holds it, read anew for each question
/// @param projects which project a service comes from, where it is not called like the service: `projects.checkout=shop`, or with its own group `acme/web/shop`
/// @param fallback projects that every incident is looked up in, as a monorepo; none by default
/// @param before how long before the trouble a change may lie
/// @param connectTimeout how long until it accepts a connection
/// @param readTimeout how long until one answer is here in full
/// @param deadline how long all questions about one incident may take
/// @param maxAnswer how large one answer may be
@ConfigurationProperties("firsthour.evidence.gitlab")
record GitlabProperties(@Nullable String group, @DefaultValue("https://gitlab.com/api/v4") URI url, @Nullable String token,
        @Nullable Path tokenFile, @DefaultValue Map<String, String> projects, @DefaultValue List<String> fallback,
        @DefaultValue("24h") Duration before, @DefaultValue("2s") Duration connectTimeout, @DefaultValue("10s") Duration readTimeout,
        @DefaultValue("15s") Duration deadline, @DefaultValue("8MB") DataSize maxAnswer) implements HttpSettings {

    /// What prefixes each setting's name.
    static final String PREFIX = "firsthour.evidence.gitlab";

    GitlabProperties {
        projects = Map.copyOf(projects);
        fallback = List.copyOf(fallback);
    }

    @Override
    public Credential credential() {
        return Credential.header("PRIVATE-TOKEN", "", token, tokenFile);
    }

    /// Without the credential: settings end up in logs.
    @Override
    public String toString() {
        return "GitlabProperties[group=" + group + ", url=" + url + ", token=" + credential() + ", projects=" + projects + ", fallback="
                + fallback + ", before=" + before + ", deadline=" + deadline + ", limits=" + limits() + "]";
    }
}
