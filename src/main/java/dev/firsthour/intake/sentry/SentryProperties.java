package dev.firsthour.intake.sentry;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.firsthour.intake.SharedSecrets;

/// What Sentry and we share.
///
/// @param secrets the client secret of the internal integration, with which it signs; two while one takes the place of the other; `file:PATH` for the content of a file
@ConfigurationProperties("firsthour.intake.sentry")
record SentryProperties(@DefaultValue List<String> secrets) {

    SentryProperties { secrets = List.copyOf(secrets); }

    SharedSecrets shared() {
        return SharedSecrets.of("firsthour.intake.sentry.secrets", secrets);
    }

    /// Without the secrets: settings end up in logs.
    @Override
    public String toString() {
        return shared().toString();
    }
}
