package dev.firsthour.evidence.pagerduty;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.Credential;
import dev.firsthour.evidence.HttpSettings;

/// Where PagerDuty is asked. Without an address nobody is asked.
///
/// @param url the address of the REST API: `https://api.pagerduty.com`, in the service region EU `https://api.eu.pagerduty.com`
/// @param token a read-only API key
/// @param tokenFile the file that holds it, read anew for each question
/// @param before how long before the trouble a change event may lie
/// @param connectTimeout how long until it accepts a connection
/// @param readTimeout how long until one answer is here in full
/// @param deadline how long all questions about one incident may take
/// @param maxAnswer how large one answer may be
@ConfigurationProperties("firsthour.evidence.pagerduty")
record PagerdutyProperties(@Nullable URI url, @Nullable String token, @Nullable Path tokenFile, @DefaultValue("24h") Duration before,
        @DefaultValue("2s") Duration connectTimeout, @DefaultValue("10s") Duration readTimeout, @DefaultValue("15s") Duration deadline,
        @DefaultValue("8MB") DataSize maxAnswer) implements HttpSettings {

    /// What prefixes each setting's name.
    static final String PREFIX = "firsthour.evidence.pagerduty";

    @Override
    public Map<String, String> headers() {
        return Map.of("Accept", "application/vnd.pagerduty+json;version=2");
    }

    @Override
    public Credential credential() {
        return Credential.header("Authorization", "Token token=", token, tokenFile);
    }

    /// Without the credential: settings end up in logs.
    @Override
    public String toString() {
        return "PagerdutyProperties[url=" + url + ", token=" + credential() + ", before=" + before + ", deadline=" + deadline + ", limits="
                + limits() + "]";
    }
}
