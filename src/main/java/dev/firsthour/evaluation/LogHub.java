package dev.firsthour.evaluation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import dev.firsthour.diagnosis.LogTemplates;

/// Loghub-2k: the templates of 2 000 lines of each system, in the template miner's one configuration.
final class LogHub {

    static final String NAME = "loghub-2k";

    /// The miner says what sort of value stands in a place; the set knows one sort only.
    private static final Pattern PLACEHOLDER = Pattern
            .compile(
                    "<(?:number|hex|uuid|ip|address|path|url|email|time|duration|size|boolean|id|text|list|value|request|date|quantity|instance)>");

    private LogHub() {}

    /// Reads the messages of a system and writes the template of each line to a CSV file.
    static void assign(Path root, String system, Path assignments) {
        try {
            String text = Files.readString(root.resolve("cases").resolve(system).resolve("content.log"), StandardCharsets.UTF_8);
            List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
            if (!lines.isEmpty() && lines.getLast().isEmpty()) lines.removeLast();
            var templates = new LogTemplates();
            int[] numbers = new int[lines.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = templates.learn(lines.get(i));
            }
            var csv = new StringBuilder("LineId,EventId,EventTemplate\n");
            for (int i = 0; i < numbers.length; i++) {
                int group = templates.resolve(numbers[i]);
                csv.append(i + 1).append(",T").append(group).append(",\"")
                        .append(PLACEHOLDER.matcher(templates.text(group)).replaceAll("<*>").replace("\"", "\"\"")).append("\"\n");
            }
            Files.writeString(assignments, csv);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + system + " in " + root, unreadable);
        }
    }
}
