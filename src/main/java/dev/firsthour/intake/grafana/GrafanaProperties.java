package dev.firsthour.intake.grafana;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.firsthour.intake.SharedSecrets;

/// What Grafana and we share.
///
/// @param secrets the secret of the contact point's HMAC signature; two while one takes the place of the other; `file:PATH` for the content of a file
/// @param timestampHeader the contact point's timestamp header, if it has one: what was sent more than 5 minutes ago is refused then
@ConfigurationProperties("firsthour.intake.grafana")
record GrafanaProperties(@DefaultValue List<String> secrets, @Nullable String timestampHeader) {

    GrafanaProperties { secrets = List.copyOf(secrets); }

    SharedSecrets shared() {
        return SharedSecrets.of("firsthour.intake.grafana.secrets", secrets);
    }

    /// Without the secrets: settings end up in logs.
    @Override
    public String toString() {
        return shared() + ", timestampHeader=" + timestampHeader;
    }
}
