package dev.firsthour.diagnosis;

/// Reads the score of a diagnosis as the chance that its verdict is right: one map that never falls, the same for every incident.
///
/// Fitted by isotonic regression (pool adjacent violators; Zadrozny and Elkan, KDD 2002), smoothed and kept as eleven points between which it is
/// linear. It was taught by 3,255 diagnoses of the development cases of six public sets, as recorded and with their evidence spoilt in 28 ways, and, with
/// the same weight altogether, by 106 of invented incidents that the engine had not seen; `./firsthour evaluate --all --calibrate` measures it again, and
/// docs/evaluation.md says how it does on sets that did not teach it. Cost: constant. Limits: real incidents are neither; how often the engine is right on
/// yours depends on how much of your telemetry it sees, which is why outcomes that people report are worth more than this map.
public final class Reliability {

    /// The chance at scores 0, 0.1, ..., 1.
    private static final double[] CHANCES = {0.015, 0.015, 0.17, 0.414, 0.529, 0.549, 0.549, 0.728, 0.845, 0.878, 0.883};

    private Reliability() {}

    /// The chance, 0 to 1, that a diagnosis of that score is right; it never falls as the score rises.
    ///
    /// @param rawScore the diagnosis' score, 0 to 1
    /// @throws IllegalArgumentException if the score is none
    public static double probability(double rawScore) {
        if (!(rawScore >= 0 && rawScore <= 1)) throw new IllegalArgumentException("a score lies in 0 to 1, not " + rawScore);
        double at = rawScore * (CHANCES.length - 1);
        int below = Math.min((int) at, CHANCES.length - 2);
        return CHANCES[below] + (at - below) * (CHANCES[below + 1] - CHANCES[below]);
    }
}
