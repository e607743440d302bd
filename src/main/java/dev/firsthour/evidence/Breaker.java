package dev.firsthour.evidence;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;

/// Leaves an outside system alone for a while once it keeps failing, so that nobody waits for it and it can recover.
///
/// Whoever was let through says in any case how it went: by [#succeeded()], [#failed(String)] or [#brokenOff()].
public final class Breaker {

    /// Of the last ten answers, six failures leave it alone; five answers are needed to judge.
    private static final int JUDGED_BY = 10;
    private static final int NEEDED_TO_JUDGE = 5;
    private static final float FAILED_PERCENT = 60;
    /// How long it is left alone; then one question tries.
    public static final Duration LEFT_ALONE = Duration.ofSeconds(15);

    private final Clock clock;
    private final CircuitBreaker breaker;

    /// @param name the source's
    public Breaker(String name, Clock clock) {
        this.clock = clock;
        this.breaker = CircuitBreaker.of(name, CircuitBreakerConfig.custom().slidingWindowSize(JUDGED_BY)
                .minimumNumberOfCalls(NEEDED_TO_JUDGE).failureRateThreshold(FAILED_PERCENT).waitDurationInOpenState(LEFT_ALONE)
                .permittedNumberOfCallsInHalfOpenState(1).clock(clock).build());
    }

    /// Whether it may be asked now.
    public boolean lets() {
        return breaker.tryAcquirePermission();
    }

    /// What is said of it while it is left alone, to follow its name.
    public String words() {
        return "kept failing and is left alone until about " + clock.instant().plus(LEFT_ALONE).truncatedTo(ChronoUnit.SECONDS);
    }

    /// It answered, even if by a refusal: that is no reason to leave it alone.
    public void succeeded() {
        breaker.onSuccess(0, TimeUnit.NANOSECONDS);
    }

    /// It failed in a way that may pass.
    public void failed(String reason) {
        breaker.onError(0, TimeUnit.NANOSECONDS, new IOException(reason));
    }

    /// Who asked went away: that says nothing of it.
    public void brokenOff() {
        breaker.releasePermission();
    }
}
