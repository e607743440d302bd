package dev.firsthour.retention;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// For how long things are kept.
///
/// @param bodies for how long after an incident's end the bodies of its evidence, model exchanges and alerts are kept, and what its pseudonyms stand for; 0
///        for good
@ConfigurationProperties("firsthour.retention")
public record RetentionProperties(@DefaultValue("0") Duration bodies) {

    /// Less is no time to work with: the run that erases comes once a day, and an incident may still be talked about the next morning.
    private static final Duration SHORTEST = Duration.ofDays(1);
    /// Whoever means more than a century means for good.
    private static final Duration LONGEST = Duration.ofDays(36_500);

    public RetentionProperties {
        if (!bodies.isZero() && (bodies.compareTo(SHORTEST) < 0 || bodies.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException("firsthour.retention.bodies is " + bodies
                    + ": write 0 to keep bodies for good, or a time from 1d to 36500d, as in 90d");
        }
    }

    boolean erases() {
        return !bodies.isZero();
    }
}
