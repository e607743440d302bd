package dev.firsthour.evidence;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Content;
import dev.firsthour.incident.Window;

/// What a source answered, not yet redacted, bounded or named.
///
/// @param query the question in the source's own words, so that a person can ask it again
/// @param title what it is, for people: `logs of checkout`
/// @param link the source's own page about it; null if there is none
public record Draft(String query, String title, @Nullable Window window, Content content, @Nullable String link) {}
