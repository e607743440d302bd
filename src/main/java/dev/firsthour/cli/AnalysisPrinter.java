package dev.firsthour.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.Claim;
import dev.firsthour.incident.Confidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Hypothesis;
import dev.firsthour.timeline.EvidenceHead;

/// Prints an analysis for a person at a terminal.
final class AnalysisPrinter {

    private static final int WIDTH = 110;
    private static final int HYPOTHESES = 6;
    private static final int MOST_LISTED = 12;

    private final PrintWriter out;

    AnalysisPrinter(PrintWriter out) {
        this.out = out;
    }

    void print(String title, Analysis analysis, List<EvidenceHead> evidence) {
        out.println();
        rule('═');
        wrapped("", title);
        rule('═');
        section("Root cause", analysis.rootCause());
        out.println();
        out.printf(Locale.ROOT, "  Confidence %.0f of 100 · %s · by the %s%s%n", analysis.confidence().score(), analysis.executionStatus(),
                analysis.analyst(),
                analysis.needsReview() ? " · needs a person's review" : "");
        if (analysis.failure() != null) wrapped("  ", "Why: " + analysis.failure());
        if (analysis.culprit() != null) wrapped("  ", "Culprit: " + analysis.culprit());
        if (analysis.trigger() != null) wrapped("  ", "Trigger: " + analysis.trigger());
        if (!analysis.affected().isEmpty()) wrapped("  ", "Affected: " + String.join(", ", analysis.affected()));
        section("Do now", analysis.mitigation());
        section("Why", analysis.reasoning());
        hypotheses(analysis.hypotheses());
        section("Keep it from coming back", analysis.prevention());
        section("In the longer run", analysis.recommendation());
        if (!analysis.contributingFactors().isEmpty()) section("Contributing", String.join("\n", analysis.contributingFactors()));
        if (!analysis.evidenceGaps().isEmpty()) section("Could not be seen", String.join("\n", analysis.evidenceGaps()));
        confidence(analysis.confidence());
        evidence(analysis.citations(), evidence);
        out.println();
    }

    private void hypotheses(List<Hypothesis> hypotheses) {
        if (hypotheses.size() < 2) return;
        heading("Weighed against");
        hypotheses.stream().skip(1).limit(HYPOTHESES).forEach(hypothesis -> {
            String end = hypothesis.ruledOut() == null
                    ? against(hypothesis)
                    : " Ruled out: " + hypothesis.ruledOut();
            wrapped("  ", "· " + hypothesis.statement() + end);
        });
    }

    private static String against(Hypothesis hypothesis) {
        return hypothesis.evidenceAgainst().stream().findFirst().map(Claim::text).map(text -> " Against it: " + text)
                .orElse(" Less likely.");
    }

    private void confidence(Confidence confidence) {
        heading("Confidence");
        confidence.factors()
                .forEach(factor -> out.printf(Locale.ROOT, "  %+6.1f  %-10s %s%n", factor.effect(), factor.name(), factor.why()));
        out.printf(Locale.ROOT, "  %6.1f  of 100%n", confidence.score());
    }

    private void evidence(List<EvidenceId> cited, List<EvidenceHead> evidence) {
        heading("Evidence cited");
        Map<EvidenceId, EvidenceHead> byId = new TreeMap<>();
        evidence.forEach(head -> byId.put(head.id(), head));
        cited.stream().limit(MOST_LISTED).map(byId::get).filter(Objects::nonNull)
                .forEach(head -> wrapped("  ",
                        String.format(Locale.ROOT, "%-5s %s (%s, %d)", head.id(), head.title(), head.source(), head.size())));
        if (cited.size() > MOST_LISTED) out.println("  and " + (cited.size() - MOST_LISTED) + " more");
    }

    private void section(String heading, String text) {
        if (text.isBlank()) return;
        heading(heading);
        text.lines().forEach(line -> wrapped("  ", line));
    }

    private void heading(String text) {
        out.println();
        out.println(text.toUpperCase(Locale.ROOT));
    }

    private void rule(char sign) {
        out.println(String.valueOf(sign).repeat(WIDTH));
    }

    private void wrapped(String indent, String text) {
        StringBuilder line = new StringBuilder(indent);
        for (String word : text.strip().split("\\s+")) {
            if (line.length() + word.length() + 1 > WIDTH && !line.toString().isBlank()) {
                out.println(line);
                line = new StringBuilder(indent).append("  ");
            }
            if (line.length() > 0 && line.charAt(line.length() - 1) != ' ') line.append(' ');
            line.append(word);
        }
        out.println(line);
    }
}
