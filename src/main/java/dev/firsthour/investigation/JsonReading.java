package dev.firsthour.investigation;

import java.util.List;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a text says as JSON.
///
/// A text is read strictly (RFC 8259) if it can be. If not, the fenced or outermost object is taken out of the words around it and punctuation is
/// mended: quotes, commas, colons, brackets, comments, literals of other languages. No value is ever made up and none that was cut is
/// completed: what lacks a value or breaks off is left out, and said to be.
sealed interface JsonReading {

    /// Longer answers are none that was asked for; reading stays linear up to here and beyond.
    int LONGEST = 1 << 20;

    /// @param repairs what was mended, in words; empty if the text was JSON as it stood
    /// @param leftOut what is missing from the value because the text gives no value or breaks off there, in words
    /// @param cut whether the text breaks off before its brackets close
    /// @param unfinished the field of the outermost object that was being written when the text broke off; null if none was
    record Read(JsonNode value, List<String> repairs, List<String> leftOut, boolean cut,
            @Nullable String unfinished) implements JsonReading {
        public Read {
            repairs = List.copyOf(repairs);
            leftOut = List.copyOf(leftOut);
        }
    }

    /// @param reason why nothing can be read, in words for whoever wrote the text
    record Unreadable(String reason) implements JsonReading {}

    JsonMapper STRICT = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /// Reads what JSON allows, and nothing else.
    static JsonReading strictly(String text) {
        if (text.length() > LONGEST) return tooLong(text);
        try {
            JsonNode value = STRICT.readTree(text);
            if (value == null || value.isMissingNode()) return new Unreadable("the text is empty");
            return new Read(value, List.of(), List.of(), false, null);
        } catch (JacksonException broken) {
            var place = broken.getLocation();
            return new Unreadable(
                    "the text is no JSON" + (place == null ? "" : ": line " + place.getLineNr() + ", column " + place.getColumnNr()));
        }
    }

    /// Reads strictly, else mends. Never throws, takes time linear in the text.
    static JsonReading of(String text) {
        if (text.length() > LONGEST) return tooLong(text);
        return strictly(text) instanceof Read read ? read : JsonRepair.read(text);
    }

    private static Unreadable tooLong(String text) {
        return new Unreadable("the text has " + text.length() + " characters and may have " + LONGEST);
    }
}
