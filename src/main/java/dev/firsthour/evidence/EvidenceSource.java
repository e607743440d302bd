package dev.firsthour.evidence;

import org.jspecify.annotations.Nullable;

/// One system that can be asked for evidence.
public interface EvidenceSource {

    /// The adapter's name, as it stands on evidence and on the timeline: `prometheus`.
    String name();

    /// Asks and waits, within the limits of the source's own client. Every expected end is returned; a source that was
    /// interrupted says that it was unavailable.
    EvidenceResult ask(EvidenceQuery query);

    /// Asks it what it can answer, for people who want to know whether it is set up right. Waits like [#ask(EvidenceQuery)].
    ///
    /// @return null where there is no outside system to be set up
    default @Nullable SourceReport report() {
        return null;
    }
}
