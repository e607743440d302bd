package dev.firsthour.intake;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.firsthour.timeline.Json;

/// One request of a sender, exactly as it came: its signature is over these bytes.
public final class Delivery {

    /// No sender's form has so many.
    private static final int MOST_FIELDS = 200;

    private final byte[] bytes;
    private final Map<String, String> headers = new TreeMap<>();
    private final Map<String, String> parameters;

    /// @param bytes the body; not copied, and nobody may change it
    /// @param headers by name in any case
    /// @param parameters those of the address
    public Delivery(byte[] bytes, Map<String, String> headers, Map<String, String> parameters) {
        this.bytes = bytes;
        headers.forEach((name, value) -> this.headers.put(name.toLowerCase(Locale.ROOT), value));
        this.parameters = Map.copyOf(parameters);
    }

    /// The raw body. Nobody may change it.
    byte[] bytes() {
        return bytes;
    }

    /// The header of that name in any case, stripped; null if it is absent or blank.
    public @Nullable String header(String name) {
        return present(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /// The parameter of the address; null if it is absent or blank.
    public @Nullable String parameter(String name) {
        return present(parameters.get(name));
    }

    /// The headers whose names begin so, by the rest of their names in lower case.
    public Map<String, String> headersAfter(String prefix) {
        Map<String, String> found = new TreeMap<>();
        String start = prefix.toLowerCase(Locale.ROOT);
        headers.forEach((name, value) -> {
            if (name.startsWith(start)) found.put(name.substring(start.length()), value);
        });
        return found;
    }

    /// The body as JSON.
    ///
    /// @throws tools.jackson.core.JacksonException if it is none
    public Sent body() {
        return new Sent(Json.mapper().readTree(bytes));
    }

    /// The body as the fields of a form (`application/x-www-form-urlencoded`), the first of each name; empty if it is none.
    public Map<String, String> form() {
        String type = header("Content-Type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded")) return Map.of();
        Map<String, String> fields = new TreeMap<>();
        String[] pairs = new String(bytes, StandardCharsets.UTF_8).split("&", MOST_FIELDS + 1);
        for (int i = 0; i < Math.min(pairs.length, MOST_FIELDS); i++) {
            int equals = pairs[i].indexOf('=');
            if (equals < 1) continue;
            try {
                fields.putIfAbsent(URLDecoder.decode(pairs[i].substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(pairs[i].substring(equals + 1), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException _) {
                // A field that is no such thing says nothing.
            }
        }
        return fields;
    }

    private static @Nullable String present(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
