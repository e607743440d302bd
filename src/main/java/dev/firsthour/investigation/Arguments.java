package dev.firsthour.investigation;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

import dev.firsthour.incident.Window;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The arguments of one call, as the model wrote them, read in the terms of the incident.
///
/// Times are instants in ISO-8601, or minutes or hours from the incident's beginning as in `-15m`, `+5m` and `0m`.
final class Arguments {

    private static final Pattern OFFSET = Pattern.compile("([+-]?)([0-9]{1,5})\\s*([smh])");
    private static final int LONGEST_TEXT = 300;

    private final ObjectNode given;
    private final Instant start;
    private final Window around;

    /// @param start when the incident began
    /// @param around the range that is meant where none is given
    Arguments(ObjectNode given, Instant start, Window around) {
        this.given = given;
        this.start = start;
        this.around = around;
    }

    /// An argument cannot be used; the message says why, and what to write instead.
    static final class Unusable extends RuntimeException {

        private static final long serialVersionUID = 1;

        Unusable(String message) {
            super(message);
        }
    }

    /// A text; null where none is given.
    @Nullable
    String text(String name) {
        JsonNode value = given.get(name);
        if (value == null || value.isNull()) return null;
        String text = value.asString("").strip();
        if (text.length() > LONGEST_TEXT)
            throw new Unusable(name + " has " + text.length() + " characters and may have " + LONGEST_TEXT);
        return text.isEmpty() ? null : text;
    }

    /// A whole number within bounds; what lies outside is drawn in.
    int number(String name, int otherwise, int most) {
        JsonNode value = given.get(name);
        if (value == null || value.isNull()) return otherwise;
        return (int) Math.clamp(value.asLong(otherwise), 0L, most);
    }

    /// The range between two arguments; what is not given is as wide as the evidence reaches.
    Window window(String from, String to) {
        return window(from, to, around);
    }

    Window window(String from, String to, Window otherwise) {
        Instant begin = time(from, otherwise.from());
        Instant end = time(to, otherwise.to());
        if (!begin.isBefore(end)) throw new Unusable(from + " " + begin + " does not lie before " + to + " " + end);
        return new Window(begin, end);
    }

    Instant start() {
        return start;
    }

    Window around() {
        return around;
    }

    private Instant time(String name, Instant otherwise) {
        String text = text(name);
        if (text == null) return otherwise;
        Matcher offset = OFFSET.matcher(text.toLowerCase(Locale.ROOT));
        if (offset.matches()) {
            long amount = Long.parseLong(offset.group(2)) * (offset.group(1).equals("-") ? -1 : 1);
            return start.plus(switch (offset.group(3)) {
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
            });
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException _) {
            throw new Unusable(
                    name + " '" + text + "' is no time: write it as in " + start + ", or as minutes from the beginning, as in -15m");
        }
    }

    /// A length of time as in `30s`, `1m` or `2h`; null where none is given.
    @Nullable
    Duration step(String name) {
        String text = text(name);
        if (text == null) return null;
        Matcher length = OFFSET.matcher(text.toLowerCase(Locale.ROOT));
        if (!length.matches() || !length.group(1).isEmpty() || Long.parseLong(length.group(2)) == 0)
            throw new Unusable(name + " '" + text + "' is no length of time: write it as in 30s or 5m");
        long amount = Long.parseLong(length.group(2));
        return switch (length.group(3)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }
}
