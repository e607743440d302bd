package dev.firsthour.llm;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;

/// One endpoint as the gateway sees it: its model, and whether it may be asked now.
final class Post {

    /// Text of any language has no fewer characters to a token, code and numbers apart: a guess that leaves room.
    private static final int CHARACTERS_PER_TOKEN = 3;
    /// How much the newest answer counts in the speed.
    private static final double NEWEST = 0.3;
    /// Fewer tokens measure the wait for the first rather than the speed.
    private static final int ENOUGH_TOKENS = 20;

    private final String name;
    private final LanguageModel model;
    private final LlmProperties properties;
    private final CircuitBreaker breaker;
    private final Bulkhead room;
    private final InstantSource clock;
    private volatile Instant restsUntil = Instant.MIN;
    private volatile @Nullable Probe probe;
    private volatile double speed = Double.NaN;

    /// @param patience how long a question waits for room here
    Post(String name, LanguageModel model, LlmProperties properties, Duration patience, InstantSource clock) {
        this.name = name;
        this.model = model;
        this.properties = properties;
        this.clock = clock;
        int failures = properties.breaker().failures();
        this.breaker = CircuitBreaker.of(name,
                CircuitBreakerConfig.custom().slidingWindow(failures, failures, SlidingWindowType.COUNT_BASED)
                        .failureRateThreshold(100).waitDurationInOpenState(properties.breaker().pause())
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .clock(new Ticking(clock)).currentTimestampFunction(Clock::millis, TimeUnit.MILLISECONDS).build());
        this.room = Bulkhead.of(name,
                BulkheadConfig.custom().maxConcurrentCalls(properties.atOnce()).maxWaitDuration(patience)
                        .fairCallHandlingStrategyEnabled(true).build());
    }

    String name() {
        return name;
    }

    LanguageModel model() {
        return model;
    }

    LlmProperties properties() {
        return properties;
    }

    /// How a turn at this endpoint ended.
    sealed interface Turn {

        record Asked(Reply reply, Duration took) implements Turn {}

        /// @param passes whether it may be asked the same later
        /// @param after when; null if that is not known
        record PassedOver(String reason, boolean passes, @Nullable Duration after) implements Turn {}
    }

    /// Asks if it may be asked now.
    Turn ask(Prompt prompt, Duration left) {
        Optional<Turn.PassedOver> not = notNow(prompt);
        if (not.isPresent()) return not.get();
        if (!room.tryAcquirePermission()) {
            return new Turn.PassedOver("it is asked " + properties.atOnce() + " questions already", true, null);
        }
        try {
            if (!breaker.tryAcquirePermission()) {
                return new Turn.PassedOver("it failed " + properties.breaker().failures() + " times in a row and is left alone for a while",
                        true, properties.breaker().pause());
            }
            return settled(prompt, left);
        } finally {
            room.releasePermission();
        }
    }

    private Turn settled(Prompt prompt, Duration left) {
        boolean counted = false;
        try {
            Instant start = clock.instant();
            Reply reply = model.ask(prompt.within(shortest(prompt.timeout(), properties.timeout(), left)));
            Duration took = Duration.between(start, clock.instant());
            count(reply, took);
            counted = true;
            return new Turn.Asked(reply, took);
        } finally {
            if (!counted) breaker.releasePermission();
        }
    }

    private void count(Reply reply, Duration took) {
        switch (reply) {
            case Reply.Answered answered -> learn(answered.outputTokens(), took);
            case Reply.Cut cut -> learn(cut.outputTokens(), took);
            case Reply.Busy busy -> {
                Duration wait = busy.retryAfter();
                if (wait == null) {
                    failed(took, busy.reason());
                } else {
                    restsUntil = clock.instant().plus(wait);
                    breaker.releasePermission();
                }
            }
            case Reply.Away away -> {
                // An interrupted wait says nothing about the endpoint.
                if (Thread.currentThread().isInterrupted()) breaker.releasePermission();
                else
                    failed(took, away.reason());
            }
            case Reply.Refused _,Reply.Overspent _ -> breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void failed(Duration took, String reason) {
        breaker.onError(took.toNanos(), TimeUnit.NANOSECONDS, new IllegalStateException(reason));
    }

    private void learn(long tokens, Duration took) {
        breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
        if (tokens < ENOUGH_TOKENS || took.toMillis() == 0) return;
        double now = tokens * 1000.0 / took.toMillis();
        speed = Double.isNaN(speed) ? now : NEWEST * now + (1 - NEWEST) * speed;
    }

    private Optional<Turn.PassedOver> notNow(Prompt prompt) {
        Duration rest = Duration.between(clock.instant(), restsUntil);
        if (rest.isPositive()) {
            return Optional.of(new Turn.PassedOver("it said to come back in " + rest.toSeconds() + " s", true, rest));
        }
        Abilities can = abilities();
        long needed = estimate(prompt) + prompt.maxOutputTokens();
        if (needed > can.contextTokens()) {
            return Optional.of(new Turn.PassedOver(
                    "prompt and answer need about " + needed + " tokens, and it has room for " + can.contextTokens(), false, null));
        }
        if (!prompt.tools().isEmpty() && can.tools() == Abilities.Ability.NO) {
            return Optional.of(new Turn.PassedOver("it knows no tools", false, null));
        }
        return Optional.empty();
    }

    /// About how many tokens a prompt has, rather too many than too few.
    static long estimate(Prompt prompt) {
        long characters = prompt.system().length();
        for (Prompt.Turn turn : prompt.messages()) {
            characters += turn.text().length();
        }
        for (Tool tool : prompt.tools()) {
            characters += tool.description().length() + tool.jsonSchema().length();
        }
        return characters / CHARACTERS_PER_TOKEN;
    }

    /// About how many tokens a text has.
    static long estimate(String text) {
        return ((long) text.length() + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
    }

    void learnt(Probe found) {
        probe = found;
    }

    @Nullable
    Probe probe() {
        return probe;
    }

    /// What its settings, its server, the probe and its answers so far tell, the narrowest of each.
    Abilities abilities() {
        Abilities own = model.abilities();
        Probe found = probe;
        double tokensPerSecond = Double.isNaN(speed) && found != null ? found.tokensPerSecond() : speed;
        if (found == null) return new Abilities(own.contextTokens(), own.maxOutputTokens(), own.tools(), own.schema(), tokensPerSecond);
        int context = found.contextTokens() == 0 ? own.contextTokens() : Math.min(own.contextTokens(), found.contextTokens());
        return new Abilities(context, Math.min(own.maxOutputTokens(), context),
                own.tools() == Abilities.Ability.UNKNOWN ? found.tools() : own.tools(),
                own.schema() == Probe.Schema.UNKNOWN ? found.schema() : own.schema(), tokensPerSecond);
    }

    /// Whether it would be asked now.
    boolean isOpen() {
        return !clock.instant().isBefore(restsUntil) && breaker.getState() != CircuitBreaker.State.OPEN;
    }

    private static Duration shortest(Duration... durations) {
        Duration shortest = durations[0];
        for (Duration duration : durations) {
            if (duration.compareTo(shortest) < 0) shortest = duration;
        }
        return shortest;
    }

    /// Our clock as the breaker wants it.
    private static final class Ticking extends Clock {

        private final InstantSource source;

        Ticking(InstantSource source) {
            this.source = source;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return source.instant();
        }
    }
}
