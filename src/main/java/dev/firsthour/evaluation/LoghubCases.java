package dev.firsthour.evaluation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.firsthour.diagnosis.LogTemplates;

/// The set `loghub-2k`: raw log lines in, the template of each out, one configuration for all systems.
///
/// A case is a folder with `content.log`, one message a line as a header pattern made for its system leaves it, or with `lines.log`, the raw
/// lines, whose headers are then told from the messages by [LogTemplates].
public final class LoghubCases {

    private static final Pattern PLACEHOLDER = Pattern
            .compile("<(?:number|hex|uuid|ip|address|path|url|email|time|duration|size|boolean|id|text|list|value)>");

    private LoghubCases() {}

    /// Reads every case of a folder, and writes a prediction line for each and, beside it, the assignments of its lines.
    ///
    /// @param cases the folder that holds one folder a system
    /// @param predictions the file to write, one JSON object a line; the assignments stand beside it as `<system>.csv`
    /// @return how many cases there were
    /// @throws IOException if a case cannot be read or a result not be written
    public static int run(Path cases, Path predictions) throws IOException {
        List<Path> folders;
        try (Stream<Path> found = Files.list(cases)) {
            folders = found.filter(Files::isDirectory).sorted().toList();
        }
        try (Writer writer = Files.newBufferedWriter(predictions, StandardCharsets.UTF_8)) {
            for (Path folder : folders) {
                writer.write(predict(folder, predictions.toAbsolutePath().resolveSibling("")));
                writer.write('\n');
            }
        }
        return folders.size();
    }

    /// One case's prediction line; its assignments are written into a folder.
    static String predict(Path folder, Path into) throws IOException {
        long began = System.nanoTime();
        String name = folder.getFileName().toString();
        Path content = folder.resolve("content.log");
        boolean raw = !Files.exists(content);
        var templates = new LogTemplates();
        var numbers = new ArrayList<Integer>();
        try (BufferedReader reader = Files.newBufferedReader(raw ? folder.resolve("lines.log") : content, StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                numbers.add(raw ? templates.learnLine(line) : templates.learn(line));
            }
        }
        String file = name.toLowerCase(Locale.ROOT) + ".csv";
        var csv = new StringBuilder("LineId,EventId,EventTemplate\n");
        for (int i = 0; i < numbers.size(); i++) {
            int template = templates.resolve(numbers.get(i));
            csv.append(i + 1).append(",T").append(template).append(",\"").append(untyped(templates.text(template)).replace("\"", "\"\""))
                    .append("\"\n");
        }
        Files.writeString(into.resolve(file), csv);
        double millis = (System.nanoTime() - began) / 1e6;
        return String.format(Locale.ROOT, "{\"dataset\":\"loghub-2k\",\"case\":\"%s\",\"assignments\":\"%s\",\"ms\":%.1f}", name, file,
                millis);
    }

    /// A template as the set writes it: one placeholder for values of every kind.
    static String untyped(String template) {
        return PLACEHOLDER.matcher(template).replaceAll("<*>");
    }
}
