package dev.firsthour.incident;

import java.time.Duration;
import java.time.Instant;

/// A span of time, its start included, its end not.
public record Window(Instant from, Instant to) {

    public Window { if (to.isBefore(from)) throw new IllegalArgumentException("a window ends after it begins: " + from + " to " + to); }

    public boolean holds(Instant instant) {
        return !instant.isBefore(from) && instant.isBefore(to);
    }

    public Duration length() {
        return Duration.between(from, to);
    }
}
