package dev.firsthour.investigation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Confidence;
import dev.firsthour.incident.Confidence.Factor;
import dev.firsthour.testing.Samples;
import dev.firsthour.timeline.Outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class CalibrationTest {

    private static Outcome outcome(double sum, boolean right) {
        return new Outcome(Samples.IDS.incident(), Samples.IDS.analysis(), new Confidence(sum, List.of(new Factor("findings", 1, sum, ""))),
                right, Samples.NOON);
    }

    /// Analyses that state what they please and are right with another chance.
    private static List<Outcome> overconfident(int count) {
        Random random = new Random(11);
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double sum = 40 + 60 * random.nextDouble();
            outcomes.add(outcome(sum, random.nextDouble() < (sum - 30) / 100));
        }
        return outcomes;
    }

    @Test
    void withFewOutcomesOrOutcomesOfOneSortTheBuiltInMapStays() {
        assertThat(Calibration.of(List.of()).fitted()).isFalse();
        assertThat(Calibration.of(overconfident(Calibration.MINIMUM - 1)).fitted()).isFalse();
        assertThat(Calibration.of(Collections.nCopies(200, outcome(80, true))).fitted()).isFalse();
    }

    @Test
    void withEnoughOutcomesStatedConfidencesComeDownToWhatHeld() {
        List<Outcome> outcomes = overconfident(400);
        Calibration calibration = Calibration.of(outcomes);
        assertThat(calibration.fitted()).isTrue();
        assertThat(calibration.percent(90)).isCloseTo(60, within(10.0));
        assertThat(calibration.percent(50)).isCloseTo(20, within(10.0));
        List<Outcome> mapped = outcomes.stream().map(outcome -> new Outcome(outcome.incidentId(), outcome.analysisId(),
                calibration.apply(outcome.confidence()), outcome.right(), outcome.givenAt())).toList();
        assertThat(Reliability.of(mapped).brier()).isLessThan(Reliability.of(outcomes).brier());
        assertThat(Reliability.of(mapped).error()).isLessThan(Reliability.of(outcomes).error() / 2);
    }

    @Test
    void theMapNeverFallsAndNeverMeansCertainty() {
        Calibration calibration = Calibration.of(overconfident(100));
        for (int sum = 1; sum <= 100; sum++) {
            assertThat(calibration.percent(sum)).isGreaterThanOrEqualTo(calibration.percent(sum - 1)).isBetween(0.0, 99.9);
        }
    }

    @Test
    void whereSurerAnalysesWereWorseTheMapIsTheShareOfRightOnes() {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            outcomes.add(outcome(90, false));
            outcomes.add(outcome(20, true));
        }
        Calibration calibration = Calibration.of(outcomes);
        assertThat(calibration.percent(10)).isEqualTo(calibration.percent(95)).isCloseTo(50, within(1.0));
    }

    @Test
    void outcomesThatASumTellsApartCleanlyAreFittedToo() {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            outcomes.add(outcome(90, true));
            outcomes.add(outcome(20, false));
        }
        Calibration calibration = Calibration.of(outcomes);
        assertThat(calibration.percent(90)).isBetween(85.0, 99.0);
        assertThat(calibration.percent(20)).isBetween(1.0, 15.0);
    }

    @Test
    void theOrderOfOutcomesDoesNotMatter() {
        List<Outcome> outcomes = overconfident(60);
        assertThat(Calibration.of(outcomes.reversed()).percent(70)).isCloseTo(Calibration.of(outcomes).percent(70), within(1e-6));
    }

    @Test
    void aMappedConfidenceStillAddsUpAndItsSumIsReadBack() {
        Confidence mapped = Calibration.of(overconfident(100)).apply(outcome(70, true).confidence());
        assertThat(mapped.factors().getLast().name()).isEqualTo("calibration");
        assertThat(mapped.factors().stream().mapToDouble(Factor::effect).sum()).isCloseTo(mapped.score(), within(1e-9));
        assertThat(Calibration.sum(mapped)).isCloseTo(70, within(1e-9));
    }

    @Test
    void reliabilityIsMeasuredInTenBins() {
        Reliability reliability = Reliability.of(List.of(outcome(100, true), outcome(95, false), outcome(5, false)));
        assertThat(reliability.right()).isEqualTo(1);
        assertThat(reliability.brier()).isCloseTo((0 + 0.9025 + 0.0025) / 3, within(1e-9));
        assertThat(reliability.bins()).hasSize(2);
        assertThat(reliability.bins().getLast().stated()).isCloseTo(97.5, within(1e-9));
        assertThat(reliability.bins().getLast().held()).isEqualTo(50);
        assertThat(reliability.error()).isCloseTo((Math.abs(1.95 - 1) + 0.05) / 3, within(1e-9));
    }
}
