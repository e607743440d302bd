package dev.firsthour.incident;

import java.util.List;

/// How far an analysis can be relied on, and why.
///
/// @param score 0 to 100
/// @param factors what it was computed from
public record Confidence(double score, List<Factor> factors) {

    /// One input of the score.
    ///
    /// @param name `coverage`, `agreement`, ...
    /// @param value 0 to 1
    /// @param effect by how many points it moved the score
    /// @param why in words
    public record Factor(String name, double value, double effect, String why) {}

    public Confidence {
        factors = List.copyOf(factors);
        if (!(score >= 0 && score <= 100)) throw new IllegalArgumentException("a confidence lies in 0 to 100, not " + score);
    }
}
