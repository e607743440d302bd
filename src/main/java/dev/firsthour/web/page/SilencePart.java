package dev.firsthour.web.page;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.firsthour.intake.Silence;
import dev.firsthour.intake.Silences;

/// A silence as the page shows it.
///
/// @param what its matchers, as people write them
/// @param current whether it can still be ended
/// @param held the latest that it held back
record SilencePart(UUID id, Badge state, String what, String reason, String by, Moment from, Moment until, @Nullable String endedBy,
        boolean current, long received, List<HeldPart> held) {

    /// An alert that was held back.
    record HeldPart(String title, @Nullable String service, int received, Moment last) {}

    static SilencePart of(Silence silence, List<Silences.Held> held, Instant now) {
        return new SilencePart(silence.id(), state(silence, now),
                silence.matchers().stream().map(matcher -> matcher.label() + matcher.operator().sign() + matcher.value())
                        .collect(Collectors.joining(", ")),
                silence.reason(), silence.createdBy(), Moment.of(silence.startsAt(), now), Moment.of(silence.endsAt(), now),
                silence.endedBy(), silence.endsAt().isAfter(now), silence.received(),
                held.stream().map(one -> new HeldPart(one.title(), one.service(), one.received(), Moment.of(one.last(), now))).toList());
    }

    private static Badge state(Silence silence, Instant now) {
        if (!silence.endsAt().isAfter(now)) return new Badge("resolved", "●", "over", "It holds nothing back any more");
        return silence.startsAt().isAfter(now)
                ? new Badge("waiting", "⧗", "planned", "It has not begun yet")
                : new Badge("acknowledged", "◐", "active", "Alerts that it fits open no incident");
    }
}
