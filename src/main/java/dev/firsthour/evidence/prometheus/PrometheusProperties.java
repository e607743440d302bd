package dev.firsthour.evidence.prometheus;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// Where metrics are asked for. Without an address nobody is asked.
///
/// @param url the address in front of `/api/v1`, as in `http://prometheus:9090`; Grafana's proxy is
///         `https://grafana/api/datasources/proxy/uid/UID`
/// @param token sent as bearer token; none by default
/// @param headers sent with every request, as in `X-Scope-OrgID` for a tenant or `Authorization` for Basic authentication
/// @param connectTimeout how long until it accepts a connection
/// @param readTimeout how long until one answer is here in full
/// @param deadline how long all questions about one incident may take; what is missing then is left out, and said to be
/// @param rateWindow the range of `rate()`: at least two scrape intervals
/// @param maxAnswer how large one answer may be
@ConfigurationProperties("firsthour.evidence.prometheus")
record PrometheusProperties(@Nullable URI url, @Nullable String token, @DefaultValue Map<String, String> headers,
        @DefaultValue("2s") Duration connectTimeout, @DefaultValue("10s") Duration readTimeout, @DefaultValue("15s") Duration deadline,
        @DefaultValue("2m") Duration rateWindow, @DefaultValue("8MB") DataSize maxAnswer) {

    /// What prefixes each setting's name.
    static final String PREFIX = "firsthour.evidence.prometheus";

    PrometheusProperties { headers = Map.copyOf(headers); }

    /// Without the credentials: settings end up in logs.
    @Override
    public String toString() {
        return "PrometheusProperties[url=" + url + ", token=" + (token == null ? "none" : "set") + ", headers=" + headers.keySet()
                + ", connectTimeout=" + connectTimeout + ", readTimeout=" + readTimeout + ", deadline=" + deadline + ", rateWindow="
                + rateWindow + ", maxAnswer=" + maxAnswer + "]";
    }
}
