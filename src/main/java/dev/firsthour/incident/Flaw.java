package dev.firsthour.incident;

import org.jspecify.annotations.Nullable;

/// One thing wrong with what was sent in.
///
/// @param field where, as a path: `logs[3].timestamp`
/// @param value what stood there, cut short; null if nothing did
/// @param problem what is wrong with it
/// @param remedy what to write instead
public record Flaw(String field, @Nullable String value, String problem, String remedy) {

    private static final int LONGEST_VALUE = 120;

    public Flaw { if (value != null && value.length() > LONGEST_VALUE) value = value.substring(0, LONGEST_VALUE) + "…"; }

    @Override
    public String toString() {
        return field + (value == null ? "" : " '" + value + "'") + " " + problem + ": " + remedy;
    }
}
