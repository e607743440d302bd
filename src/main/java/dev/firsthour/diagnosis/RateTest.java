package dev.firsthour.diagnosis;

/// Whether an event came more or less often than going by the time before: the conditional test of two Poisson rates (Przyborowski and
/// Wilenski, Biometrika 1940). Given that it came `before + after` times in all, the number after is binomial; no normal approximation is made, so
/// counts of none and one are judged rightly.
///
/// Logs come in bursts, so their counts vary more than Poisson's. Both counts are divided by how many times more (the quasi-likelihood of
/// McCullagh and Nelder), which makes a burst of forty lines weigh as much as the few independent events behind it.
///
/// Cost: a continued fraction of some dozen steps.
final class RateTest {

    private static final int STEPS = 300;
    private static final double PRECISION = 1e-12;
    private static final double TINY = 1e-300;

    private RateTest() {}

    /// The natural logarithm of the two-sided p-value of no change.
    ///
    /// @param share the part of all events that would come after, if nothing had changed: 0 to 1, both excluded
    /// @param dispersion how many times the variance of a count exceeds its mean, at least 1
    static double logP(long before, long after, double share, double dispersion) {
        double first = before / dispersion;
        double second = after / dispersion;
        double total = first + second;
        if (total <= 0) return 0;
        double tail = second > total * share ? logUpper(second, total, share) : logUpper(first, total, 1 - share);
        return Math.min(0, tail + Math.log(2));
    }

    /// log P(X >= x) for the count X among `n` new tries, going by `hits` among `tries` old ones, where the chance of a hit is not known any better
    /// than those and what is usual among its like tell: the beta-binomial tail, that is Bayes' predictive distribution under a beta prior that weighs
    /// as much as one try. Unlike a test against the old share it knows that few tries tell little.
    ///
    /// @param usual the share of hits among all that is alike, 0 to 1, both excluded
    /// Cost: one term for each count from `x` to `n`, until they do not matter any more.
    static double logPredictiveUpper(int x, int n, int hits, int tries, double usual) {
        if (x <= 0) return 0;
        double a = hits + usual;
        double b = tries - hits + 1 - usual;
        double log = logGamma(n + 1.0) - logGamma(x + 1.0) - logGamma(n - x + 1.0) + logGamma(x + a) + logGamma(n - x + b)
                - logGamma(n + a + b) + logGamma(a + b) - logGamma(a) - logGamma(b);
        double term = 1;
        double sum = 1;
        for (int k = x; k < n; k++) {
            term *= (double) (n - k) / (k + 1) * (k + a) / (n - k - 1 + b);
            sum += term;
            if (term < PRECISION * sum && k > (n + 2) * (a / (a + b))) break;
        }
        return Math.min(0, log + Math.log(sum));
    }

    /// log P(X >= x) for X binomial with n tries, by the incomplete beta function; n and x need not be whole.
    static double logUpper(double x, double n, double p) {
        if (x <= 0) return 0;
        return logBeta(p, x, n - x + 1);
    }

    /// The logarithm of the regularised incomplete beta function, by Lentz's continued fraction.
    private static double logBeta(double x, double a, double b) {
        double front = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
        if (x < (a + 1) / (a + b + 2)) return front - Math.log(a) + Math.log(fraction(x, a, b));
        double rest = Math.exp(front) * fraction(1 - x, b, a) / b;
        return Math.log(Math.max(TINY, 1 - rest));
    }

    private static double fraction(double x, double a, double b) {
        double c = 1;
        double d = guarded(1 - (a + b) * x / (a + 1));
        d = 1 / d;
        double value = d;
        for (int m = 1; m <= STEPS; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / guarded(1 + even * d);
            c = guarded(1 + even / c);
            value *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / guarded(1 + odd * d);
            c = guarded(1 + odd / c);
            double step = d * c;
            value *= step;
            if (Math.abs(step - 1) < PRECISION) break;
        }
        return value;
    }

    private static double guarded(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }

    /// Lanczos' approximation.
    static double logGamma(double x) {
        double[] g = {676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
                -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7};
        if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
        double shifted = x - 1;
        double sum = 0.9999999999998099;
        for (int i = 0; i < g.length; i++) {
            sum += g[i] / (shifted + i + 1);
        }
        double t = shifted + g.length - 0.5;
        return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
    }
}
