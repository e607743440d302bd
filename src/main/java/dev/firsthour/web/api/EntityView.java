package dev.firsthour.web.api;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Entity;

/// A thing that can be at fault.
record EntityView(String kind, String name) {

    static @Nullable EntityView of(@Nullable Entity entity) {
        return entity == null ? null : new EntityView(entity.kind().word(), entity.name());
    }
}
