package dev.firsthour.diagnosis;

import java.time.Instant;
import java.util.Comparator;
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
/// @param named what it names outright, in lower case: what stands in quotes or brackets, paths, hosts and compound identifiers
record Complaint(String text, double weight, @Nullable String service, @Nullable Instant at, List<EvidenceId> cites, Set<String> words,
        Set<String> named, Set<Failure> failures) {

    /// Whether it names a cause that lies outside of programs.
    boolean isFact() {
        return failures.stream().anyMatch(Failure::isFact);
    }

    /// How readily an effect brings about what it speaks of, 0 to 1; where it names a cause, that is what has to be brought about.
    double brought(Effect.Kind kind) {
        boolean fact = isFact();
        return failures.stream().filter(failure -> !fact || failure.isFact()).mapToDouble(kind::brings).max().orElse(0);
    }

    /// What of that it speaks of that the effect brings about most readily; null if it brings about none of it.
    @Nullable
    Failure broughtMost(Effect.Kind kind) {
        return failures.stream().filter(failure -> kind.brings(failure) > 0).max(Comparator.comparingDouble(kind::brings)).orElse(null);
    }

    /// What stands in quotes or brackets: messages put the thing they are about there.
    private static final Pattern QUOTED = Pattern.compile("[\"'`\\[]([A-Za-z_][A-Za-z0-9_.-]{2,60})[\"'`\\]]");
    /// What has a form that no prose has: paths of requests and files, names of hosts, identifiers of several parts.
    private static final Pattern OUTRIGHT = Pattern.compile("(?<![\\w.])/[\\w.-]+(?:/[\\w.-]+)+|\\b(?:[a-z0-9-]+\\.){2,}[a-z]{2,}\\b"
            + "|\\b[a-z]+(?:[A-Z][a-z0-9]+)+\\b|\\b[A-Za-z]+(?:_[A-Za-z0-9]+)+\\b");

    private static final int MOST_NAMED = 40;
    private static final int LONGEST_NAME = 120;

    private static Set<String> named(String text) {
        Set<String> named = new LinkedHashSet<>();
        Matcher matcher = QUOTED.matcher(text);
        while (matcher.find()) {
            named.add(matcher.group(1).toLowerCase(Locale.ROOT));
        }
        Matcher outright = OUTRIGHT.matcher(text);
        while (outright.find()) {
            if (named.size() < MOST_NAMED && outright.group().length() <= LONGEST_NAME)
                named.add(outright.group().toLowerCase(Locale.ROOT));
        }
        return named;
    }

    static Complaint of(String text, double weight, @Nullable String service, @Nullable Instant at, List<EvidenceId> cites) {
        return new Complaint(text, weight, service, at, List.copyOf(cites), Vocabulary.words(text), named(text), Failure.in(text));
    }
}
