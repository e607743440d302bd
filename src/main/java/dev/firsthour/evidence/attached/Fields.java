package dev.firsthour.evidence.attached;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Flaw;
import dev.firsthour.incident.InvalidInput;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Reads the fields of a JSON object that somebody sent, and collects everything that is wrong with them, so that a sender learns of all flaws at once.
public final class Fields {

    /// More flaws than these are not listed: who has so many sent something else altogether.
    private static final int MOST_FLAWS = 50;
    /// Times as numbers below this are seconds since the epoch (it is the year 5138 in seconds, and 1973 in milliseconds).
    private static final double SECONDS_BELOW = 1e11;
    private static final Instant LATEST = Instant.EPOCH.plusNanos(Long.MAX_VALUE);
    private static final double MILLIS_BELOW = 1e14;
    private static final double MICROS_BELOW = 1e17;

    private final JsonNode node;
    private final String path;
    private final List<Flaw> flaws;
    private final Set<String> known = new LinkedHashSet<>();

    private Fields(JsonNode node, String path, List<Flaw> flaws) {
        this.node = node;
        this.path = path;
        this.flaws = flaws;
    }

    /// The fields of a whole body.
    ///
    /// @throws InvalidInput if it is no JSON object
    public static Fields of(JsonNode body) {
        if (!body.isObject()) {
            throw new InvalidInput(new Flaw("(body)", body.toString(), "is no JSON object", "send an object, as in {\"title\": \"...\"}"));
        }
        return new Fields(body, "", new ArrayList<>());
    }

    /// The text of a field, stripped; null if it is absent, null or blank. Anything but a string is a flaw.
    public @Nullable String text(String name, String... aliases) {
        return text(name, false, aliases);
    }

    /// The same of a field of telemetry, where numbers and truth values stand for their text: a level may be `30`, an id `4711`.
    public @Nullable String value(String name, String... aliases) {
        return text(name, true, aliases);
    }

    private @Nullable String text(String name, boolean loose, String... aliases) {
        JsonNode found = find(name, aliases);
        if (found == null) return null;
        if (!(found.isString() || (loose && found.isValueNode()))) {
            wrong(name, found, "is no text", "write it as a string, in quotes");
            return null;
        }
        String text = found.asString().strip();
        return text.isEmpty() ? null : text;
    }

    /// The text of a field that must be there; the empty string, and a flaw, if it is not.
    public String required(String name, String remedy, String... aliases) {
        String text = text(name, aliases);
        return present(text, name, remedy);
    }

    /// The same of a field of telemetry, as [#value] takes it.
    public String requiredValue(String name, String remedy, String... aliases) {
        return present(value(name, aliases), name, remedy);
    }

    private String present(@Nullable String text, String name, String remedy) {
        if (text != null) return text;
        if (flaws.stream().noneMatch(flaw -> flaw.field().equals(path + name))) flaw(name, null, "is missing", remedy);
        return "";
    }

    /// The time of a field, in ISO-8601 with a zone, or as a number since the epoch (seconds, milliseconds, microseconds or nanoseconds, told
    /// apart by size); null if it is absent.
    public @Nullable Instant time(String name, String... aliases) {
        JsonNode found = find(name, aliases);
        if (found == null) return null;
        Instant instant = instant(found);
        if (instant == null) wrong(name, found, "is no time", "write ISO-8601 with a zone, as in 2026-06-22T11:27:00Z");
        return instant;
    }

    static @Nullable Instant instant(JsonNode node) {
        try {
            Instant instant = node.isNumber()
                    ? ofNumber(node.asDouble(), node.canConvertToLong() && node.isIntegralNumber() ? node.asLong() : 0)
                    : OffsetDateTime.parse(node.asString("").strip()).toInstant();
            return isPlausible(instant) ? instant : null;
        } catch (DateTimeException malformed) {
            return null;
        }
    }

    /// Whether telemetry can be of that time: nothing was recorded before 1970, and nanoseconds since then end in 2262.
    static boolean isPlausible(Instant instant) {
        return !instant.isBefore(Instant.EPOCH) && instant.isBefore(LATEST);
    }

    private static Instant ofNumber(double value, long whole) {
        if (value < SECONDS_BELOW) return Instant.ofEpochMilli((long) (value * 1000));
        if (value < MILLIS_BELOW) return Instant.ofEpochMilli((long) value);
        if (value < MICROS_BELOW) return Instant.EPOCH.plusNanos((long) (value * 1000));
        return Instant.EPOCH.plusNanos(whole != 0 ? whole : (long) value);
    }

