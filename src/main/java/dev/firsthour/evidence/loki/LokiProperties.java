package dev.firsthour.evidence.loki;

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

/// Where logs are asked for. Without an address nobody is asked.
///
/// @param url the address in front of `/loki`, as in `http://loki:3100`; Grafana's proxy is `https://grafana/api/datasources/proxy/uid/UID`
/// @param token sent as bearer token; none by default
/// @param tokenFile the file that holds it, read anew for each question
/// @param user who to be by name and password, as Grafana Cloud wants it; none by default
/// @param password the password for that
/// @param passwordFile the file that holds it
/// @param tenant sent as `X-Scope-OrgID`; several are joined by a vertical bar
/// @param headers sent with every request
/// @param pageUrl the address of Grafana, for links; none by default
/// @param pageDatasource the uid of this Loki in Grafana, for links
/// @param lines how many lines of one service are fetched at most, spread over the window
/// @param connectTimeout how long until it accepts a connection
/// @param readTimeout how long until one answer is here in full
/// @param deadline how long all questions about one incident may take
/// @param maxAnswer how large one answer may be
@ConfigurationProperties("firsthour.evidence.loki")
record LokiProperties(@Nullable URI url, @Nullable String token, @Nullable Path tokenFile, @Nullable String user, @Nullable String password,
        @Nullable Path passwordFile, @Nullable String tenant, @DefaultValue Map<String, String> headers, @Nullable URI pageUrl,
        @Nullable String pageDatasource, @DefaultValue("10000") int lines, @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("10s") Duration readTimeout, @DefaultValue("15s") Duration deadline,
        @DefaultValue("16MB") DataSize maxAnswer) implements HttpSettings {

    /// What prefixes each setting's name.
    static final String PREFIX = "firsthour.evidence.loki";

    LokiProperties {
        headers = Map.copyOf(headers);
        if (lines < LokiSource.SLICES)
            throw new IllegalArgumentException(PREFIX + ".lines is at least " + LokiSource.SLICES + ", not " + lines);
    }

    @Override
    public Credential credential() {
        return Credential.bearer(token, tokenFile).or(Credential.basic(user, password, passwordFile));
    }

    /// Without the credentials: settings end up in logs.
    @Override
    public String toString() {
        return "LokiProperties[url=" + url + ", credential=" + credential() + ", user=" + user + ", tenant=" + tenant + ", headers="
                + headers.keySet() + ", pageUrl=" + pageUrl + ", pageDatasource=" + pageDatasource + ", lines=" + lines + ", deadline="
                + deadline + ", limits=" + limits() + "]";
    }
}
