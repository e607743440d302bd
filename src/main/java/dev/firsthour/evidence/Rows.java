package dev.firsthour.evidence;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

/// Reads times and texts out of JSON whose fields only an operator knows.
public final class Rows {

    // By its size a number is seconds, milliseconds, microseconds or nanoseconds since the epoch: each lies between 2001 and 2286 in one of them alone.
    private static final BigDecimal SECONDS_BELOW = new BigDecimal("1e10");
    private static final BigDecimal MILLIS_BELOW = new BigDecimal("1e13");
    private static final BigDecimal MICROS_BELOW = new BigDecimal("1e16");
    private static final BigDecimal NANOS_BELOW = new BigDecimal("1e19");

    private Rows() {}

    /// A time in ISO-8601 or as a number since the epoch in any of the usual units; null if it is none.
    public static @Nullable Instant time(JsonNode value) {
        return time(value.isNumber() ? value.decimalValue().toPlainString() : value.asString(""));
    }

    /// The same of what stands in a text.
    public static @Nullable Instant time(String value) {
        String text = value.strip();
        if (text.isEmpty() || text.length() > 40) return null;
        try {
            if (text.matches("[0-9]{9,19}(\\.[0-9]{1,9})?")) return since(new BigDecimal(text));
            return text.endsWith("Z") ? Instant.parse(text) : OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
        } catch (DateTimeException _) {
            return null;
        }
    }

    private static @Nullable Instant since(BigDecimal number) {
        int digits = number.compareTo(SECONDS_BELOW) < 0
                ? 9
                : number.compareTo(MILLIS_BELOW) < 0
                        ? 6
                        : number.compareTo(MICROS_BELOW) < 0 ? 3 : number.compareTo(NANOS_BELOW) < 0 ? 0 : -1;
        if (digits < 0) return null;
        BigDecimal nanos = number.scaleByPowerOfTen(digits);
        BigDecimal[] parts = nanos.divideAndRemainder(new BigDecimal("1e9"));
        return Instant.ofEpochSecond(parts[0].longValue(), parts[1].longValue());
    }

    /// The texts at some places of a row, with a blank between; the whole row where no place is given or none holds anything.
    public static String text(JsonNode row, List<String> pointers) {
        String found = pointers.stream().map(row::at).filter(value -> !value.isMissingNode() && !value.isNull()).map(Rows::text)
                .filter(text -> !text.isBlank()).collect(Collectors.joining(" "));
        return found.isEmpty() ? text(row) : found;
    }

    /// A value as it would be read: a string without its quotes.
    public static String text(JsonNode value) {
        return value.isString() ? value.stringValue() : value.toString();
    }

    /// The text at a place; null if there is none.
    public static @Nullable String at(JsonNode row, @Nullable String pointer) {
        if (pointer == null) return null;
        JsonNode value = row.at(pointer);
        String text = value.isMissingNode() || value.isNull() ? "" : text(value).strip();
        return text.isEmpty() ? null : text;
    }
}
