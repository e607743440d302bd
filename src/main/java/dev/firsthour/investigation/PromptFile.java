package dev.firsthour.investigation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import tools.jackson.core.JacksonException;

/// What an agent is told of its part, and the schema that its answer follows: a pair of files under `prompts/`, whose name carries their version.
/// A change to either is a new file, so that the version on an old analysis still says what was asked.
///
/// @param version the files' name, as in `reasoning-1`
/// @param instructions the system's text, with places for the marks around the data
record PromptFile(String version, String instructions, AnswerSchema schema) {

    static final String MARKDOWN = ".md";
    private static final String BEGIN = "{{begin}}";
    private static final String END = "{{end}}";

    /// A prompt that Firsthour brings along.
    ///
    /// @throws UncheckedIOException if there are no such files
    static PromptFile read(String version) {
        return new PromptFile(version, resource(version + ".md"), AnswerSchema.of(resource(version + ".schema.json")));
    }

    /// A prompt from a folder. Its schema stands beside it; without one the answer follows the schema of the prompt that it replaces.
    ///
    /// @throws IllegalArgumentException if the file cannot be read, says nowhere where the data begin, or its schema is none
    static PromptFile read(Path file, PromptFile replaced) {
        String name = String.valueOf(file.getFileName());
        String version = name.substring(0, name.length() - MARKDOWN.length());
        try {
            String instructions = Files.readString(file);
            for (String place : List.of(BEGIN, END)) {
                if (!instructions.contains(place))
                    throw new IllegalArgumentException(
                            file + " never says " + place + ": tell the model between which marks the data stand");
            }
            Path schema = file.resolveSibling(version + ".schema.json");
            return new PromptFile(version, instructions,
                    Files.exists(schema) ? AnswerSchema.of(Files.readString(schema)) : replaced.schema());
        } catch (IOException | JacksonException unreadable) {
            throw new IllegalArgumentException("the prompt " + file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static String resource(String name) {
        try (InputStream file = PromptFile.class.getResourceAsStream("/prompts/" + name)) {
            if (file == null) throw new IOException("no prompts/" + name + " among the resources");
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /// The same prompt with a place in its instructions filled, as `{{matter}}`. What fills it is ours, never from outside.
    PromptFile with(String place, String words) {
        return new PromptFile(version, instructions.replace("{{" + place + "}}", words), schema);
    }

    /// The system's text for one request.
    ///
    /// @param marker what nobody who wrote the telemetry can have known: random, anew for each request
    String system(String marker) {
        return instructions.replace(BEGIN, begin(marker)).replace(END, end(marker));
    }

    /// Telemetry between its marks. A text that holds the marker cannot end the data early: it loses it.
    static String data(String marker, String telemetry) {
        return begin(marker) + "\n" + Outside.plain(telemetry).replace(marker, "") + "\n" + end(marker);
    }

    private static String begin(String marker) {
        return "<<DATA " + marker + ">>";
    }

    private static String end(String marker) {
        return "<<END " + marker + ">>";
    }
}
