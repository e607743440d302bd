package dev.firsthour.incident;

import java.util.Locale;
import java.util.Optional;

/// How bad it is, worst first.
public enum Severity {
    CRITICAL, HIGH, MEDIUM, LOW, INFO;

    /// The word of the API and the database.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The severity of that word, in any case; empty if there is none.
    public static Optional<Severity> of(String word) {
        return Words.find(values(), word);
    }
}
