package dev.firsthour.llm;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/// One question to a model.
///
/// @param system what the model is told of its part
/// @param messages the conversation so far, the user's turn last
/// @param tools what the model may ask for; none for an endpoint that knows no tools
/// @param jsonSchema the JSON Schema that the answer shall follow, as text; null for free text. It is passed to endpoints that know
///        how, and never trusted.
/// @param maxOutputTokens where the model must stop
/// @param timeout how long to wait for the whole answer
/// @param account whose budget it spends, as the investigation's id; empty for nobody's in particular
public record Prompt(String system, List<Turn> messages, List<Tool> tools, @Nullable String jsonSchema, int maxOutputTokens,
        Duration timeout, String account) {

    /// One turn of the conversation.
    public sealed interface Turn {

        /// Whose turn it is.
        Role role();

        /// Its words; of a tool's result the result.
        String text();
    }

    /// Words.
    public record Message(Role role, String text) implements Turn {}

    /// The model's turn in which it asked for tools, given back to it as it was.
    ///
    /// @param text what it said besides; may be empty
    public record Calls(String text, List<Tool.Call> calls) implements Turn {

        public Calls {
            calls = List.copyOf(calls);
            if (calls.isEmpty()) throw new IllegalArgumentException("a turn without calls is a message: " + text);
        }

        @Override
        public Role role() {
            return Role.ASSISTANT;
        }
    }

    /// What came of one call, told by the user's side.
    public record Result(Tool.Call call, String text) implements Turn {

        @Override
        public Role role() {
            return Role.USER;
        }
    }

    /// Whose turn it is.
    public enum Role {
        USER, ASSISTANT
    }

    public Prompt {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        if (messages.isEmpty() || messages.getLast().role() != Role.USER) {
            throw new IllegalArgumentException("a prompt ends with the user's turn");
        }
    }

    /// A question without tools, on nobody's account.
    public Prompt(String system, List<? extends Turn> messages, @Nullable String jsonSchema, int maxOutputTokens, Duration timeout) {
        this(system, List.copyOf(messages), List.of(), jsonSchema, maxOutputTokens, timeout, "");
    }

    /// The same question with tools to use.
    public Prompt with(List<Tool> others) {
        return new Prompt(system, messages, others, jsonSchema, maxOutputTokens, timeout, account);
    }

    /// The same question at somebody's expense.
    public Prompt on(String otherAccount) {
        return new Prompt(system, messages, tools, jsonSchema, maxOutputTokens, timeout, otherAccount);
    }

    /// The same question without a schema, for endpoints that refuse one.
    Prompt withoutSchema() {
        return new Prompt(system, messages, tools, null, maxOutputTokens, timeout, account);
    }

    /// The same question with so much time.
    Prompt within(Duration otherTimeout) {
        return new Prompt(system, messages, tools, jsonSchema, maxOutputTokens, otherTimeout, account);
    }
}
