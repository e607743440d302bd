package dev.firsthour.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/// A span of time, its start included, its end not.
public record Window(Instant from, Instant to) {

    public Window { if (to.isBefore(from)) throw new IllegalArgumentException("a window ends after it begins: " + from + " to " + to); }

    public boolean holds(Instant instant) {
        return !instant.isBefore(from) && instant.isBefore(to);
    }

    /// The window in so many parts of one length, by rising time.
    public List<Window> parts(int count) {
        Duration each = length().dividedBy(count);
        return IntStream.range(0, count).mapToObj(i -> new Window(from.plus(each.multipliedBy(i)),
                i == count - 1 ? to : from.plus(each.multipliedBy(i + 1L)))).toList();
    }

    public Duration length() {
        return Duration.between(from, to);
    }
}
