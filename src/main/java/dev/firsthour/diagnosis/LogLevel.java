package dev.firsthour.diagnosis;

import org.jspecify.annotations.Nullable;

/// How bad a log record says it is.
enum LogLevel {
    UNKNOWN, DEBUG, INFO, WARN, ERROR;

    private static final int LONGEST = 11;

    /// The level that a word means, in any case and as any common logger spells it; UNKNOWN if it is none.
    static LogLevel of(@Nullable String word) {
        return word == null ? UNKNOWN : of(word, 0, word.length());
    }

    /// The level that a part of a text means.
    static LogLevel of(String text, int from, int to) {
        int length = to - from;
        if (length < 3 || length > LONGEST) return UNKNOWN;
        return switch (text.charAt(from) | 0x20) {
            case 'e' -> is(text, from, length, "error") || is(text, from, length, "err") || is(text, from, length, "emerg")
                    || is(text, from, length, "emergency") ? ERROR : UNKNOWN;
            case 'f' -> is(text, from, length, "fatal") || is(text, from, length, "failure")
                    ? ERROR
                    : is(text, from, length, "fine") || is(text, from, length, "finer") || is(text, from, length, "finest")
                            ? DEBUG
                            : UNKNOWN;
            case 'c' -> is(text, from, length, "critical") || is(text, from, length, "crit")
                    ? ERROR
                    : is(text, from, length, "config") ? DEBUG : UNKNOWN;
            case 's' -> is(text, from, length, "severe") ? ERROR : UNKNOWN;
            case 'a' -> is(text, from, length, "alert") ? ERROR : UNKNOWN;
            case 'p' -> is(text, from, length, "panic") ? ERROR : UNKNOWN;
            case 'w' -> is(text, from, length, "warn") || is(text, from, length, "warning") ? WARN : UNKNOWN;
            case 'i' -> is(text, from, length, "info") || is(text, from, length, "information") ? INFO : UNKNOWN;
            case 'n' -> is(text, from, length, "notice") ? INFO : UNKNOWN;
            case 'd' -> is(text, from, length, "debug") ? DEBUG : UNKNOWN;
            case 't' -> is(text, from, length, "trace") ? DEBUG : UNKNOWN;
            case 'v' -> is(text, from, length, "verbose") ? DEBUG : UNKNOWN;
            default -> UNKNOWN;
        };
    }

    private static boolean is(String text, int from, int length, String word) {
        return length == word.length() && text.regionMatches(true, from, word, 0, length);
    }
}
