package dev.firsthour.privacy;

import java.util.List;

/// What a redactor is to know beyond what is common.
///
/// @param internalDomains the endings of internal host names
/// @param patterns what else must go
public record PrivacyRules(List<String> internalDomains, List<CustomPattern> patterns) {

    /// Patterns cost time on every text.
    private static final int MOST_PATTERNS = 50;
    private static final int MOST_DOMAINS = 200;

    public static final PrivacyRules NONE = new PrivacyRules(List.of(), List.of());

    /// @throws IllegalArgumentException if there are too many
    public PrivacyRules {
        internalDomains = List.copyOf(internalDomains);
        patterns = List.copyOf(patterns);
        if (patterns.size() > MOST_PATTERNS) {
            throw new IllegalArgumentException(
                    "firsthour.privacy.patterns has " + patterns.size() + " entries: join some with | and give at most " + MOST_PATTERNS);
        }
        if (internalDomains.size() > MOST_DOMAINS) {
            throw new IllegalArgumentException("firsthour.privacy.internal-domains has " + internalDomains.size()
                    + " entries: give common endings, at most " + MOST_DOMAINS);
        }
        for (String domain : internalDomains) {
            if (!domain.matches("\\.?[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*")) {
                throw new IllegalArgumentException("firsthour.privacy.internal-domains holds '" + domain
                        + "': write the ending of a host name, as in prod.example.com");
            }
        }
    }
}
