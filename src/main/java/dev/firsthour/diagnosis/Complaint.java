package dev.firsthour.diagnosis;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.EvidenceId;

/// A text in which the telemetry says what is wrong: a log template that is new, a span's error, a metric's name that left its range.
///
/// @param weight how much it counts, 0 to 1
/// @param service who says so; null if nobody in particular
/// @param at when it began; null if it cannot be placed
/// @param cites the evidence; empty for the alert's own words
/// @param named what it puts in quotes or brackets, in lower case
record Complaint(String text, double weight, @Nullable String service, @Nullable Instant at, List<EvidenceId> cites, Set<String> words,
        Set<String> named, Set<Failure> failures) {

    /// What stands in quotes or brackets: messages put the thing they are about there.
    private static final Pattern QUOTED = Pattern.compile("[\"'`\\[]([A-Za-z_][A-Za-z0-9_.-]{2,60})[\"'`\\]]");

    private static Set<String> named(String text) {
        Set<String> named = new LinkedHashSet<>();
        Matcher matcher = QUOTED.matcher(text);
        while (matcher.find()) {
            named.add(matcher.group(1).toLowerCase(Locale.ROOT));
        }
        return named;
    }

    static Complaint of(String text, double weight, @Nullable String service, @Nullable Instant at, List<EvidenceId> cites) {
        return new Complaint(text, weight, service, at, List.copyOf(cites), Vocabulary.words(text), named(text), Failure.in(text));
    }
}
