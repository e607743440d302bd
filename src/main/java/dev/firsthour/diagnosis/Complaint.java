package dev.firsthour.diagnosis;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.EvidenceId;

/// A text in which the telemetry says what is wrong: a log template that is new, a span's error, a metric's name that left its range.
///
/// @param weight how much it counts, 0 to 1
/// @param service who says so; null if nobody in particular
/// @param at when it began; null if it cannot be placed
/// @param cites the evidence; empty for the alert's own words
record Complaint(String text, double weight, @Nullable String service, @Nullable Instant at, List<EvidenceId> cites, Set<String> words,
        Set<Failure> failures) {

    static Complaint of(String text, double weight, @Nullable String service, @Nullable Instant at, List<EvidenceId> cites) {
        return new Complaint(text, weight, service, at, List.copyOf(cites), Vocabulary.words(text), Failure.in(text));
    }
}
