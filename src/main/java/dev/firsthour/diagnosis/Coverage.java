package dev.firsthour.diagnosis;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/// How much there is to compare: what was said before the trouble and what since. Silence is calm only where there was a normal to depart from.
final class Coverage {

    /// Fewer records than these are no normal.
    private static final int ENOUGH_BEFORE = 20;

    private final Instant detectedAt;
    private long before;
    private long since;

    Coverage(Instant detectedAt) {
        this.detectedAt = detectedAt;
    }

    void see(CitedLog log) {
        count(log.log().at());
    }

    void see(CitedSpan span) {
        count(span.span().start());
    }

    private void count(@Nullable Instant at) {
        if (at == null) return;
        if (at.isBefore(detectedAt)) before++;
        else
            since++;
    }

    boolean isEnough() {
        return before >= ENOUGH_BEFORE && since > 0;
    }
}
