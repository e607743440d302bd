package dev.firsthour.diagnosis;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
/// @param day the symptom's, in UTC
record ReadableTimes(LocalDate day) {

    /// What is quoted, or else an instant.
    private static final Pattern QUOTED_OR_INSTANT = Pattern
            .compile("'[^']*'(?!\\w)|\"[^\"]*\"|(?<instant>\\b\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?Z)");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    static ReadableTimes near(Instant detectedAt) {
        return new ReadableTimes(detectedAt.atZone(ZoneOffset.UTC).toLocalDate());
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
        if (text.indexOf('T') < 0) return text;
        Matcher matcher = QUOTED_OR_INSTANT.matcher(text);
        return matcher.replaceAll(match -> {
            String instant = matcher.group("instant");
            return Matcher.quoteReplacement(instant == null ? match.group() : readable(instant));
        });
    }

    private String readable(String instant) {
        try {
            var at = Instant.parse(instant).truncatedTo(ChronoUnit.SECONDS).atZone(ZoneOffset.UTC);
            return (at.toLocalDate().equals(day) ? "" : at.toLocalDate() + " ") + at.toLocalTime().format(TIME) + " UTC";
        } catch (DateTimeParseException noInstant) {
            return instant;
        }
    }
}
