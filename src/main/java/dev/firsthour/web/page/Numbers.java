package dev.firsthour.web.page;

import java.time.Duration;
import java.util.Locale;

/// Numbers as people read them.
final class Numbers {

    private Numbers() {}

    /// Whole numbers with separators, small ones with three significant digits: `1,204`, `0.0431`.
    static String plain(double value) {
        if (Double.isNaN(value)) return "–";
        if (Double.isInfinite(value)) return value > 0 ? "∞" : "−∞";
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 1e15) return String.format(Locale.ROOT, "%,d", (long) value);
        if (size >= 1_000) return String.format(Locale.ROOT, "%,.0f", value);
        if (size >= 100) return String.format(Locale.ROOT, "%.0f", value);
        if (size >= 10) return String.format(Locale.ROOT, "%.1f", value);
        if (size >= 1) return String.format(Locale.ROOT, "%.2f", value);
        if (size >= 0.001) return String.format(Locale.ROOT, "%.3f", value);
        return String.format(Locale.ROOT, "%.2e", value);
    }

    /// How much a piece of evidence holds: `391 lines`, `1 change`.
    static String holding(String kind, int size) {
        String one = switch (kind) {
            case "logs" -> "line";
            case "metrics" -> "series";
            case "traces" -> "span";
            case "changes" -> "change";
            case "topology" -> "edge";
            default -> "notice";
        };
        return plain((double) size) + " " + (size == 1 || one.equals("series") ? one : one + "s");
    }

    /// With its sign, to one decimal: `+12.5`, `−8.0`.
    static String signed(double value) {
        return (value < 0 ? "−" : "+") + String.format(Locale.ROOT, "%.1f", Math.abs(value));
    }

    /// A length of time to three digits: `431 ms`, `2.31 s`, `1 min 12 s`.
    static String length(Duration length) {
        long millis = length.toMillis();
        if (millis < 1) return length.toNanos() / 1_000 + " µs";
        if (millis < 1_000) return millis + " ms";
        if (millis < 60_000) return String.format(Locale.ROOT, "%.2f s", millis / 1000.0);
        return length.toMinutes() + " min " + length.toSecondsPart() + " s";
    }

    /// Milliseconds, as spans are measured in.
    static String millis(double millis) {
        return Double.isNaN(millis) ? "–" : length(Duration.ofNanos(Math.round(millis * 1_000_000)));
    }
}
