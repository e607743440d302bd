package dev.firsthour.intake.gitlab;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.firsthour.intake.SharedSecrets;

/// What GitLab and we share.
///
/// @param secrets the webhook's secret token, which it sends along; two while one takes the place of the other; `file:PATH` for the content of a file
@ConfigurationProperties("firsthour.intake.gitlab")
record GitlabProperties(@DefaultValue List<String> secrets) {

    GitlabProperties { secrets = List.copyOf(secrets); }

    SharedSecrets shared() {
        return SharedSecrets.of("firsthour.intake.gitlab.secrets", secrets);
    }

    /// Without the secrets: settings end up in logs.
    @Override
    public String toString() {
        return shared().toString();
    }
}
