package dev.firsthour.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Hypothesis;

/// Prints two analyses of one incident beside each other, and says where they differ.
final class SideBySide {

    private static final int COLUMN = 58;
    private static final String GAP = "   ";
    private static final String DIFFERS = " ≠ ";
    private static final int HYPOTHESES = 5;

    private final PrintWriter out;

    SideBySide(PrintWriter out) {
        this.out = out;
    }

    /// @param prompts the versions of the prompts that the recorded one came from; empty if no model was asked
    void print(String title, Analysis then, List<String> prompts, Analysis now) {
        out.println();
        out.println(title);
        row("RECORDED " + then.completedAt(), GAP, "REPLAYED");
        rule();
        compared("", analyst(then) + (prompts.isEmpty() ? "" : ", prompts " + String.join(", ", prompts)), analyst(now));
        compared("", String.format(Locale.ROOT, "confidence %.0f of 100, %s", then.confidence().score(), then.executionStatus()),
                String.format(Locale.ROOT, "confidence %.0f of 100, %s", now.confidence().score(), now.executionStatus()));
        compared("Culprit", Objects.toString(then.culprit(), "none"), Objects.toString(now.culprit(), "none"));
        compared("Root cause", then.rootCause(), now.rootCause());
        compared("Reasoning", then.reasoning(), now.reasoning());
        compared("Do now", then.mitigation(), now.mitigation());
        compared("Hypotheses", hypotheses(then), hypotheses(now));
        compared("Cited", cited(then), cited(now));
        compared("Could not be seen", String.join("\n", then.evidenceGaps()), String.join("\n", now.evidenceGaps()));
        compared("Cost", usage(then), usage(now));
        if (then.failure() != null || now.failure() != null) {
            compared("Why it fell back", Objects.toString(then.failure(), ""), Objects.toString(now.failure(), ""));
        }
        out.println();
        out.println(Objects.equals(then.culprit(), now.culprit())
                ? "Both blame " + Objects.toString(then.culprit(), "nobody") + "."
                : "They disagree: " + Objects.toString(then.culprit(), "nobody") + " then, " + Objects.toString(now.culprit(), "nobody")
                        + " now.");
    }

    private static String analyst(Analysis analysis) {
        return "by the " + analysis.analyst();
    }

    private static String hypotheses(Analysis analysis) {
        List<String> lines = new ArrayList<>();
        for (Hypothesis hypothesis : analysis.hypotheses().stream().limit(HYPOTHESES).toList()) {
            lines.add(String.format(Locale.ROOT, "%.2f %s%s", hypothesis.score(),
                    Objects.toString(hypothesis.culprit(), hypothesis.statement()),
                    hypothesis.ruledOut() == null ? "" : ", ruled out"));
        }
        return String.join("\n", lines);
    }

    private static String cited(Analysis analysis) {
        return String.join(" ", analysis.citations().stream().map(EvidenceId::toString).toList());
    }

    private static String usage(Analysis analysis) {
        return analysis.usage().modelCalls() + " calls, " + analysis.usage().inputTokens() + " tokens in, "
                + analysis.usage().outputTokens()
                + " out";
    }

    private void compared(String heading, String then, String now) {
        if (then.isBlank() && now.isBlank()) return;
        if (!heading.isEmpty()) {
            out.println();
            out.println(heading.toUpperCase(Locale.ROOT));
        }
        List<String> left = wrapped(then);
        List<String> right = wrapped(now);
        for (int line = 0; line < Math.max(left.size(), right.size()); line++) {
            row(line < left.size() ? left.get(line) : "", line == 0 && !then.equals(now) ? DIFFERS : GAP,
                    line < right.size() ? right.get(line) : "");
        }
    }

    private void row(String left, String between, String right) {
        out.println((left + " ".repeat(Math.max(0, COLUMN - left.length())) + between + right).stripTrailing());
    }

    private void rule() {
        out.println("─".repeat(2 * COLUMN + GAP.length()));
    }

    private static List<String> wrapped(String text) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.strip().split("\n", -1)) {
            StringBuilder line = new StringBuilder();
            for (String word : paragraph.strip().split("\\s+", -1)) {
                String rest = word;
                if (!line.isEmpty() && line.length() + 1 + rest.length() > COLUMN) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                while (rest.length() > COLUMN) {
                    lines.add(rest.substring(0, COLUMN));
                    rest = rest.substring(COLUMN);
                }
                if (!line.isEmpty()) line.append(' ');
                line.append(rest);
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
