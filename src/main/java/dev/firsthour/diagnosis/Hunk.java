package dev.firsthour.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A stretch of a diff: the lines of code that it takes away, brings in and leaves, without comments and blank ones.
///
/// @param heading the line that begins it, with the function around it where the diff names that; empty if there is none
/// @param file the file it is of; empty if nothing says so
record Hunk(List<CodeLine> removed, List<CodeLine> added, List<CodeLine> context, String heading, String file) {

    private static final int MOST_LINES = 400;
    static final int LONGEST_LINE = 600;
    private static final Pattern COMMENT = Pattern.compile("^\\s*(//|#(?!include|define|\\[)|\\*|/\\*|--\\s|<!--|\"\"\"|;)");
    private static final Pattern TRAILING_COMMENT = Pattern.compile("\\s+(//|#)\\s.*$");
    private static final Pattern INSTRUMENTS = Pattern.compile(
            "\\.(WithLabelValues|labels|observe|Observe|inc|Inc)\\(|(?i)\\b(new_?)?(gauge|counter|histogram|summary)(opts|vec)?\\s*[({]|prometheus\\.|statsd|micrometer|meter_?registry|buildInfo|SetAttributes\\(");
    private static final Pattern EVER_NEW = Pattern
            .compile("(?i)\\b\\w*(user|request|session|trace|order|client|email|uuid|url|path|raw|ip)_?(id)?s?\\b|\\w+_?[iI][dD]\\b");

    /// The hunks of a diff, as far as it is read.
    ///
    /// @param files the files that the change says it touches
    static List<Hunk> of(String diff, List<String> files) {
        var hunks = new ArrayList<Hunk>();
        String file = files.size() == 1 ? files.getFirst() : "";
        var current = new Hunk(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), "", file);
        int lines = 0;
        for (String raw : diff.split("\n", -1)) {
            if (lines++ > MOST_LINES) break;
            String line = raw.length() > LONGEST_LINE ? raw.substring(0, LONGEST_LINE) : raw;
            if (line.startsWith("@@") || line.startsWith("diff ") || line.startsWith("+++ ") || line.startsWith("--- ")) {
                if (!current.removed.isEmpty() || !current.added.isEmpty() || !current.context.isEmpty()) hunks.add(current);
                for (String one : files) {
                    if (line.contains(one)) file = one;
                }
                current = new Hunk(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), line.startsWith("@@") ? line : "", file);
            } else if (line.startsWith("-")) {
                addCode(current.removed, line.substring(1));
            } else if (line.startsWith("+")) {
                addCode(current.added, line.substring(1));
            } else {
                addCode(current.context, line);
            }
        }
        if (!current.removed.isEmpty() || !current.added.isEmpty()) hunks.add(current);
        return hunks;
    }

    private static void addCode(List<CodeLine> lines, String text) {
        if (text.isBlank() || COMMENT.matcher(text).find()) return;
        lines.add(CodeLine.of(TRAILING_COMMENT.matcher(text).replaceFirst("").strip()));
    }

    /// Whether both sides are the same code, laid out otherwise.
    boolean isCosmetic() {
        return joined(removed).equals(joined(added));
    }

    private static String joined(List<CodeLine> lines) {
        var text = new StringBuilder();
        lines.forEach(line -> line.tokens().forEach(text::append));
        return text.toString();
    }

    /// What only counts and times for metrics, unless it counts by something that has ever new values.
    private static boolean isInstrumentation(CodeLine line) {
        return INSTRUMENTS.matcher(line.text()).find() && !EVER_NEW.matcher(line.text()).find();
    }

    /// Whether it changes nothing but what is logged or counted.
    boolean isLogging() {
        var lines = Stream.concat(removed.stream(), added.stream()).toList();
        if (!lines.isEmpty() && lines.stream().allMatch(Hunk::isInstrumentation)) return true;
        return lines.stream().anyMatch(CodeLine::isLogging)
                && lines.stream().allMatch(line -> line.isLogging()
                        || line.tokens().stream().allMatch(token -> token.length() == 1 || token.charAt(0) == '"'));
    }
}
