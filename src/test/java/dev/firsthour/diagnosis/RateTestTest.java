package dev.firsthour.diagnosis;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class RateTestTest {

    @Property(tries = 400, seed = Seeds.FIXED)
    void theTailIsTheBinomialSum(@ForAll @IntRange(min = 1, max = 60) int n, @ForAll @IntRange(max = 60) int drawn,
            @ForAll @DoubleRange(min = 0.01, max = 0.99) double p) {
        int x = Math.min(n, drawn);
        double sum = 0;
        for (int i = x; i <= n; i++) {
            sum += Math.exp(RateTest.logGamma(n + 1) - RateTest.logGamma(i + 1) - RateTest.logGamma(n - i + 1) + i * Math.log(p)
                    + (n - i) * Math.log1p(-p));
        }
        assertThat(RateTest.logUpper(x, n, p)).isCloseTo(Math.log(sum), within(1e-6));
    }

    @Property(tries = 200, seed = Seeds.FIXED)
    void thePredictedTailIsTheBetaBinomialSum(@ForAll @IntRange(min = 1, max = 60) int n, @ForAll @IntRange(min = 1, max = 60) int drawn,
            @ForAll @IntRange(max = 40) int tries, @ForAll @IntRange(max = 40) int drawnHits,
            @ForAll @DoubleRange(min = 0.01, max = 0.9) double usual) {
        int x = Math.min(n, drawn);
        int hits = Math.min(tries, drawnHits);
        double a = hits + usual;
        double b = tries - hits + 1 - usual;
        double sum = 0;
        for (int i = x; i <= n; i++) {
            sum += Math.exp(RateTest.logGamma(n + 1) - RateTest.logGamma(i + 1) - RateTest.logGamma(n - i + 1) + logBeta(i + a, n - i + b)
                    - logBeta(a, b));
        }
        assertThat(RateTest.logPredictiveUpper(x, n, hits, tries, usual)).isCloseTo(Math.log(sum), within(1e-6));
    }

    private static double logBeta(double a, double b) {
        return RateTest.logGamma(a) + RateTest.logGamma(b) - RateTest.logGamma(a + b);
    }

    @Test
    void theLessIsKnownOfBeforeTheLessAFailureTells() {
        assertThat(RateTest.logPredictiveUpper(3, 5, 0, 4, 0.01)).isGreaterThan(RateTest.logPredictiveUpper(3, 5, 0, 400, 0.01));
    }

    @Test
    void whatComesAsOftenAsExpectedIsNoShift() {
        assertThat(RateTest.logP(100, 50, 1 / 3.0, 1)).isGreaterThan(Math.log(0.5));
    }

    @Test
    void aFewErrorsWhereNoneWereIsSureOnlyOnceThereAreEnough() {
        assertThat(RateTest.logP(0, 1, 0.3, 1)).isGreaterThan(Math.log(0.05));
        assertThat(RateTest.logP(0, 12, 0.3, 1)).isLessThan(Math.log(1e-5));
    }

    @Test
    void aBurstWeighsAsItsIndependentEventsDo() {
        assertThat(RateTest.logP(0, 40, 0.3, 20)).isGreaterThan(RateTest.logP(0, 3, 0.3, 1) - 1e-9);
    }

    @Test
    void certaintiesBeyondWhatADoubleHoldsStayFinite() {
        assertThat(RateTest.logP(0, 1_000_000, 0.01, 1)).isFinite().isLessThan(-1_000_000);
    }
}
