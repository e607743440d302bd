package dev.firsthour.intake;

import java.time.Duration;

/// There is no room to accept anything more right now; nothing was kept.
public final class Overloaded extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Duration retryAfter;

    public Overloaded(Duration retryAfter) {
        super("too many requests are being accepted at once: send it again in " + retryAfter.toSeconds() + " s");
        this.retryAfter = retryAfter;
    }

    /// Something else has to be done first.
    ///
    /// @param reason what, in a clause without a full stop
    public Overloaded(String reason, Duration retryAfter) {
        super(reason + ": send it again in " + retryAfter.toSeconds() + " s");
        this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
