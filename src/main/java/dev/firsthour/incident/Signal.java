package dev.firsthour.incident;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/// What a finding measured, so that a page can draw it and a test can check it.
public sealed interface Signal {

    /// A log template that appeared, vanished or changed its rate.
    ///
    /// @param template the message with its variables as typed placeholders
    /// @param before how often it would have come in the time after, going by the time before
    /// @param after how often it came
    /// @param example one line as it was
    record LogShift(@Nullable String service, String template, @Nullable String severityText, double before, long after, String example)
            implements
                Signal {}

    /// A metric that left its normal range.
    ///
    /// @param changedAt when the change began; null if it cannot be placed
    /// @param before the normal level
    /// @param after the level since
    /// @param deviation how far, in robust standard deviations of the time before
    record MetricShift(@Nullable String service, String metric, @Nullable Instant changedAt, double before, double after,
            double deviation) implements Signal {}

    /// Spans of a service that became slow or fail.
    ///
    /// @param selfMillisBefore median time spent in the service itself, before; NaN if there were none
    record SpanShift(String service, String operation, double errorsBefore, double errorsAfter, double selfMillisBefore,
            double selfMillisAfter, @Nullable String error) implements Signal {}

    /// A place in the flow of a service's code that requests leave another way than before.
    ///
    /// @param from the event behind which they leave it: a position in the code, a message, a call
    /// @param expected the event that used to follow
    /// @param instead what follows now
    /// @param leftBefore how many of the requests that came there left it in a bad way before, 0 to 1
    /// @param leftAfter how many leave it so now
    record FlowShift(String service, String operation, String from, String expected, String instead, double leftBefore, double leftAfter)
            implements
                Signal {}

    /// Calls from one service to another that are under way longer than before, beyond what the called one works itself.
    record CallDelay(String caller, String callee, double millisBefore, double millisAfter) implements Signal {}

    /// A resource of a service that came to its limit and stayed there.
    ///
    /// @param usedBefore what was usual, as a share of the limit
    /// @param usedAfter the most that was used since
    record ResourceLimit(String service, String resource, double usedBefore, double usedAfter) implements Signal {}

    /// A change that may have caused it.
    ///
    /// @param nearness 0 to 1, by time
    /// @param place 0 to 1, by service
    /// @param mechanism 0 to 1: whether what it touches can produce what is seen
    /// @param words what the change and the symptoms have in common
    record SuspectChange(String changeId, double nearness, double place, double mechanism, List<String> words) implements Signal {
        public SuspectChange { words = List.copyOf(words); }
    }

    /// Something said in words by a platform or a vendor.
    record Said(String source, @Nullable String component, String text) implements Signal {}
}
