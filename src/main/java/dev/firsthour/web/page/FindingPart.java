package dev.firsthour.web.page;

import java.time.Instant;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.Signal;

/// One finding on the page: what was seen, and the figure that shows it.
///
/// @param sort what was measured: `logs`, `metric`, `spans`, `flow`, `calls`, `limit`, `change`, `notice`
/// @param before the figure before; null where there is none
/// @param after the figure after
/// @param quote words of the telemetry itself; null if there are none
/// @param weight 0 to 100
record FindingPart(String sort, Cited statement, Cited cites, @Nullable Moment at, @Nullable String before, @Nullable String after,
        @Nullable String quote, long weight) {

    static FindingPart of(Finding finding, Set<EvidenceId> known, Instant now) {
        String sort = switch (finding.signal()) {
            case Signal.LogShift _ -> "logs";
            case Signal.MetricShift _ -> "metric";
            case Signal.SpanShift _ -> "spans";
            case Signal.FlowShift _ -> "flow";
            case Signal.CallDelay _ -> "calls";
            case Signal.ResourceLimit _ -> "limit";
            case Signal.SuspectChange _ -> "change";
            case Signal.Said _ -> "notice";
        };
        String before = switch (finding.signal()) {
            case Signal.LogShift shift -> Numbers.plain(shift.before());
            case Signal.MetricShift shift -> Numbers.plain(shift.before());
            case Signal.SpanShift shift -> spans(shift.errorsBefore(), shift.selfMillisBefore(), shift.error() != null);
            case Signal.FlowShift shift -> share(shift.leftBefore());
            case Signal.CallDelay delay -> Numbers.millis(delay.millisBefore());
            case Signal.ResourceLimit limit -> share(limit.usedBefore());
            case Signal.SuspectChange _,Signal.Said _ -> null;
        };
        String after = switch (finding.signal()) {
            case Signal.LogShift shift -> Numbers.plain(shift.after());
            case Signal.MetricShift shift -> Numbers.plain(shift.after());
            case Signal.SpanShift shift -> spans(shift.errorsAfter(), shift.selfMillisAfter(), shift.error() != null);
            case Signal.FlowShift shift -> share(shift.leftAfter());
            case Signal.CallDelay delay -> Numbers.millis(delay.millisAfter());
            case Signal.ResourceLimit limit -> share(limit.usedAfter());
            case Signal.SuspectChange _,Signal.Said _ -> null;
        };
        String quote = switch (finding.signal()) {
            case Signal.LogShift shift -> shift.example();
            case Signal.SpanShift shift -> shift.error();
            case Signal.Said said -> said.text();
            case Signal.MetricShift _,Signal.FlowShift _,Signal.CallDelay _,Signal.ResourceLimit _,Signal.SuspectChange _ -> null;
        };
        return new FindingPart(sort, Cited.of(finding.statement(), known), Cited.of(finding.cites(), known),
                Moment.ofNullable(finding.at(), now), before, after, quote == null || quote.isBlank() ? null : quote,
                Math.round(finding.score() * 100));
    }

    private static String share(double share) {
        return Math.round(share * 100) + "%";
    }

    /// What moved most: the share of spans that fail, or how long they take.
    private static String spans(double errors, double selfMillis, boolean failing) {
        return failing ? share(errors) + " fail" : Numbers.millis(selfMillis);
    }
}
