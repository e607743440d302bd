package dev.firsthour.knowledge;

import java.util.List;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/// One section of a runbook, as it was written: what is shown to people or told to a model is redacted first.
///
/// @param path the file within the folder, with slashes
/// @param title the runbook's
/// @param heading the headings that lead to the section, as in `Pool exhausted › What to check`; empty for what stands before the first
/// @param services whose runbook it is, in small letters; empty if it does not say
/// @param tags in small letters
/// @param link its page; null if none is known
public record Passage(String path, String title, String heading, List<String> services, List<String> tags, String text,
        @Nullable String link) {

    public Passage {
        services = List.copyOf(services);
        tags = List.copyOf(tags);
    }

    /// What to call it: `checkout/pool.md: Pool exhausted › What to check`.
    public String name() {
        return heading.isEmpty() ? path : path + ": " + heading;
    }

    /// The same section in other words, as after redaction.
    ///
    /// @param words changes each of its texts
    public Passage with(UnaryOperator<String> words) {
        return new Passage(path, words.apply(title), words.apply(heading), services, tags, words.apply(text), link);
    }
}
