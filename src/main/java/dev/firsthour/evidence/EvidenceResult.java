package dev.firsthour.evidence;

import java.util.List;

/// How a question to a source ended.
public sealed interface EvidenceResult {

    /// There is something.
    record Found(List<Draft> drafts) implements EvidenceResult {
        public Found {
            drafts = List.copyOf(drafts);
            if (drafts.isEmpty()) throw new IllegalArgumentException("found means that there is something");
        }
    }

    /// It was asked, and has nothing on this.
    ///
    /// @param query the question in the source's own words
    /// @param reason why, as far as the source can tell
    record NothingFound(String query, String reason) implements EvidenceResult {}

    /// It could not be asked.
    ///
    /// @param lasting whether asking again will not help: a wrong token, a wrong address
    record Unavailable(String query, String reason, boolean lasting) implements EvidenceResult {}
}
