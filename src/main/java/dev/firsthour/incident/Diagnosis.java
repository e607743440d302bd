package dev.firsthour.incident;

import java.util.List;

/// What the deterministic engine makes of the evidence.
///
/// @param findings what it saw, the weightiest first
/// @param hypotheses what could explain it, the likeliest first; empty unless the verdict is FAULT or RECOVERED
/// @param affected the services that suffer, the first to fail first
/// @param gaps what it would have needed to see and could not, in words
/// @param score how sure it is of its verdict and of its first hypothesis, 0 to 1
/// @param summary the verdict in one or two sentences
public record Diagnosis(Verdict verdict, List<Finding> findings, List<Hypothesis> hypotheses, List<String> affected, List<String> gaps,
        double score, String summary) {

    /// What it comes down to.
    public enum Verdict {
        /// Something is wrong, and the first hypothesis says what.
        FAULT,
        /// Nothing is wrong now, nor was it in the window.
        NO_FAULT,
        /// Something was wrong and is over.
        RECOVERED,
        /// There is too little evidence to say.
        NOT_ENOUGH_EVIDENCE
    }

    public Diagnosis {
        findings = List.copyOf(findings);
        hypotheses = List.copyOf(hypotheses);
        affected = List.copyOf(affected);
        gaps = List.copyOf(gaps);
        if (!(score >= 0 && score <= 1)) throw new IllegalArgumentException("a diagnosis' score lies in 0 to 1, not " + score);
    }
}
