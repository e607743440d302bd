package dev.firsthour.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a caller may do.
public enum Role {
    /// Reads everything.
    VIEWER,
    /// Also acts on incidents and attaches evidence.
    RESPONDER,
    /// Also manages keys.
    ADMIN,
    /// May post to webhooks and nothing else, so that a leaked webhook key reveals nothing.
    WEBHOOK;

    /// The word of the API and the database.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The role of that word, in any case; empty if there is none.
    public static Optional<Role> of(String word) {
        return Arrays.stream(values()).filter(role -> role.name().equalsIgnoreCase(word.strip())).findFirst();
    }

    /// Whether someone of this role may post to webhooks.
    public boolean delivers() {
        return this != VIEWER;
    }

    /// Whether someone of this role may act on incidents.
    public boolean responds() {
        return this == RESPONDER || this == ADMIN;
    }
}
