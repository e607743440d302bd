package dev.firsthour.investigation;

import java.util.ArrayList;
import java.util.List;

import dev.firsthour.timeline.Outcome;

/// How far the confidences that were stated held: what people said of the analyses, beside what these said of themselves.
///
/// @param outcomes how many analyses people spoke of
/// @param right how many of them they hold right
/// @param brier the mean squared gap between confidence and truth (Brier 1950), 0 best; 0.25 is a coin. NaN without outcomes
/// @param error the expected calibration error: the mean gap between confidence and share of right ones over ten bins, each weighing what it
///        holds (Naeini et al. 2015), 0 best. NaN without outcomes
/// @param bins the curve: ten bins of equal width over the confidence, empty ones left out
public record Reliability(int outcomes, int right, double brier, double error, List<Bin> bins) {

    private static final int BINS = 10;
    private static final double PERCENT = 100;

    public Reliability { bins = List.copyOf(bins); }

    /// @param from the lowest confidence in it, in percent
    /// @param to the confidence below which it ends; the last holds 100 too
    /// @param stated the mean of what was stated, in percent
    /// @param held the share that was right, in percent
    public record Bin(int from, int to, int outcomes, double stated, double held) {}

    /// Measures outcomes, in any order.
    public static Reliability of(List<Outcome> outcomes) {
        if (outcomes.isEmpty()) return new Reliability(0, 0, Double.NaN, Double.NaN, List.of());
        int[] count = new int[BINS];
        int[] right = new int[BINS];
        double[] stated = new double[BINS];
        double squares = 0;
        for (Outcome outcome : outcomes) {
            double chance = outcome.confidence().score() / PERCENT;
            int bin = Math.min(BINS - 1, (int) (chance * BINS));
            count[bin]++;
            stated[bin] += chance;
            if (outcome.right()) right[bin]++;
            double gap = chance - (outcome.right() ? 1 : 0);
            squares += gap * gap;
        }
        List<Bin> bins = new ArrayList<>();
        double error = 0;
        int held = 0;
        for (int bin = 0; bin < BINS; bin++) {
            if (count[bin] == 0) continue;
            error += Math.abs(stated[bin] - right[bin]) / outcomes.size();
            held += right[bin];
            bins.add(new Bin(bin * BINS, (bin + 1) * BINS, count[bin], PERCENT * stated[bin] / count[bin],
                    PERCENT * right[bin] / count[bin]));
        }
        return new Reliability(outcomes.size(), held, squares / outcomes.size(), error, bins);
    }
}
