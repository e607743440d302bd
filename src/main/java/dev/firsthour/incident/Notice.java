package dev.firsthour.incident;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/// Something that a platform, a vendor's status page or a person said in words: a pod was evicted, a provider is degraded.
///
/// @param component what it is about; null if it does not say
/// @param state one word for how things stand, as in `degraded` or `resolved`; null if it has none
public record Notice(Instant at, String source, @Nullable String component, @Nullable String state, String text) {}
