package dev.firsthour.intake;

import java.util.Locale;
import java.util.Optional;

import dev.firsthour.incident.Severity;

/// What senders call a severity, and what it is called here.
public final class SeverityWords {

    private SeverityWords() {}

    /// The severity of a sender's word, in any case; empty if nobody knows the word.
    public static Optional<Severity> of(String word) {
        return Severity.of(word).or(() -> Optional.ofNullable(switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "crit", "emergency", "emerg", "fatal", "disaster", "panic", "p0", "p1", "sev0", "sev1" -> Severity.CRITICAL;
            case "page", "error", "err", "major", "severe", "urgent", "p2", "sev2" -> Severity.HIGH;
            case "warning", "warn", "average", "moderate", "ticket", "p3", "sev3" -> Severity.MEDIUM;
            case "minor", "p4", "sev4" -> Severity.LOW;
            case "none", "notice", "information", "informational", "debug", "verbose", "ok", "no severity", "p5", "sev5" -> Severity.INFO;
            default -> null;
        }));
    }
}
