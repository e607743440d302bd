package dev.firsthour.evidence.jaeger;

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
import dev.firsthour.evidence.TraceQuestions;

/// Where traces are asked for. Without an address nobody is asked.
///
/// @param url the address in front of `/api/traces`, as in `http://jaeger:16686`; VictoriaTraces' ends with `/select/jaeger`
/// @param token sent as bearer token; none by default
/// @param tokenFile the file that holds it, read anew for each question
/// @param user who to be by name and password; none by default
/// @param password the password for that
/// @param passwordFile the file that holds it
/// @param headers sent with every request
/// @param pageUrl the address that people open, if it is not the same
/// @param traces how many whole traces are fetched at most
/// @param connectTimeout how long until it accepts a connection
/// @param readTimeout how long until one answer is here in full
/// @param deadline how long all questions about one incident may take
/// @param maxAnswer how large one answer may be
@ConfigurationProperties("firsthour.evidence.jaeger")
record JaegerProperties(@Nullable URI url, @Nullable String token, @Nullable Path tokenFile, @Nullable String user,
        @Nullable String password, @Nullable Path passwordFile, @DefaultValue Map<String, String> headers, @Nullable URI pageUrl,
        @DefaultValue("60") int traces, @DefaultValue("2s") Duration connectTimeout, @DefaultValue("10s") Duration readTimeout,
        @DefaultValue("15s") Duration deadline, @DefaultValue("32MB") DataSize maxAnswer) implements HttpSettings {

    /// What prefixes each setting's name.
    static final String PREFIX = "firsthour.evidence.jaeger";

    JaegerProperties {
        headers = Map.copyOf(headers);
        if (traces < TraceQuestions.PARTS) {
            throw new IllegalArgumentException(PREFIX + ".traces is at least " + TraceQuestions.PARTS + ", not " + traces);
        }
    }

    @Override
    public Credential credential() {
        return Credential.bearer(token, tokenFile).or(Credential.basic(user, password, passwordFile));
    }

    /// Without the credentials: settings end up in logs.
    @Override
    public String toString() {
        return "JaegerProperties[url=" + url + ", credential=" + credential() + ", user=" + user + ", headers=" + headers.keySet()
                + ", pageUrl=" + pageUrl + ", traces=" + traces + ", deadline=" + deadline + ", limits=" + limits() + "]";
    }
}
