package dev.firsthour.evidence.elasticsearch;

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

/// Where logs are searched for. Without an address nobody is asked.
///
/// @param url the address of Elasticsearch or OpenSearch, as in `https://elasticsearch:9200`
/// @param index which indices, data streams and aliases hold logs; patterns are joined by commas
/// @param token sent as bearer token; none by default
/// @param tokenFile the file that holds it, read anew for each question
/// @param apiKey an API key in its encoded form, as Kibana shows it; none by default
/// @param apiKeyFile the file that holds it
/// @param user who to be by name and password; none by default
/// @param password the password for that
/// @param passwordFile the file that holds it
/// @param headers sent with every request
/// @param timeField the field of the time; found by itself if it is not set
/// @param messageField the field of the message; found by itself if it is not set
/// @param serviceField the field of the service's name; found by itself if it is not set
/// @param pageUrl the address of Kibana or OpenSearch Dashboards, for links; none by default
/// @param pageKind `kibana` or `dashboards`, whichever `page-url` is
/// @param lines how many lines of one service are fetched at most; of more, an even share is drawn
/// @param connectTimeout how long until it accepts a connection
/// @param readTimeout how long until one answer is here in full
/// @param deadline how long all questions about one incident may take
/// @param maxAnswer how large one answer may be
@ConfigurationProperties("firsthour.evidence.elasticsearch")
record ElasticsearchProperties(@Nullable URI url, @DefaultValue("*,-.*") String index, @Nullable String token, @Nullable Path tokenFile,
        @Nullable String apiKey, @Nullable Path apiKeyFile, @Nullable String user, @Nullable String password, @Nullable Path passwordFile,
        @DefaultValue Map<String, String> headers, @Nullable String timeField, @Nullable String messageField, @Nullable String serviceField,
        @Nullable URI pageUrl, @DefaultValue("kibana") PageKind pageKind, @DefaultValue("10000") int lines,
        @DefaultValue("2s") Duration connectTimeout, @DefaultValue("10s") Duration readTimeout, @DefaultValue("15s") Duration deadline,
        @DefaultValue("16MB") DataSize maxAnswer) implements HttpSettings {

    /// What prefixes each setting's name.
    static final String PREFIX = "firsthour.evidence.elasticsearch";

    /// Whose pages are linked to.
    enum PageKind {
        KIBANA, DASHBOARDS
    }

    ElasticsearchProperties {
        headers = Map.copyOf(headers);
        if (lines < 1) throw new IllegalArgumentException(PREFIX + ".lines is at least 1, not " + lines);
    }

    @Override
    public Credential credential() {
        return Credential.bearer(token, tokenFile).or(Credential.header("Authorization", "ApiKey ", apiKey, apiKeyFile))
                .or(Credential.basic(user, password, passwordFile));
    }

    /// Without the credentials: settings end up in logs.
    @Override
    public String toString() {
        return "ElasticsearchProperties[url=" + url + ", index=" + index + ", credential=" + credential() + ", user=" + user + ", headers="
                + headers.keySet() + ", pageUrl=" + pageUrl + ", lines=" + lines + ", deadline=" + deadline + ", limits=" + limits() + "]";
    }
}
