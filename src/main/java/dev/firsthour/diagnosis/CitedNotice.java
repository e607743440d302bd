package dev.firsthour.diagnosis;

import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Notice;

/// A notice and the piece of evidence that holds it.
record CitedNotice(EvidenceId evidence, Notice notice) {

    private static final String PATTERNS = "log patterns";

    /// Whether it sums up what our own services logged, rather than saying something about the platform or a vendor.
    boolean isPattern() {
        return notice.source().equals(PATTERNS);
    }
}
