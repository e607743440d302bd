package dev.firsthour.intake.generic;

import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Senders of JSON that no adapter knows, by a name of one's own each.
///
/// @param senders each is taken at `/api/v1/webhooks/` and its name, and has the settings of `firsthour.intake.generic`
@ConfigurationProperties("firsthour.intake")
record SendersProperties(@DefaultValue Map<String, GenericProperties> senders) {

    static final String PREFIX = "firsthour.intake.senders";

    SendersProperties {
        senders = Map.copyOf(senders);
        for (String name : senders.keySet()) {
            if (!name.matches("[a-z][a-z0-9]*")) {
                throw new IllegalArgumentException(PREFIX + ": " + name + " is called by small letters and digits");
            }
        }
    }
}
