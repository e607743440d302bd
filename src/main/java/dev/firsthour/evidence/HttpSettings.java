package dev.firsthour.evidence;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/// What the settings of every source that is asked over HTTP say. A record of settings has most of it by its components.
public interface HttpSettings {

    /// What every path is put behind; null if nobody said.
    @Nullable
    URI url();

    Credential credential();

    /// What is sent with every request beside the credential.
    default Map<String, String> headers() {
        return Map.of();
    }

    /// Sent as `X-Scope-OrgID`, by which the systems of Grafana's family tell tenants apart; null if there is none.
    default @Nullable String tenant() {
        return null;
    }

    /// The certificates of an authority of one's own in PEM; null where the usual ones are trusted.
    default @Nullable Path caFile() {
        return null;
    }

    /// How long until it accepts a connection.
    Duration connectTimeout();

    /// How long until one answer is here in full.
    Duration readTimeout();

    /// How long all questions about one incident may take.
    Duration deadline();

    /// How large one answer may be.
    DataSize maxAnswer();

    /// What one request may take.
    default Endpoint.Limits limits() {
        return new Endpoint.Limits(connectTimeout(), readTimeout(), maxAnswer().toBytes());
    }
}
