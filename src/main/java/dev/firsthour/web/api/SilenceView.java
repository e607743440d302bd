package dev.firsthour.web.api;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.firsthour.intake.Silence;

/// Alerts that are expected for a while.
///
/// @param endedBy who ended it before its time; null if nobody did
/// @param received how many deliveries of alerts it has silenced
record SilenceView(String id, List<MatcherView> matchers, Instant startsAt, Instant endsAt, String reason, String createdBy,
        Instant createdAt,
        @Nullable String endedBy, long received) {

    /// @param operator `=`, `!=`, `=~` or `!~`
    record MatcherView(String label, String operator, String value) {}

    /// All of them.
    record SilencesView(List<SilenceView> silences) {}

    static SilenceView of(Silence silence) {
        return new SilenceView(silence.id().toString(), silence.matchers().stream()
                .map(matcher -> new MatcherView(matcher.label(), matcher.operator().sign(), matcher.value())).toList(), silence.startsAt(),
                silence.endsAt(), silence.reason(), silence.createdBy(), silence.createdAt(), silence.endedBy(), silence.received());
    }
}
