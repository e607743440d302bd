package dev.firsthour.llm;

import java.util.regex.Pattern;

/// Something a model may ask its caller to do, and be told the result of.
///
/// @param name letters, digits, `_` and `-`, at most 64: what all providers accept
/// @param description when to use it and what it gives back, in words
/// @param jsonSchema the JSON Schema of its arguments, an object, as text
public record Tool(String name, String description, String jsonSchema) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    public Tool {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a tool's name has 1 to 64 letters, digits, _ and -, not '" + name + "'");
        }
    }

    /// A model's wish to have a tool used.
    ///
    /// @param id what the result refers to; made up here for endpoints that give none
    /// @param name the tool's name as the model wrote it, which need not be one that it was offered
    /// @param arguments JSON as the model wrote it, which need not follow the schema nor be JSON
    public record Call(String id, String name, String arguments) {}
}
