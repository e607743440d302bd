package dev.firsthour.investigation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

import dev.firsthour.incident.Confidence;
import dev.firsthour.incident.Confidence.Factor;
import dev.firsthour.timeline.Outcome;

/// The one map from what the factors of a confidence add up to, to how often an analysis of that sum is right.
///
/// With fewer than [#MINIMUM] outcomes, or fewer than [#OF_EACH] right or wrong ones, it is the map that is built in. From then on it is fitted on
/// the outcomes: a logistic curve over the sum, as Platt (1999) fits it, with his smoothed targets, so that no sum ever means certainty, by
/// Newton's method with the sums held in a numerically safe form (Lin, Lin and Weng 2007). Two numbers are learnt, which is what some dozens of outcomes
/// bear; isotonic regression needs hundreds. A curve that falls would say that surer analyses are worse: then its slope is 0, and the map is the share of
/// right ones. The map never falls, is the same for the same outcomes whatever their order, and is stored nowhere: it follows from the timelines.
///
/// Cost: linear in the outcomes, some ten passes.
public final class Calibration {

    /// As few as will do: below this the share of right answers alone is off by more than 15 points either way.
    public static final int MINIMUM = 30;
    /// As many must be right, and as many wrong: of what never happened nothing is learnt.
    public static final int OF_EACH = 5;
    /// So many are looked at, the newest first: an installation changes.
    public static final int NEWEST = 1000;

    /// What is used until there are outcomes enough, from and to 0 to 1: the sum as it is, since it begins with a chance that the evaluation sets taught
    /// ([dev.firsthour.diagnosis.Reliability]), and what the other factors take off was measured by nobody yet.
    private static final DoubleUnaryOperator BUILT_IN = DoubleUnaryOperator.identity();
    private static final String FACTOR = "calibration";
    private static final int PASSES = 100;
    private static final double SMALL = 1e-9;

    private final DoubleUnaryOperator map;
    private final int outcomes;
    private final boolean fitted;

    private Calibration(DoubleUnaryOperator map, int outcomes, boolean fitted) {
        this.map = map;
        this.outcomes = outcomes;
        this.fitted = fitted;
    }

    /// The map that follows from what people said.
    ///
    /// @param known what became of analyses, in any order
    public static Calibration of(List<Outcome> known) {
        int right = (int) known.stream().filter(Outcome::right).count();
        boolean enough = known.size() >= MINIMUM && right >= OF_EACH && known.size() - right >= OF_EACH;
        return new Calibration(enough ? platt(known, right) : BUILT_IN, known.size(), enough);
    }

    /// Whether the map was fitted on outcomes; otherwise it is the one that is built in.
    public boolean fitted() {
        return fitted;
    }

    /// How many outcomes there were.
    public int outcomes() {
        return outcomes;
    }

    /// How often an analysis is right whose factors add up to so much.
    ///
    /// @param sum 0 to 100
    /// @return 0 to 100, rising with the sum
    public double percent(double sum) {
        return 100 * Math.clamp(map.applyAsDouble(Math.clamp(sum / 100, 0, 1)), 0, 1);
    }

    /// A confidence mapped, with the map as its last factor.
    Confidence apply(Confidence sum) {
        double mapped = percent(sum.score());
        double moved = mapped - sum.score();
        if (Math.abs(moved) < SMALL) return sum;
        List<Factor> factors = new ArrayList<>(sum.factors());
        factors.add(new Factor(FACTOR, mapped / 100, moved, fitted
                ? "what " + outcomes + " outcomes that people gave back say of such a sum"
                : "what the map that is built in makes of such a sum"));
        return new Confidence(mapped, factors);
    }

    /// What the factors of a confidence add up to before it was mapped.
    static double sum(Confidence confidence) {
        return confidence.score() - confidence.factors().stream().filter(factor -> factor.name().equals(FACTOR)).mapToDouble(Factor::effect)
                .sum();
    }

    private static DoubleUnaryOperator platt(List<Outcome> known, int right) {
        int wrong = known.size() - right;
        double[] x = known.stream().mapToDouble(outcome -> sum(outcome.confidence()) / 100).toArray();
        double[] target = known.stream().mapToDouble(outcome -> outcome.right() ? (right + 1.0) / (right + 2.0) : 1.0 / (wrong + 2.0))
                .toArray();
        double slope = 0;
        double offset = Math.log((right + 1.0) / (wrong + 1.0));
        for (int pass = 0; pass < PASSES; pass++) {
            double gradientSlope = 0;
            double gradientOffset = 0;
            double h11 = SMALL;
            double h22 = SMALL;
            double h12 = 0;
            for (int i = 0; i < x.length; i++) {
                double p = logistic(slope * x[i] + offset);
                double weight = p * (1 - p);
                gradientSlope += x[i] * (p - target[i]);
                gradientOffset += p - target[i];
                h11 += x[i] * x[i] * weight;
                h22 += weight;
                h12 += x[i] * weight;
            }
            double determinant = h11 * h22 - h12 * h12;
            if (Math.hypot(gradientSlope, gradientOffset) < SMALL || determinant < SMALL * SMALL) break;
            double stepSlope = (h22 * gradientSlope - h12 * gradientOffset) / determinant;
            double stepOffset = (h11 * gradientOffset - h12 * gradientSlope) / determinant;
            double pace = pace(x, target, slope, offset, stepSlope, stepOffset);
            if (pace == 0) break;
            slope -= pace * stepSlope;
            offset -= pace * stepOffset;
        }
        double share = (right + 1.0) / (known.size() + 2.0);
        if (slope <= 0) return _ -> share;
        double rises = slope;
        double from = offset;
        return raw -> logistic(rises * raw + from);
    }

    /// How much of a Newton step makes it better: halved until it does.
    private static double pace(double[] x, double[] target, double slope, double offset, double stepSlope, double stepOffset) {
        double now = loss(x, target, slope, offset);
        for (double pace = 1; pace > SMALL; pace /= 2) {
            if (loss(x, target, slope - pace * stepSlope, offset - pace * stepOffset) < now) return pace;
        }
        return 0;
    }

    private static double loss(double[] x, double[] target, double slope, double offset) {
        double loss = 0;
        for (int i = 0; i < x.length; i++) {
            double z = slope * x[i] + offset;
            loss += z >= 0 ? (1 - target[i]) * z + Math.log1p(Math.exp(-z)) : -target[i] * z + Math.log1p(Math.exp(z));
        }
        return loss;
    }

    private static double logistic(double z) {
        return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
    }
}
