package dev.firsthour.web.api;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.firsthour.investigation.Recollection;
import dev.firsthour.knowledge.Passage;
import dev.firsthour.knowledge.Suggestion;
import dev.firsthour.timeline.Precedent;

/// What an incident reminds of. None of it is evidence.
///
/// @param incidents past incidents, the most alike first
/// @param runbooks passages of runbooks that may help, the likeliest first, redacted
record SimilarView(List<PastView> incidents, List<RunbookView> runbooks) {

    /// @param cause as a person said it where one did, else as its analysis has it
    /// @param confirmed whether a person said that this was the cause
    /// @param likeness 0 to 1; a cause that was only concluded counts less
    record PastView(String id, String title, @Nullable String service, Instant startedAt, String cause, boolean confirmed,
            double likeness) {

        static PastView of(Precedent past) {
            return new PastView(past.incidentId().toString(), past.title(), past.service(), past.startedAt(), past.cause(),
                    past.confirmed(), past.likeness());
        }
    }

    /// @param path the file within the folder of runbooks
    /// @param heading the headings that lead to the section; empty for what stands before the first
    /// @param link its page; null if none is known
    /// @param foundBy `service`, `words`, `spelling` or `meaning`
    record RunbookView(String path, String title, String heading, List<String> services, List<String> tags, String text,
            @Nullable String link, List<String> foundBy) {

        static RunbookView of(Suggestion suggestion) {
            Passage passage = suggestion.passage();
            return new RunbookView(passage.path(), passage.title(), passage.heading(), passage.services(), passage.tags(), passage.text(),
                    passage.link(), suggestion.by().stream().map(way -> way.name().toLowerCase(Locale.ROOT)).toList());
        }
    }

    static SimilarView of(Recollection recalled) {
        return new SimilarView(recalled.incidents().stream().map(PastView::of).toList(),
                recalled.runbooks().stream().map(RunbookView::of).toList());
    }
}
