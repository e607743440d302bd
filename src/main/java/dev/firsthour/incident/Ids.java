package dev.firsthour.incident;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.UUID;

/// Makes UUIDv7 values (RFC 9562, section 5.7): 48 bits of milliseconds, then 74 random bits.
public final class Ids {

    private final InstantSource clock;
    private final Random random;

    /// Ids of the given clock and chance; a test hands in its own of both.
    public Ids(InstantSource clock, Random random) {
        this.clock = clock;
        this.random = random;
    }

    /// Ids of the system's clock and its strong chance.
    public static Ids system() {
        return new Ids(InstantSource.system(), new SecureRandom());
    }

    public IncidentId incident() {
        return new IncidentId(next());
    }

    public AnalysisId analysis() {
        return new AnalysisId(next());
    }

    /// One new UUIDv7.
    public UUID next() {
        Instant now = clock.instant();
        long high = now.toEpochMilli() << 16 | 0x7000L | random.nextInt(1 << 12);
        long low = random.nextLong() >>> 2 | 0x8000000000000000L;
        return new UUID(high, low);
    }

    static UUID parse(String what, String text) {
        if (text.length() == 36) {
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException malformed) {
                // Said below, in words that name the thing.
            }
        }
        throw new IllegalArgumentException(what + " '" + text + "' is not a UUID: copy it whole from the address or the list");
    }
}
