package dev.firsthour.llm;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/// How a question to a model ended.
public sealed interface Reply {

    /// The model said all it wanted to say. The text may be empty and need not follow the schema.
    record Answered(String text, long inputTokens, long outputTokens) implements Reply {}

    /// The model ran into its limit: the text is cut, and a cut value is never repaired.
    record Cut(String text, long inputTokens, long outputTokens) implements Reply {}

    /// The endpoint is there and has no room (429, 503): ask again later.
    ///
    /// @param retryAfter when it says to come back; null if it does not say
    record Busy(String reason, @Nullable Duration retryAfter) implements Reply {}

    /// The endpoint cannot be reached, broke off, timed out or failed inside (5xx): ask again later.
    record Away(String reason) implements Reply {}

    /// Asking again will not help: wrong key, unknown model, a prompt that is too long or that the endpoint will not answer.
    record Refused(String reason) implements Reply {}
}
