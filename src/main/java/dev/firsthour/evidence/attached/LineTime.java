package dev.firsthour.evidence.attached;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

import org.jspecify.annotations.Nullable;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/// Finds the time that a log line opens with: ISO-8601 or RFC 3339, with a space or a `T`, a point or a comma before the fraction, with a zone
/// or without one (it is then taken for UTC).
final class LineTime {

    private static final int WITHIN = 64;
    private static final Pattern ISO = Pattern
            .compile("(\\d{4}-\\d{2}-\\d{2})[T ](\\d{2}:\\d{2}:\\d{2})(?:[.,](\\d{1,9}))?\\s?(Z|[+-]\\d{2}:?\\d{2})?");

    private LineTime() {}

    static @Nullable Instant of(String line) {
        Matcher matcher = ISO.matcher(line.substring(0, Math.min(line.length(), WITHIN)));
        if (!matcher.find()) return null;
        String fraction = matcher.group(3) == null ? "" : "." + matcher.group(3);
        String zone = matcher.group(4);
        String text = matcher.group(1) + "T" + matcher.group(2) + fraction;
        try {
            return zone == null
                    ? LocalDateTime.parse(text).toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text + (zone.length() == 5 ? zone.substring(0, 3) + ":" + zone.substring(3) : zone)).toInstant();
        } catch (DateTimeException noSuchTime) {
            return null;
        }
    }
}
