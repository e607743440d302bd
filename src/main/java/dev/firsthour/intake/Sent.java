package dev.firsthour.intake;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.firsthour.timeline.Json;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/// A sender's JSON, read leniently: senders change, so what is missing or of another type than expected is absent, and never an error.
///
/// Places are JSON pointers (RFC 6901); where several are given, the first that holds something counts.
public final class Sent {

    /// Elements of a list beyond these are not read: no sender groups so many.
    private static final int MOST_ELEMENTS = 5_000;
    /// Numbers below this are seconds since the epoch (it is the year 5138 in seconds, and 1973 in milliseconds).
    private static final double SECONDS_BELOW = 1e11;
    private static final double MILLIS_BELOW = 1e14;
    private static final double MICROS_BELOW = 1e17;
    /// No text of the database can hold it.
    private static final char NUL = 0;
    /// Years before this are a sender's way to write that there is no time.
    private static final int EARLIEST_YEAR = 1971;
    private static final Pattern NUMBER = Pattern.compile("\\d{9,19}(\\.\\d{1,9})?");
    /// ISO-8601 with any of the zones in use: `Z`, `+01:00`, `+0100`, ` UTC`; a time without a zone is taken for UTC.
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder().append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'][' ']").append(DateTimeFormatter.ISO_LOCAL_TIME).appendPattern("[' ']")
            .appendPattern("[XXX][XX]['UTC']").parseDefaulting(ChronoField.OFFSET_SECONDS, 0).toFormatter();

    private final JsonNode node;

    public Sent(JsonNode node) {
        this.node = node;
    }

    /// The first of these places that holds a text, a number or a truth value, as text; null if none does. Blank is absent.
    public @Nullable String text(String... places) {
        for (String place : places) {
            JsonNode found = node.at(JsonPointer.compile(place));
            if (!found.isValueNode() || found.isNull()) continue;
            String text = (found.isFloat() || found.isDouble() ? plain(found.asDouble()) : found.asString("")).strip();
            if (!text.isEmpty()) return storable(text);
        }
        return null;
    }

    private static String storable(String text) {
        return text.indexOf(NUL) < 0 ? text : text.replace(NUL, ' ');
    }

    /// Times are written with a fraction, and `1.709991285873E9` would be recognised by nobody.
    private static String plain(double number) {
        return Math.abs(number) < MICROS_BELOW ? BigDecimal.valueOf(number).toPlainString() : Double.toString(number);
    }

    /// The text at a place exactly as it is, blanks and all; null if there is none.
    public @Nullable String raw(String place) {
        JsonNode found = node.at(JsonPointer.compile(place));
        return found.isString() ? found.asString() : null;
    }

    /// The first of these places that holds a time, in ISO-8601 or as a number since the epoch; null if none does. Times before 1971 are a
    /// sender's way to write that there is none.
    public @Nullable Instant time(String... places) {
        for (String place : places) {
            String text = text(place);
            Instant time = text == null ? null : instant(text);
            if (time != null) return time;
        }
        return null;
    }

    /// A time in any of the forms that [#time] reads; null if it is in none of them.
    public static @Nullable Instant instant(String text) {
        try {
            Instant instant = NUMBER.matcher(text).matches() ? ofNumber(text) : ofText(text);
            return instant.atOffset(ZoneOffset.UTC).getYear() < EARLIEST_YEAR ? null : instant;
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    private static Instant ofText(String text) {
        TemporalAccessor parsed = TIME.parse(text);
        return OffsetDateTime.from(parsed).toInstant();
    }

    private static Instant ofNumber(String text) {
        double value = Double.parseDouble(text);
        if (value < SECONDS_BELOW) return Instant.ofEpochMilli((long) (value * 1000));
        if (value < MILLIS_BELOW) return Instant.ofEpochMilli((long) value);
        if (value < MICROS_BELOW) return Instant.EPOCH.plusNanos((long) (value * 1000));
        return Instant.EPOCH.plusNanos((long) value);
    }

    /// The members of the object at a place, values that are no text as their JSON; empty if there is no object.
    public Map<String, String> map(String place) {
        Map<String, String> map = new LinkedHashMap<>();
        JsonNode found = node.at(JsonPointer.compile(place));
        if (!found.isObject()) return map;
        found.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (!value.isNull()) map.put(storable(entry.getKey()), storable(value.isValueNode() ? value.asString("") : value.toString()));
        });
        return map;
    }

    /// The elements of the list at a place; empty if there is no list.
    public List<Sent> each(String place) {
        JsonNode found = node.at(JsonPointer.compile(place));
        List<Sent> elements = new ArrayList<>();
        for (int i = 0; found.isArray() && i < Math.min(found.size(), MOST_ELEMENTS); i++) {
            elements.add(new Sent(found.get(i)));
        }
        return elements;
    }

    /// The texts of the list at a place; a text that is no list is split at its commas.
    public List<String> texts(String place) {
        String text = text(place);
        if (text != null) return List.of(text.split("\\s*,\\s*"));
        return each(place).stream().map(element -> element.text("")).filter(element -> element != null).map(String::valueOf).toList();
    }

    /// What stands at a place; something empty if nothing does. A text there that is itself JSON is read: some senders wrap theirs.
    public Sent at(String place) {
        JsonNode found = node.at(JsonPointer.compile(place));
        if (!found.isString()) return new Sent(found);
        try {
            return new Sent(Json.mapper().readTree(found.asString()));
        } catch (JacksonException plain) {
            return new Sent(found);
        }
    }

    /// Whether there is anything at a place.
    public boolean has(String place) {
        JsonNode found = node.at(JsonPointer.compile(place));
        return !found.isMissingNode() && !found.isNull();
    }

    /// Whether this is a list.
    public boolean isList() {
        return node.isArray();
    }

    /// The whole as JSON.
    public String whole() {
        return node.isMissingNode() ? "" : node.toPrettyString();
    }
}
