package dev.firsthour.llm.vertex;

import java.io.IOException;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// What lets a request in.
interface Admission {

    /// The headers to send along.
    ///
    /// @throws IOException if no token is to be had
    Map<String, String> headers() throws IOException;

    /// The project that the credentials belong to; null if they do not say.
    @Nullable
    String project();

    /// A key for Vertex AI, or for tests.
    static Admission key(String key) {
        return new Admission() {
            @Override
            public Map<String, String> headers() {
                return Map.of("x-goog-api-key", key);
            }

            @Override
            public @Nullable String project() {
                return null;
            }
        };
    }
}
