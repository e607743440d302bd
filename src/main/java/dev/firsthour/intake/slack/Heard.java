package dev.firsthour.intake.slack;

import org.jspecify.annotations.Nullable;

import dev.firsthour.timeline.Json;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// One message that comes over a socket, as Slack's documentation "Using Socket Mode" gives them.
sealed interface Heard {

    /// The connection works: from here on messages come.
    record Hello() implements Heard {}

    /// What would come as a request over HTTP. It comes again, over any connection, until it is acknowledged by its id.
    ///
    /// @param payload what the request's body would hold
    /// @param answerable whether the acknowledgement may carry an answer
    record Enveloped(String id, JsonNode payload, boolean answerable) implements Heard {}

    /// Slack is about to close the connection.
    ///
    /// @param reason in its words: `warning`, `refresh_requested`, `link_disabled`, `too_many_websockets`
    record Disconnect(String reason) implements Heard {}

    /// Nothing that is understood.
    record Other() implements Heard {}

    /// Reads a message. What is no such thing is [Other]: senders change.
    static Heard of(String text) {
        JsonNode message;
        try {
            message = Json.mapper().readTree(text);
        } catch (JacksonException _) {
            return new Other();
        }
        String id = message.path("envelope_id").stringValueOpt().orElse(null);
        JsonNode payload = message.get("payload");
        return switch (message.path("type").asString("")) {
            case "hello" -> new Hello();
            case "disconnect" -> new Disconnect(word(message.path("reason").stringValueOpt().orElse(null)));
            default -> id == null || id.isBlank() || payload == null || !payload.isObject()
                    ? new Other()
                    : new Enveloped(id, payload, message.path("accepts_response_payload").asBoolean(false));
        };
    }

    private static String word(@Nullable String reason) {
        return reason != null && reason.matches("[a-z_]{1,60}") ? reason : "no reason";
    }
}
