package dev.firsthour.access;

import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.security.core.AuthenticatedPrincipal;

/// Who is calling.
///
/// @param name as it stands on the timeline
/// @param key the API key they came by; null if they came through a sign-in link
public record Caller(String name, Role role, @Nullable UUID key) implements AuthenticatedPrincipal {

    @Override
    public String getName() {
        return name;
    }
}
