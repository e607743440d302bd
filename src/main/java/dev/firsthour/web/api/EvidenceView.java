package dev.firsthour.web.api;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Evidence;
import dev.firsthour.timeline.EvidenceHead;

/// One piece of evidence, redacted, as the analysis saw it.
///
/// @param kind `logs`, `metrics`, `traces`, `changes`, `topology` or `notices`
/// @param size how many records, series, spans, changes, edges or notices it holds
/// @param digest SHA-256 of its stored form; the timeline holds the same
/// @param content null in lists: ask for the piece itself; and once it is erased
/// @param erasedAt when its content was erased; null if it is here
record EvidenceView(String id, String kind, String source, String query, String title, int size, @Nullable WindowView window,
        Instant collectedAt, int redactions, boolean truncated, String digest, @Nullable String link, @Nullable Stored content,
        @Nullable Instant erasedAt) {

    /// A span of time, its start included, its end not.
    record WindowView(Instant from, Instant to) {}

    /// Every piece, without contents.
    record EvidenceListView(List<EvidenceView> evidence) {}

    static EvidenceView whole(Evidence evidence) {
        return of(EvidenceHead.of(evidence), new Stored(evidence.content()));
    }

    static EvidenceView head(EvidenceHead head) {
        return of(head, null);
    }

    private static EvidenceView of(EvidenceHead head, @Nullable Stored content) {
        return new EvidenceView(head.id().toString(), head.kind(), head.source(), head.query(), head.title(), head.size(),
                head.window() == null ? null : new WindowView(head.window().from(), head.window().to()), head.collectedAt(),
                head.redactions(), head.truncated(), head.digest(), head.link(), content, head.erasedAt());
    }
}
