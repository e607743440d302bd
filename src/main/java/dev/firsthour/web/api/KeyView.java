package dev.firsthour.web.api;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.firsthour.access.ApiKey;
import dev.firsthour.access.NewKey;

/// An API key.
///
/// @param lastUsedAt to about a minute; null if it never was
/// @param revokedAt since when it opens nothing; null while it lives
/// @param secret what its holder sends as `Authorization: Bearer fh_...`; shown when it is issued and never again
record KeyView(String id, String name, String role, Instant createdAt, @Nullable Instant lastUsedAt, @Nullable Instant revokedAt,
        @Nullable String secret) {

    /// Every key, the newest first, revoked ones included.
    record KeysView(List<KeyView> keys) {}

    static KeyView of(ApiKey key) {
        return of(key, null);
    }

    static KeyView of(NewKey issued) {
        return of(issued.key(), issued.secret());
    }

    private static KeyView of(ApiKey key, @Nullable String secret) {
        return new KeyView(key.id().toString(), key.name(), key.role().word(), key.createdAt(), key.lastUsedAt(), key.revokedAt(), secret);
    }
}
