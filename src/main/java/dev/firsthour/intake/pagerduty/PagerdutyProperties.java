package dev.firsthour.intake.pagerduty;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.firsthour.intake.SharedSecrets;

/// What PagerDuty and we share.
///
/// @param secrets the secret that it showed when the webhook subscription was made; two while one takes the place of the other; `file:PATH` for the content of a file
@ConfigurationProperties("firsthour.intake.pagerduty")
record PagerdutyProperties(@DefaultValue List<String> secrets) {

    PagerdutyProperties { secrets = List.copyOf(secrets); }

    SharedSecrets shared() {
        return SharedSecrets.of("firsthour.intake.pagerduty.secrets", secrets);
    }

    /// Without the secrets: settings end up in logs.
    @Override
    public String toString() {
        return shared().toString();
    }
}
