package dev.firsthour.job;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Exponential back-off with full jitter: a random part of a ceiling that doubles with each failure up to a cap, so that many who wait for the same
/// thing do not come back together (Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
///
/// @param base the ceiling of the first delay
/// @param cap the highest ceiling
public record Backoff(Duration base, Duration cap) {

    /// Beyond so many doublings any base has reached any cap.
    private static final int MOST_DOUBLINGS = 30;

    public Backoff {
        if (base.isNegative() || base.isZero() || cap.compareTo(base) < 0) {
            throw new IllegalArgumentException("a back-off's base is above zero and not above its cap, not " + base + " and " + cap);
        }
    }

    /// How long to wait after so many failures, counting from 1.
    public Duration delay(int failures, RandomGenerator random) {
        int doublings = Math.clamp(failures - 1L, 0, MOST_DOUBLINGS);
        double ceiling = Math.min((double) cap.toMillis(), base.toMillis() * Math.pow(2, doublings));
        return Duration.ofMillis(1 + (long) (random.nextDouble() * ceiling));
    }
}
