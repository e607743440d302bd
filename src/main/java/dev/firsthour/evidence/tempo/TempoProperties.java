package dev.firsthour.evidence.tempo;

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

/// Where traces are asked for. Without an address nobody is asked.
///
/// @param url the address in front of `/api/search`, as in `http://tempo:3200`; Grafana's proxy is `https://grafana/api/datasources/proxy/uid/UID`
/// @param token sent as bearer token; none by default
/// @param tokenFile the file that holds it, read anew for each question
/// @param user who to be by name and password, as Grafana Cloud wants it; none by default
/// @param password the password for that
/// @param passwordFile the file that holds it
/// @param tenant sent as `X-Scope-OrgID`; several are joined by a vertical bar
/// @param headers sent with every request
/// @param pageUrl the address of Grafana, for links; none by default
/// @param pageDatasource the uid of this Tempo in Grafana, for links
/// @param traces how many whole traces are fetched at most
/// @param connectTimeout how long until it accepts a connection
/// @param readTimeout how long until one answer is here in full
/// @param deadline how long all questions about one incident may take
/// @param maxAnswer how large one answer may be
@ConfigurationProperties("firsthour.evidence.tempo")
record TempoProperties(@Nullable URI url, @Nullable String token, @Nullable Path tokenFile, @Nullable String user,
        @Nullable String password,
        @Nullable Path passwordFile, @Nullable String tenant, @DefaultValue Map<String, String> headers, @Nullable URI pageUrl,
        @Nullable String pageDatasource, @DefaultValue("60") int traces, @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("10s") Duration readTimeout, @DefaultValue("15s") Duration deadline,
        @DefaultValue("16MB") DataSize maxAnswer) implements HttpSettings {

    /// What prefixes each setting's name.
    static final String PREFIX = "firsthour.evidence.tempo";

    TempoProperties {
        headers = Map.copyOf(headers);
        if (traces < 1) throw new IllegalArgumentException(PREFIX + ".traces is at least 1, not " + traces);
    }

    @Override
    public Credential credential() {
        return Credential.bearer(token, tokenFile).or(Credential.basic(user, password, passwordFile));
    }

    /// Without the credentials: settings end up in logs.
    @Override
    public String toString() {
        return "TempoProperties[url=" + url + ", credential=" + credential() + ", user=" + user + ", tenant=" + tenant + ", headers="
                + headers.keySet() + ", pageUrl=" + pageUrl + ", pageDatasource=" + pageDatasource + ", traces=" + traces + ", deadline="
                + deadline + ", limits=" + limits() + "]";
    }
}
