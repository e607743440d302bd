package dev.firsthour.diagnosis;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import dev.firsthour.incident.Claim;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.Hypothesis;
import dev.firsthour.incident.Signal;

/// Writes times as people at a pager read them: `14:05:10 UTC`, with the date only where it is not that of the symptom.
///
/// Whoever explains something writes an instant as ISO 8601 has it; here, once and last, all of them become readable. What stands in quotes or was said by
/// others is theirs and stays as it is. Cost: one pass over the text.
///
/// @param day the symptom's, in UTC, as in `2026-05-04`
record ReadableTimes(String day) {

    private static final int DATE = "2026-05-04".length();
    private static final int TIME = "12:00:00".length();

    static ReadableTimes near(Instant detectedAt) {
        return new ReadableTimes(detectedAt.atZone(ZoneOffset.UTC).toLocalDate().toString());
    }

    Diagnosis in(Diagnosis diagnosis) {
        return new Diagnosis(diagnosis.verdict(), diagnosis.findings().stream().map(this::in).toList(),
                diagnosis.hypotheses().stream().map(this::in).toList(), diagnosis.affected(), diagnosis.gaps(), diagnosis.score(),
                in(diagnosis.summary()));
    }

    private Finding in(Finding finding) {
        if (finding.signal() instanceof Signal.Said) return finding;
        return new Finding(in(finding.statement()), finding.entity(), finding.at(), finding.score(), finding.signal(), finding.cites());
    }

    private Hypothesis in(Hypothesis one) {
        String ruledOut = one.ruledOut();
        return new Hypothesis(one.id(), in(one.statement()), one.culprit(), one.fault(), one.trigger(), one.score(), in(one.evidenceFor()),
                in(one.evidenceAgainst()), ruledOut == null ? null : in(ruledOut));
    }

    private List<Claim> in(List<Claim> claims) {
        return claims.stream().map(claim -> new Claim(in(claim.text()), claim.cites())).toList();
    }

    String in(String text) {
        StringBuilder readable = null;
        int copied = 0;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '\'' || character == '"') {
                i = Math.max(i, closing(text, i));
                continue;
            }
            int end = character == 'T' ? endOfInstant(text, i) : -1;
            if (end < 0) continue;
            if (readable == null) readable = new StringBuilder(text.length());
            String date = text.substring(i - DATE, i);
            readable.append(text, copied, i - DATE);
            if (!date.equals(day)) readable.append(date).append(' ');
            readable.append(text, i + 1, i + 1 + TIME).append(" UTC");
            copied = end;
            i = end - 1;
        }
        return readable == null ? text : readable.append(text, copied, text.length()).toString();
    }

    /// Where a quotation ends that begins here; -1 if none does, as an apostrophe begins none.
    private static int closing(String text, int open) {
        if (open > 0 && Character.isLetterOrDigit(text.charAt(open - 1))) return -1;
        int close = open;
        do {
            close = text.indexOf(text.charAt(open), close + 1);
        } while (close > 0 && close + 1 < text.length() && Character.isLetterOrDigit(text.charAt(close + 1)));
        return close;
    }

    /// Where the instant ends whose `T` stands here, as {@link Instant#toString} writes it; -1 if it is none.
    private static int endOfInstant(String text, int t) {
        if (t < DATE || !looksLike("dddd-dd-dd", text, t - DATE) || !looksLike("dd:dd:dd", text, t + 1)) return -1;
        int end = t + 1 + TIME;
        if (end < text.length() && text.charAt(end) == '.') {
            do {
                end++;
            } while (end < text.length() && isDigit(text.charAt(end)));
        }
        return end < text.length() && text.charAt(end) == 'Z' ? end + 1 : -1;
    }

    private static boolean looksLike(String pattern, String text, int from) {
        if (from + pattern.length() > text.length()) return false;
        for (int i = 0; i < pattern.length(); i++) {
            char wanted = pattern.charAt(i);
            char character = text.charAt(from + i);
            if (wanted == 'd' ? !isDigit(character) : character != wanted) return false;
        }
        return true;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
