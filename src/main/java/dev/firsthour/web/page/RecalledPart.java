package dev.firsthour.web.page;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.firsthour.investigation.Recollection;
import dev.firsthour.knowledge.Passage;
import dev.firsthour.timeline.Precedent;

/// What an incident reminds of, as its page shows it: below the evidence, since it is none.
record RecalledPart(List<RunbookRow> runbooks, List<PastRow> incidents) {

    /// How much of a passage is shown; the rest stands behind the link.
    private static final int LONGEST_TEXT = 1_500;

    /// @param link its page; null if there is none that may be linked to
    record RunbookRow(String title, String heading, String path, @Nullable String link, String text) {

        static RunbookRow of(Passage passage) {
            String link = passage.link();
            return new RunbookRow(passage.title(), passage.heading(), passage.path(),
                    link != null && link.matches("https?://[^\\s<>\"]+") ? link : null,
                    passage.text().length() <= LONGEST_TEXT ? passage.text() : passage.text().substring(0, LONGEST_TEXT) + "…");
        }
    }

    record PastRow(String id, String title, Moment started, String cause, boolean confirmed) {

        static PastRow of(Precedent past, Instant now) {
            return new PastRow(past.incidentId().toString(), past.title(), Moment.of(past.startedAt(), now), past.cause(),
                    past.confirmed());
        }
    }

    static RecalledPart of(Recollection recalled, Instant now) {
        return new RecalledPart(recalled.runbooks().stream().map(one -> RunbookRow.of(one.passage())).toList(),
                recalled.incidents().stream().map(past -> PastRow.of(past, now)).toList());
    }
}
