package dev.firsthour.web.problem;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/// Says what is wrong with a JSON body: where the text breaks off, or which field holds what it should not.
final class BrokenJson {

    private BrokenJson() {}

    static Problem problem(JacksonException wrong) {
        return switch (wrong) {
            case StreamConstraintsException excess ->
                syntax("the JSON goes beyond what is read" + at(excess) + " (" + excess.getOriginalMessage() + ")",
                        "make it flatter or shorter");
            case StreamReadException broken -> syntax("the body is not valid JSON" + at(broken) + " (" + firstLine(broken) + ")",
                    "mend it there; a JSON checker shows the place");
            case UnrecognizedPropertyException unknown -> field(unknown, null, "the field '" + unknown.getPropertyName() + "' is not known",
                    unknown.getKnownPropertyIds() == null || unknown.getKnownPropertyIds().isEmpty()
                            ? "leave it out"
                            : "use one of " + unknown.getKnownPropertyIds().stream().map(String::valueOf).sorted()
                                    .collect(Collectors.joining(", ")));
            case InvalidFormatException format -> field(format, String.valueOf(format.getValue()),
                    "'" + format.getValue() + "' is not " + expected(format.getTargetType()), "send " + expected(format.getTargetType()));
            case InvalidNullException missing -> field(missing, null, "the field is missing", "send it");
            case MismatchedInputException mismatch -> field(mismatch, null, "the value has the wrong type",
                    "send " + expected(mismatch.getTargetType()));
            case ValueInstantiationException invalid when invalid.getCause() instanceof IllegalArgumentException why -> field(invalid, null,
                    String.valueOf(why.getMessage()), "send a value that keeps to this");
            case DatabindException other -> field(other, null, "the value cannot be read", "look at the schema at /v3/api-docs");
            default -> syntax("the body cannot be read", "send it again, whole");
        };
    }

    static Problem empty() {
        return syntax("the body is missing", "send a JSON object with the header Content-Type: application/json");
    }

    private static Problem syntax(String problem, String remedy) {
        return Problem.of(HttpStatus.BAD_REQUEST, "malformed-json", "The body is not valid JSON", problem, remedy);
    }

    private static Problem field(DatabindException wrong, @Nullable String value, String problem, String remedy) {
        String path = path(wrong);
        return Problem.badRequest(
                new Complaint(path.isEmpty() ? null : path, value, (path.isEmpty() ? "" : path + ": ") + problem + at(wrong), remedy));
    }

    private static String path(DatabindException wrong) {
        StringBuilder path = new StringBuilder();
        for (Reference step : wrong.getPath()) {
            if (step.getPropertyName() == null) path.append('[').append(step.getIndex()).append(']');
            else
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
        }
        return path.toString();
    }

    private static String at(JacksonException wrong) {
        TokenStreamLocation place = wrong.getLocation();
        return place == null || place.getLineNr() < 1 ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
    }

    /// The first line of what the parser says: the later ones name its own classes.
    private static String firstLine(JacksonException wrong) {
        return String.valueOf(wrong.getOriginalMessage()).lines().findFirst().orElse("no more is known");
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) return "a value of another type";
        if (type == String.class || CharSequence.class.isAssignableFrom(type)) return "a text";
        if (type == boolean.class || type == Boolean.class) return "true or false";
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) return "a whole number";
        if (type == double.class || type == Double.class) return "a number";
        if (type == Instant.class) return "a time as in 2026-03-14T02:10:00Z";
        if (type == UUID.class) return "a UUID";
        if (type.isEnum()) {
            return "one of " + Arrays.stream(type.getEnumConstants()).map(value -> value.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
        }
        if (type.isArray() || Iterable.class.isAssignableFrom(type)) return "a list";
        return "an object";
    }
}
