package dev.firsthour.access;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/// An API key as it is remembered: without the secret, which nobody has but its holder.
///
/// @param name who holds it, as it stands on the timeline when they act
/// @param lastUsedAt to about a minute; null if it never was
/// @param revokedAt since when it opens nothing; null while it lives
public record ApiKey(UUID id, String name, Role role, Instant createdAt, @Nullable Instant lastUsedAt, @Nullable Instant revokedAt) {}
