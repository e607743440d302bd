package dev.firsthour.intake.azure;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.firsthour.intake.SharedSecrets;

/// What Azure Monitor and we share.
///
/// @param secrets the `token` in the webhook's address: an action group can send nothing else; two while one takes the place of the other; `file:PATH` for the content of a file
@ConfigurationProperties("firsthour.intake.azure")
record AzureProperties(@DefaultValue List<String> secrets) {

    AzureProperties { secrets = List.copyOf(secrets); }

    SharedSecrets shared() {
        return SharedSecrets.of("firsthour.intake.azure.secrets", secrets);
    }

    /// Without the secrets: settings end up in logs.
    @Override
    public String toString() {
        return shared().toString();
    }
}
