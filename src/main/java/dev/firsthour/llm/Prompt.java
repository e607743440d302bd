package dev.firsthour.llm;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/// One question to a model.
///
/// @param system what the model is told of its part
/// @param messages the conversation so far, the user's turn last
/// @param jsonSchema the JSON Schema that the answer shall follow, as text; null for free text. It is passed to endpoints that know
///        how, and never trusted.
/// @param maxOutputTokens where the model must stop
/// @param timeout how long to wait for the whole answer
public record Prompt(String system, List<Message> messages, @Nullable String jsonSchema, int maxOutputTokens, Duration timeout) {

    /// One turn of the conversation.
    public record Message(Role role, String text) {}

    /// Whose turn it is.
    public enum Role {
        USER, ASSISTANT
    }

    public Prompt {
        messages = List.copyOf(messages);
        if (messages.isEmpty() || messages.getLast().role() != Role.USER) {
            throw new IllegalArgumentException("a prompt ends with the user's turn");
        }
    }
}
