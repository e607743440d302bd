package dev.firsthour.evidence;

import java.time.Duration;

/// The moment by which all questions about one incident are over.
///
/// @param end by [System#nanoTime()]
public record Deadline(long end) {

    /// So long from now.
    public static Deadline in(Duration length) {
        return new Deadline(System.nanoTime() + length.toNanos());
    }

    /// How long there still is; negative once it has passed.
    public Duration left() {
        return Duration.ofNanos(end - System.nanoTime());
    }
}
