package dev.firsthour.timeline;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Window;

/// A piece of evidence without its body.
///
/// @param kind the word of its content's sort, as in `logs`
/// @param size how many records, series, spans, changes, edges or notices it holds, or held
/// @param erasedAt when its body was erased; null if it is here
public record EvidenceHead(EvidenceId id, String source, String query, String title, @Nullable Window window, String kind, int size,
        String digest, Instant collectedAt, int redactions, boolean truncated, @Nullable String link,
        @Nullable Instant erasedAt) {

    /// The head of a whole piece.
    public static EvidenceHead of(Evidence evidence) {
        return new EvidenceHead(evidence.id(), evidence.source(), evidence.query(), evidence.title(), evidence.window(),
                evidence.content().kind(), evidence.content().size(), evidence.digest(), evidence.collectedAt(), evidence.redactions(),
                evidence.truncated(), evidence.link(), null);
    }

    /// The head of a piece whose body is erased.
    public EvidenceHead erased(Instant at) {
        return new EvidenceHead(id, source, query, title, window, kind, size, digest, collectedAt, redactions, truncated, link, at);
    }
}
