package dev.firsthour.privacy;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param keepOriginals whether it is kept, sealed, what pseudonyms stand for, so that administrators can put them back
/// @param internalDomains the endings of host names that are nobody else's business, as in `prod.example.com`; beside those that are internal by their nature
/// @param patterns what else must go, by regular expressions
@ConfigurationProperties("firsthour.privacy")
public record PrivacyProperties(@DefaultValue("true") boolean keepOriginals, @DefaultValue List<String> internalDomains,
        @DefaultValue List<CustomPattern> patterns) {

    /// What the redactors are to know of this installation.
    public PrivacyRules rules() {
        return new PrivacyRules(internalDomains, patterns);
    }
}
