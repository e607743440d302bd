package dev.firsthour.evidence.datadog;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.Credential;
import dev.firsthour.evidence.HttpSettings;

/// Where Datadog is asked. Without a site nobody is asked.
///
/// @param site the site of the account, as in `datadoghq.com`, `us3.datadoghq.com` or `datadoghq.eu`
/// @param url the address of the API, if it is not `https://api.SITE`, as behind a proxy
/// @param apiKey the API key
/// @param apiKeyFile the file that holds it, read anew for each question
/// @param applicationKey the application key, with the scopes `logs_read_data`, `metrics_read`, `timeseries_query`, `apm_read` and `events_read`
/// @param applicationKeyFile the file that holds it, read anew for each question
/// @param lines how many lines of one service are fetched at most, spread over the window
/// @param before how long before the trouble an event may lie
/// @param connectTimeout how long until it accepts a connection
/// @param readTimeout how long until one answer is here in full
/// @param deadline how long all questions about one incident may take
/// @param maxAnswer how large one answer may be
@ConfigurationProperties("firsthour.evidence.datadog")
record DatadogProperties(@Nullable String site, @Nullable URI url, @Nullable String apiKey, @Nullable Path apiKeyFile,
        @Nullable String applicationKey, @Nullable Path applicationKeyFile, @DefaultValue("5000") int lines,
        @DefaultValue("24h") Duration before, @DefaultValue("2s") Duration connectTimeout, @DefaultValue("10s") Duration readTimeout,
        @DefaultValue("18s") Duration deadline, @DefaultValue("16MB") DataSize maxAnswer) implements HttpSettings {

    /// What prefixes each setting's name.
    static final String PREFIX = "firsthour.evidence.datadog";

    DatadogProperties {
        if (lines < DatadogSource.SLICES) {
            throw new IllegalArgumentException(PREFIX + ".lines is at least " + DatadogSource.SLICES + ", not " + lines);
        }
    }

    @Override
    public Credential credential() {
        return Credential.header("DD-API-KEY", "", apiKey, apiKeyFile).named("api-key")
                .and(Credential.header("DD-APPLICATION-KEY", "", applicationKey, applicationKeyFile).named("application-key"));
    }

    /// Without the credentials: settings end up in logs.
    @Override
    public String toString() {
        return "DatadogProperties[site=" + site + ", url=" + url + ", keys=" + credential() + ", lines=" + lines + ", before=" + before
                + ", deadline=" + deadline + ", limits=" + limits() + "]";
    }
}