    /// The number of a field; NaN if it is absent. `"NaN"`, `"+Inf"` and `"-Inf"` are numbers here, as they are in Prometheus.
    public double number(String name, String... aliases) {
        JsonNode found = find(name, aliases);
        if (found == null) return Double.NaN;
        Double number = number(found);
        if (number != null) return number;
        wrong(name, found, "is no number", "write a number, as in 0.25");
        return Double.NaN;
    }

    static @Nullable Double number(JsonNode node) {
        if (node.isNumber()) return node.asDouble();
        if (node.isNull()) return Double.NaN;
        if (!node.isString()) return null;
        return switch (node.asString().strip()) {
            case "NaN", "" -> Double.NaN;
            case "+Inf", "Inf", "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Inf", "-Infinity" -> Double.NEGATIVE_INFINITY;
            case String text -> {
                try {
                    yield Double.valueOf(text);
                } catch (NumberFormatException malformed) {
                    yield null;
                }
            }
        };
    }

    /// Whether a field says yes; false if it is absent.
    public boolean flag(String name) {
        JsonNode found = find(name);
        if (found == null) return false;
        if (!found.isBoolean()) wrong(name, found, "is neither true nor false", "write true or false");
        return found.asBoolean(false);
    }

    /// The texts of a field that holds a list of them.
    public List<String> texts(String name, String... aliases) {
        JsonNode found = find(name, aliases);
        List<String> texts = new ArrayList<>();
        if (found == null) return texts;
        if (!found.isArray()) {
            wrong(name, found, "is no list", "write a list of strings");
            return texts;
        }
        found.forEach(element -> texts.add(element.asString("")));
        return texts;
    }

    /// The texts of a field that holds an object; values that are no text are kept as their JSON.
    public Map<String, String> map(String name) {
        JsonNode found = find(name);
        Map<String, String> map = new LinkedHashMap<>();
        if (found == null) return map;
        if (!found.isObject()) {
            wrong(name, found, "is no object", "write names and values, as in {\"team\": \"shop\"}");
            return map;
        }
        found.properties().forEach(entry -> map.put(entry.getKey(),
                entry.getValue().isValueNode() ? entry.getValue().asString("") : entry.getValue().toString()));
        return map;
    }

    /// Reads each element of a list of objects.
    public void each(String name, BiConsumer<Fields, Integer> read) {
        eachNode(name, (element, index) -> {
            if (element.isObject()) {
                read.accept(new Fields(element, path + name + "[" + index + "].", flaws), index);
            } else {
                wrong(name + "[" + index + "]", element, "is no object", "write an object with named fields");
            }
        });
    }

    /// Hands over each element of a list, whatever it is.
    public void eachNode(String name, BiConsumer<JsonNode, Integer> read) {
        JsonNode found = find(name);
        if (found == null) return;
        if (!found.isArray()) {
            wrong(name, found, "is no list", "write a list, as in [...]");
            return;
        }
        for (int i = 0; i < found.size(); i++) {
            read.accept(found.get(i), i);
        }
    }

    /// The fields of an object within a list, for a reader that looked at the element itself.
    Fields within(String name, int index, JsonNode element) {
        return new Fields(element, path + name + "[" + index + "].", flaws);
    }

    /// The fields of an object within this one; empty fields if it is absent.
    public Fields object(String name) {
        JsonNode found = find(name);
        if (found != null && !found.isObject()) wrong(name, found, "is no object", "write an object with named fields");
        JsonNode object = found != null && found.isObject() ? found : JsonNodeFactory.instance.objectNode();
        return new Fields(object, path + name + ".", flaws);
    }

    /// Whether a field is there and not null.
    public boolean has(String name) {
        JsonNode found = node.get(name);
        return found != null && !found.isNull();
    }

    void wrong(String name, JsonNode value, String problem, String remedy) {
        flaw(name, value.isValueNode() ? value.asString("") : value.toString(), problem, remedy);
    }

    /// Notes a flaw of a field.
    public void flaw(String name, @Nullable String value, String problem, String remedy) {
        if (flaws.size() < MOST_FLAWS) flaws.add(new Flaw(path + name, value, problem, remedy));
    }

    /// The fields that nobody asked for.
    public List<String> unknown() {
        return node.propertyNames().stream().filter(name -> !known.contains(name)).map(name -> path + name).toList();
    }

    /// @throws InvalidInput if there is any flaw, here or in any field within
    public void check() {
        if (!flaws.isEmpty()) throw new InvalidInput(flaws);
    }

    private @Nullable JsonNode find(String name, String... aliases) {
        known.add(name);
        JsonNode found = node.get(name);
        for (int i = 0; i < aliases.length && (found == null || found.isNull()); i++) {
            known.add(aliases[i]);
            found = node.get(aliases[i]);
        }
        return found == null || found.isNull() ? null : found;
    }
}
