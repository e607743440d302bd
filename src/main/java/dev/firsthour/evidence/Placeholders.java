package dev.firsthour.evidence;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Window;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// What takes the places of `{service}`, `{from}` and `{to}` in a question that an operator wrote. What an incident says of itself never changes more
/// than the value it stands in: in an address it is encoded, in JSON it stays within its string.
///
/// @param service whose telemetry is asked for; null for a question that names none
/// @param form how times are written
public record Placeholders(@Nullable String service, Window window, TimeForm form) {

    private static final Pattern PLACE = Pattern.compile("\\{([a-z_]+)\\}");
    private static final List<String> KNOWN = List.of("service", "from", "to");
    private static final String SERVICE = "{service}";

    /// How a time is written.
    public enum TimeForm {
        /// As in `2026-03-12T14:10:00Z`.
        ISO,
        /// Since the epoch.
        SECONDS,
        /// Milliseconds since the epoch.
        MILLIS
    }

    /// Whether a question has to be asked once a service.
    public static boolean namesService(String template) {
        return template.contains(SERVICE);
    }

    /// Whether a service's name can stand in an address: one of dots alone would lead elsewhere.
    public static boolean canStand(String service) {
        return !service.isBlank() && service.chars().anyMatch(c -> c != '.');
    }

    /// @throws IllegalArgumentException if a template holds a place that nothing takes
    public static void check(String template, String setting) {
        PLACE.matcher(template).results().map(place -> place.group(1)).filter(name -> !KNOWN.contains(name)).findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(setting + " holds {" + name + "}, and there are {service}, {from} and {to}");
                });
    }

    /// A path with its query, each value encoded.
    public String inAddress(String template) {
        return PLACE.matcher(template).replaceAll(place -> Matcher.quoteReplacement(Endpoint.encoded(value(place.group(1)))));
    }

    /// JSON with its strings filled. A string that is nothing but a time in a form of numbers becomes a number.
    public JsonNode inJson(JsonNode template) {
        return switch (template) {
            case ObjectNode object -> {
                ObjectNode filled = JsonMapper.shared().createObjectNode();
                object.properties().forEach(field -> filled.set(field.getKey(), inJson(field.getValue())));
                yield filled;
            }
            case ArrayNode array -> {
                ArrayNode filled = JsonMapper.shared().createArrayNode();
                array.forEach(value -> filled.add(inJson(value)));
                yield filled;
            }
            case StringNode text -> inString(text.stringValue());
            default -> template;
        };
    }

    private JsonNode inString(String template) {
        String filled = PLACE.matcher(template).replaceAll(place -> Matcher.quoteReplacement(value(place.group(1))));
        boolean number = form != TimeForm.ISO && (template.equals("{from}") || template.equals("{to}"));
        return number ? JsonMapper.shared().getNodeFactory().numberNode(Long.parseLong(filled)) : StringNode.valueOf(filled);
    }

    private String value(String name) {
        return switch (name) {
            case "service" -> service == null ? "" : service;
            case "from" -> written(window.from());
            case "to" -> written(window.to());
            default -> "{" + name + "}";
        };
    }

    private String written(Instant at) {
        return switch (form) {
            case ISO -> at.toString();
            case SECONDS -> String.format(Locale.ROOT, "%d", at.getEpochSecond());
            case MILLIS -> String.format(Locale.ROOT, "%d", at.toEpochMilli());
        };
    }
}
