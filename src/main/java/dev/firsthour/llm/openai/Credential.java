package dev.firsthour.llm.openai;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.firsthour.llm.Reply;

/// What lets a request in.
@FunctionalInterface
interface Credential {

    /// The headers to send along; a token that has run out is fetched anew within `timeout`.
    Answer headers(Duration timeout);

    /// What came of looking for them.
    sealed interface Answer {}

    record Given(Map<String, String> headers) implements Answer {}

    /// @param reply why no question can be asked
    record Denied(Reply reply) implements Answer {}

    static Credential bearer(@Nullable String key) {
        Answer answer = new Given(key == null ? Map.of() : Map.of("Authorization", "Bearer " + key));
        return _ -> answer;
    }

    static Credential header(String name, @Nullable String key) {
        Answer answer = new Given(key == null ? Map.of() : Map.of(name, key));
        return _ -> answer;
    }
}
