package dev.firsthour.evidence.grafana;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.Credential;

/// Where Grafana is asked. Without an address nobody is asked.
///
/// @param url the address of Grafana, as in `https://grafana.example.org`
/// @param token the token of a service account with the role Viewer; with the permission `alert.provisioning:read` rules are found in all folders
/// @param tokenFile the file that holds it, read anew for each question
/// @param pageUrl the address that people open, if it is not the same
/// @param tags annotations with one of these tags are about every service; none by default
/// @param before how long before the trouble an annotation may lie
/// @param connectTimeout how long until it accepts a connection
/// @param readTimeout how long until one answer is here in full
/// @param deadline how long all questions about one incident may take
/// @param maxAnswer how large one answer may be
@ConfigurationProperties("firsthour.evidence.grafana")
record GrafanaProperties(@Nullable URI url, @Nullable String token, @Nullable Path tokenFile, @Nullable URI pageUrl,
        @DefaultValue List<String> tags, @DefaultValue("24h") Duration before, @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("10s") Duration readTimeout, @DefaultValue("15s") Duration deadline, @DefaultValue("8MB") DataSize maxAnswer) {

    /// What prefixes each setting's name.
    static final String PREFIX = "firsthour.evidence.grafana";

    GrafanaProperties { tags = List.copyOf(tags); }

    Credential credential() {
        return Credential.bearer(token, tokenFile);
    }

    /// Without the credential: settings end up in logs.
    @Override
    public String toString() {
        return "GrafanaProperties[url=" + url + ", token=" + credential() + ", pageUrl=" + pageUrl + ", tags=" + tags + ", before=" + before
                + ", connectTimeout=" + connectTimeout + ", readTimeout=" + readTimeout + ", deadline=" + deadline + ", maxAnswer="
                + maxAnswer + "]";
    }
}
