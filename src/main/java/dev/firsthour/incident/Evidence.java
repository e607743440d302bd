package dev.firsthour.incident;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/// One redacted piece of evidence as the investigation saw it.
///
/// @param source the adapter that answered: `attached`, `prometheus`, ...
/// @param query the question in the source's own words, so that a person can ask it again
/// @param title what it is, for people: `logs of checkout (1,204 lines)`
/// @param digest SHA-256 of its stored form, in hex; the timeline holds the same
/// @param redactions how many secrets and personal data were taken out of it
/// @param truncated whether a bound cut it short
/// @param link the source's own page about it; null if there is none
public record Evidence(EvidenceId id, String source, String query, String title, @Nullable Window window, Content content, String digest,
        Instant collectedAt, int redactions, boolean truncated, @Nullable String link) implements Kept {}
