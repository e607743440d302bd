package dev.firsthour.web.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/// A time as a page shows it. Pages speak UTC, as logs and colleagues in other places do; the browser adds local time where one points at it.
///
/// @param iso for machines: the page's script keeps `ago` current by it
/// @param ago how long ago, in one unit: `12 min`
/// @param clock `02:14:07`
/// @param full `2026-03-14 02:14:07 UTC`
record Moment(String iso, String ago, String clock, String full) {

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    static Moment of(Instant at, Instant now) {
        return new Moment(at.toString(), ago(Duration.between(at, now)), CLOCK.format(at), FULL.format(at));
    }

    static @Nullable Moment ofNullable(@Nullable Instant at, Instant now) {
        return at == null ? null : of(at, now);
    }

    /// A length of time in its largest unit, cut: an hour and fifty minutes are `1 h`.
    static String ago(Duration length) {
        long seconds = Math.max(0, length.toSeconds());
        if (seconds < 60) return seconds + " s";
        if (seconds < 3_600) return seconds / 60 + " min";
        if (seconds < 48 * 3_600) return seconds / 3_600 + " h";
        return seconds / 86_400 + " d";
    }
}
