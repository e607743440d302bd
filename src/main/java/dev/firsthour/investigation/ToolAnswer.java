package dev.firsthour.investigation;

import java.util.List;
import java.util.stream.Collectors;

import dev.firsthour.incident.EvidenceId;

/// What a tool answers: what was asked over which range, how much there is in all, and what of it is shown, or why there is nothing.
///
/// @param heading the first of these, in one sentence
/// @param lines what is shown, each within a bound
/// @param collected the evidence that was newly collected for it
record ToolAnswer(String heading, List<String> lines, List<EvidenceId> collected) {

    /// No line is longer: the rest is read with `read_evidence`.
    private static final int LONGEST_LINE = 500;

    ToolAnswer {
        lines = lines.stream().map(ToolAnswer::shortened).toList();
        collected = List.copyOf(collected);
    }

    static ToolAnswer of(String heading, List<String> lines) {
        return new ToolAnswer(heading, lines, List.of());
    }

    static ToolAnswer nothing(String asked, String why) {
        return new ToolAnswer(asked + ": nothing, because " + why + ".", List.of(), List.of());
    }

    /// The call could not be made; says why and what to write instead.
    static ToolAnswer refused(String why) {
        return new ToolAnswer("This call was not made: " + why + ".", List.of(), List.of());
    }

    /// As the model reads it, in at most so many characters; lines that do not fit are counted.
    String text(int room) {
        StringBuilder text = new StringBuilder(heading);
        int shown = 0;
        for (String line : lines) {
            if (text.length() + line.length() + 1 > room) break;
            text.append('\n').append(line);
            shown++;
        }
        if (shown < lines.size()) {
            text.append("\n(").append(lines.size() - shown).append(" more lines did not fit: ask for a shorter range or a smaller limit)");
        }
        return text.toString();
    }

    static String ids(List<EvidenceId> ids) {
        return ids.stream().distinct().sorted().map(EvidenceId::toString).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String shortened(String line) {
        String one = line.replaceAll("\\R", "\n  ");
        return one.length() <= LONGEST_LINE
                ? one
                : one.substring(0, LONGEST_LINE) + "… (" + (one.length() - LONGEST_LINE) + " characters more)";
    }
}
