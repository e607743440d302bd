package dev.firsthour.evidence;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Window;

/// What a source answered, not yet redacted, bounded or named.
///
/// @param query the question in the source's own words, so that a person can ask it again
/// @param title what it is, for people: `logs of checkout`
/// @param link the source's own page about it; null if there is none
public record Draft(String query, String title, @Nullable Window window, Content content, @Nullable String link) {

    /// One change as a piece of its own, called after its kind and the first line of its title.
    public static Draft of(Change change, String query, Window window, @Nullable String link) {
        return new Draft(query, change.kind().word().replace('_', ' ') + ": " + change.title().lines().findFirst().orElse(change.id()),
                window,
                new Content.Changes(List.of(change)), link);
    }

    /// How many there are of something, for titles: `1 line`, `1,204 lines`.
    public static String count(long number, String thing) {
        return String.format(Locale.ROOT, "%,d ", number) + thing + (number == 1 ? "" : "s");
    }
}
