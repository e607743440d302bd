package dev.firsthour.evidence.attached;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One JSON object of a file, read with messages that say where it went wrong.
///
/// @param place where in the file the object stands, for people: `line 14`, `element 3`
record JsonFile(Path file, String place, JsonNode node) {

    /// Of a field that is there twice nobody can say which one is meant.
    private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    /// A file of JSON is read whole; one larger than this is a mistake or an attack.
    private static final long LARGEST = 256L << 20;

    /// The whole file as one value.
    static JsonFile whole(Path file) {
        try {
            regular(file);
            if (Files.size(file) > LARGEST) {
                throw UnreadableFolder.in(file, "", "it has " + Files.size(file) + " bytes, more than " + LARGEST,
                        "keep the part around the incident");
            }
            String text = Files.readString(file);
            if (text.isBlank()) {
                throw UnreadableFolder.in(file, "", "it is empty", "write what it is for, or remove it: every file is optional");
            }
            return new JsonFile(file, "", parse(file, "", text.startsWith("\uFEFF") ? text.substring(1) : text));
        } catch (MalformedInputException _) {
            throw UnreadableFolder.in(file, "", "its bytes are not UTF-8", "save it as UTF-8");
        } catch (IOException unreadable) {
            throw unreadable(file, unreadable);
        }
    }

    static UnreadableFolder unreadable(Path file, IOException failure) {
        return UnreadableFolder.in(file, "", "it cannot be read (" + UnreadableFolder.why(failure) + ")",
                "allow it to be read, or remove it: every file is optional");
    }

    /// The same file, if it is one: a folder, a pipe or a link that leads nowhere is none.
    static Path regular(Path file) {
        if (Files.isRegularFile(file)) return file;
        String problem = Files.isDirectory(file)
                ? "it is a folder"
                : Files.isSymbolicLink(file) && !Files.exists(file) ? "it is a link that leads nowhere" : "it is no regular file";
        throw UnreadableFolder.in(file, "", problem, "put a file there or remove it: every file is optional");
    }

    /// @throws UnreadableFolder if this is no object
    void requireObject() {
        if (!node.isObject()) {
            throw UnreadableFolder.in(file, place, UnreadableFolder.shown(node.toString()) + " is no object", "write {...}");
        }
    }

    private static JsonNode parse(Path file, String place, String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException wrong) {
            String where = place.isEmpty() && wrong.getLocation() != null ? "line " + wrong.getLocation().getLineNr() : place;
            throw UnreadableFolder.in(file, where, "this is not JSON (" + wrong.getOriginalMessage() + ")",
                    "correct it or remove the file, every file is optional");
        }
    }

    /// The objects of an array; an object that stands alone counts as an array of one.
    List<JsonFile> elements() {
        if (node.isObject()) return List.of(this);
        if (!node.isArray()) throw UnreadableFolder.in(file, place, "this is no array of objects", "write [ {...}, ... ]");
        var elements = new ArrayList<JsonFile>();
        for (JsonNode element : node) {
            var at = new JsonFile(file, (place.isEmpty() ? "" : place + ", ") + "element " + (elements.size() + 1), element);
            if (!element.isObject()) {
                throw UnreadableFolder.in(file, at.place, UnreadableFolder.shown(element.toString()) + " is no object", "write {...}");
            }
            elements.add(at);
        }
        return elements;
    }

    /// The text of a field; null if it is absent or null. Numbers and booleans are given as they are written.
    @Nullable
    String text(String field) {
        JsonNode value = node.get(field);
        return value == null || value.isNull() ? null : value.isValueNode() ? value.asString() : value.toString();
    }

    String textOr(String field, String otherwise) {
        String text = text(field);
        return text == null ? otherwise : text;
    }

    String required(String field) {
        String text = text(field);
        if (text == null || text.isBlank()) throw UnreadableFolder.in(file, place, "'" + field + "' is missing", "add it");
        return text;
    }

    /// The instant in a field; null if it is absent.
    @Nullable
    Instant instant(String field) {
        String text = text(field);
        return text == null ? null : instant(file, place, field, text);
    }

    Instant requiredInstant(String field) {
        return instant(file, place, field, required(field));
    }

    static Instant instant(Path file, String place, String field, String text) {
        try {
            Instant instant = OffsetDateTime.parse(text.strip()).toInstant();
            if (Fields.isPlausible(instant)) return instant;
            throw UnreadableFolder.in(file, place,
                    "'" + field + "' is " + UnreadableFolder.shown(text) + ", which is not between 1970 and 2262",
                    "write when it was");
        } catch (DateTimeException _) {
            throw UnreadableFolder.in(file, place, "'" + field + "' is " + UnreadableFolder.shown(text) + ", which is no time with a zone",
                    "write it as in 2026-06-22T11:27:00Z");
        }
    }

    double requiredNumber(String field) {
        String text = required(field);
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException _) {
            throw UnreadableFolder.in(file, place, "'" + field + "' is " + UnreadableFolder.shown(text) + ", which is no number",
                    "write a plain number");
        }
    }

    List<String> texts(String field) {
        JsonNode value = node.get(field);
        if (value == null || !value.isArray()) return List.of();
        var texts = new ArrayList<String>();
        value.forEach(element -> texts.add(element.isValueNode() ? element.asString() : element.toString()));
        return texts;
    }

    /// All fields but the named ones, flat: those of an object called `attributes` stand beside the others.
    Map<String, String> rest(String... named) {
        var rest = new LinkedHashMap<String, String>();
        for (var field : node.properties()) {
            if (List.of(named).contains(field.getKey()) || field.getValue().isNull()) continue;
            if (field.getKey().equals("attributes") && field.getValue().isObject()) {
                field.getValue().properties().forEach(inner -> rest.put(inner.getKey(), inner.getValue().asString("")));
            } else {
                rest.put(field.getKey(), field.getValue().isValueNode() ? field.getValue().asString() : field.getValue().toString());
            }
        }
        return rest;
    }
}
