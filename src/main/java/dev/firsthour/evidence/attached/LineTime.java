package dev.firsthour.evidence.attached;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

import org.jspecify.annotations.Nullable;

/// Finds the time that a log line opens with: ISO-8601 or RFC 3339, with a space or a `T`, a point or a comma before the fraction, with a zone
/// or without one (it is then taken for UTC).
///
/// Cost: one look at each of the first [#WITHIN] characters, by hand, for it is done for each line of logs that pass by.
///
/// @param at the time
/// @param zoned whether it says its zone
record LineTime(Instant at, boolean zoned) {

    private static final int WITHIN = 64;
    /// `2026-06-22T11:27:00`
    private static final int LENGTH = 19;
    private static final int NANO_DIGITS = 9;

    static @Nullable Instant of(String line) {
        LineTime found = in(line);
        return found == null ? null : found.at;
    }

    static @Nullable LineTime in(String line) {
        int last = Math.min(line.length(), WITHIN) - LENGTH;
        for (int start = 0; start <= last; start++) {
            if (isTime(line, start)) return at(line, start);
        }
        return null;
    }

    /// The time that is all of a text; null if there is more or less to it.
    static @Nullable LineTime exactly(String text) {
        if (text.length() < LENGTH || !isTime(text, 0)) return null;
        int end = zoneEnd(text, fractionEnd(text, LENGTH));
        return end == text.length() ? at(text, 0) : null;
    }

    private static boolean isTime(String text, int at) {
        return digits(text, at, 4) && text.charAt(at + 4) == '-' && digits(text, at + 5, 2) && text.charAt(at + 7) == '-'
                && digits(text, at + 8, 2) && (text.charAt(at + 10) == 'T' || text.charAt(at + 10) == ' ') && digits(text, at + 11, 2)
                && text.charAt(at + 13) == ':' && digits(text, at + 14, 2) && text.charAt(at + 16) == ':' && digits(text, at + 17, 2);
    }

    private static boolean digits(String text, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (!isDigit(text, i)) return false;
        }
        return true;
    }

    private static boolean isDigit(String text, int at) {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private static @Nullable LineTime at(String text, int start) {
        try {
            LocalDateTime local = LocalDateTime.of(number(text, start, 4), number(text, start + 5, 2), number(text, start + 8, 2),
                    number(text, start + 11, 2), number(text, start + 14, 2), number(text, start + 17, 2),
                    nanos(text, start + LENGTH));
            int zone = fractionEnd(text, start + LENGTH);
            int end = zoneEnd(text, zone);
            return new LineTime(local.toInstant(end == zone ? ZoneOffset.UTC : zone(text.substring(zone, end).strip())), end > zone);
        } catch (DateTimeException noSuchTime) {
            return null;
        }
    }

    private static ZoneOffset zone(String text) {
        if (text.equals("Z")) return ZoneOffset.UTC;
        int sign = text.charAt(0) == '-' ? -1 : 1;
        return ZoneOffset.ofHoursMinutes(sign * number(text, 1, 2), sign * number(text, text.length() - 2, 2));
    }

    /// Where the fraction ends that begins here; the same place if none does.
    private static int fractionEnd(String text, int from) {
        if (from >= text.length() || (text.charAt(from) != '.' && text.charAt(from) != ',') || !isDigit(text, from + 1)) return from;
        int end = from + 1;
        while (end - from <= NANO_DIGITS && isDigit(text, end)) {
            end++;
        }
        return end;
    }

    /// Where the zone ends that begins here or after a space; the same place if none does.
    private static int zoneEnd(String text, int from) {
        int at = from < text.length() && text.charAt(from) == ' ' ? from + 1 : from;
        if (at >= text.length()) return from;
        char c = text.charAt(at);
        if (c == 'Z') return at + 1;
        if ((c != '+' && c != '-') || !digits(text, at + 1, 2)) return from;
        int minutes = at + 3 < text.length() && text.charAt(at + 3) == ':' ? at + 4 : at + 3;
        return digits(text, minutes, 2) ? minutes + 2 : from;
    }

    private static int nanos(String text, int from) {
        int nanos = 0;
        int end = fractionEnd(text, from);
        for (int i = 0; i < NANO_DIGITS; i++) {
            int at = from + 1 + i;
            nanos = nanos * 10 + (at < end ? text.charAt(at) - '0' : 0);
        }
        return nanos;
    }

    private static int number(String text, int from, int count) {
        int number = 0;
        for (int i = from; i < from + count; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }
}
