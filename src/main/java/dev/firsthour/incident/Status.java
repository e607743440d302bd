package dev.firsthour.incident;

import java.util.Locale;
import java.util.Optional;

/// Where an incident stands with the people who handle it.
public enum Status {
    OPEN, ACKNOWLEDGED, MITIGATED, RESOLVED;

    /// The word of the API and the database.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The status of that word, in any case; empty if there is none.
    public static Optional<Status> of(String word) {
        return Words.find(values(), word);
    }
}
