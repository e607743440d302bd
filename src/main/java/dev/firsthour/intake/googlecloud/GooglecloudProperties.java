package dev.firsthour.intake.googlecloud;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.firsthour.intake.SharedSecrets;

/// What Google Cloud Monitoring and we share.
///
/// @param secrets the `auth_token` in the channel's address, or the password of its Basic authentication; two while one takes the place of the other; `file:PATH` for the content of a file
@ConfigurationProperties("firsthour.intake.googlecloud")
record GooglecloudProperties(@DefaultValue List<String> secrets) {

    GooglecloudProperties { secrets = List.copyOf(secrets); }

    SharedSecrets shared() {
        return SharedSecrets.of("firsthour.intake.googlecloud.secrets", secrets);
    }

    /// Without the secrets: settings end up in logs.
    @Override
    public String toString() {
        return shared().toString();
    }
}
