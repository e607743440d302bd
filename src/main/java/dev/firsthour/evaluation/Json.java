package dev.firsthour.evaluation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON files of data sets.
final class Json {

    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    static JsonNode read(Path file) {
        try {
            return MAPPER.readTree(Files.readString(file));
        } catch (JacksonException wrong) {
            throw new IllegalArgumentException(file + " is not JSON: " + wrong.getOriginalMessage(), wrong);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + file, unreadable);
        }
    }

    /// The texts of an array; empty if it is none.
    static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        if (array.isArray()) array.forEach(element -> texts.add(element.isValueNode() ? element.asString() : element.toString()));
        return texts;
    }
}
