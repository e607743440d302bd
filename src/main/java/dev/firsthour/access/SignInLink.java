package dev.firsthour.access;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// A way to sign in once, without a key.
///
/// @param token the secret in it
/// @param expiresAt from when on it opens nothing
public record SignInLink(String token, Role role, String name, Instant expiresAt) {

    /// Where it leads to, to be put behind the dashboard's address: `/sign-in/link?token=...`.
    public String path() {
        return "/sign-in/link?token=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
    }

    /// Leaves the token out, so that no log ever holds it.
    @Override
    public String toString() {
        return "SignInLink[role=" + role + ", name=" + name + ", expiresAt=" + expiresAt + "]";
    }
}
