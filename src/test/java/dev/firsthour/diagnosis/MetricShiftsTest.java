package dev.firsthour.diagnosis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Finding;
import dev.firsthour.incident.Signal;

import static dev.firsthour.diagnosis.WrittenSeries.AFTER;
import static dev.firsthour.diagnosis.WrittenSeries.BEFORE;
import static dev.firsthour.diagnosis.WrittenSeries.MINUTE;
import static dev.firsthour.diagnosis.WrittenSeries.NOON;
import static dev.firsthour.diagnosis.WrittenSeries.constant;
import static dev.firsthour.diagnosis.WrittenSeries.normal;
import static dev.firsthour.diagnosis.WrittenSeries.series;
import static dev.firsthour.diagnosis.WrittenSeries.symptom;
import static dev.firsthour.diagnosis.WrittenSeries.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MetricShiftsTest {

    private final Random random = new Random(7);

    @Test
    void aStepIsFoundWithItsTimeItsDirectionAndItsLevels() {
        List<Finding> findings = MetricShifts.of(symptom(null, null), List.of(
                series("checkout", "cpu_usage", times(4, -1, AFTER, normal(random, 0.2)))));

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.at()).isEqualTo(NOON.minus(MINUTE));
            assertThat(finding.score()).isGreaterThan(0.9);
            assertThat(finding.statement()).startsWith("checkout cpu_usage rose from 0.2");
            assertThat(finding.signal()).isInstanceOfSatisfying(Signal.MetricShift.class, shift -> {
                assertThat(shift.before()).isCloseTo(0.2, within(0.03));
                assertThat(shift.after()).isCloseTo(0.8, within(0.15));
                assertThat(shift.deviation()).isGreaterThan(10);
            });
        });
    }

    @Test
    void aFallIsOneToo() {
        List<SeriesShift> shifts = MetricShifts.measured(NOON,
                List.of(series("checkout", "requests", times(0.1, 0, AFTER, normal(random, 50)))));

        assertThat(shifts).singleElement().satisfies(shift -> {
            assertThat(shift.direction()).isEqualTo(-1);
            assertThat(shift.certainty()).isGreaterThan(0.9);
        });
    }

    @Test
    void threeHundredNormalSeriesMakeHardlyAFinding() {
        List<CitedSeries> series = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            series.add(series("service" + i, "latency", normal(random, 1 + i)));
        }

        assertThat(MetricShifts.of(symptom(null, null), series)).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void aDetectionThatIsMinutesLateOrOneEarlyChangesNothing() {
        for (int from : new int[]{-5, -3, -1, 0, 1}) {
            var shifts = MetricShifts.measured(NOON, List.of(series("checkout", "latency", times(3, from, AFTER, normal(random, 1)))));
            assertThat(shifts).singleElement().satisfies(shift -> {
                assertThat(shift.began()).isEqualTo(NOON.plus(MINUTE.multipliedBy(from)));
                assertThat(shift.certainty()).isGreaterThan(0.9);
            });
        }
    }

    @Test
    void aConstantThatMovesByAHairIsNoFinding() {
        double[] bytes = constant(250_000_000, BEFORE + AFTER);
        Arrays.fill(bytes, BEFORE, bytes.length, 250_008_192);

        assertThat(MetricShifts.of(symptom(null, null), List.of(series("database", "memory", bytes)))).isEmpty();
    }

    @Test
    void whatNeverHappenedBeforeIsSureAndItsFiguresStayFinite() {
        double[] errors = constant(0, BEFORE + AFTER);
        Arrays.fill(errors, BEFORE, errors.length, 12);

        assertThat(MetricShifts.of(symptom(null, null), List.of(series("checkout", "errors", errors)))).singleElement()
                .satisfies(finding -> {
                    assertThat(finding.score()).isGreaterThan(0.9);
                    assertThat(((Signal.MetricShift) finding.signal()).deviation()).isFinite();
                });
    }

    @Test
    void gapsNotANumberAndInfinitiesAreLeftOut() {
        double[] latency = times(5, 0, AFTER, normal(random, 1));
        for (int i = 0; i < latency.length; i += 3) {
            latency[i] = i % 2 == 0 ? Double.NaN : Double.POSITIVE_INFINITY;
        }

        assertThat(MetricShifts.of(symptom(null, null), List.of(series("checkout", "latency", latency)))).singleElement()
                .satisfies(finding -> assertThat(((Signal.MetricShift) finding.signal()).after()).isCloseTo(5, within(1.0)));
        assertThat(MetricShifts.of(symptom(null, null), List.of(series("a", "latency", constant(Double.NaN, 50)), series("b", "latency"))))
                .isEmpty();
    }

    @Test
    void aCounterThatStartsAnewDidNotFall() {
        double[] counter = new double[BEFORE + AFTER];
        double sum = 1_000_000;
        for (int i = 0; i < counter.length; i++) {
            sum = i == BEFORE ? 0 : sum + 60 + random.nextInt(5);
            counter[i] = sum;
        }

        assertThat(MetricShifts.of(symptom(null, null), List.of(series("checkout", "requests_total", counter)))).isEmpty();
    }

    @Test
    void fivePointsBeforeAreEnoughForALargeStepButNotForASmallOne() {
        double[] large = new double[5 + 2 + AFTER];
        double[] small = new double[large.length];
        for (int i = 0; i < large.length; i++) {
            double noise = 1 + 0.05 * random.nextGaussian();
            large[i] = noise * (i >= 7 ? 200 : 1);
            small[i] = noise * (i >= 7 ? 1.05 : 1);
        }

        assertThat(MetricShifts.of(symptom(null, null), List.of(series("checkout", "latency", large)))).hasSize(1);
        assertThat(MetricShifts.of(symptom(null, null), List.of(series("checkout", "latency", small)))).isEmpty();
    }

    @Test
    void aSuccessRateThatFallsByTwoPointsCountsAsFailuresThatWereNotThere() {
        double[] success = constant(100, BEFORE + AFTER);
        Arrays.fill(success, BEFORE, success.length, 96);

        SeriesShift shift = MetricShifts.measured(NOON, List.of(series("checkout", "success_rate", success))).getFirst();

        assertThat(shift.isBad()).isTrue();
        assertThat(shift.before()).isEqualTo(100);
        assertThat(shift.after()).isEqualTo(96);
        assertThat(shift.magnitude()).isGreaterThan(2);
    }

    @Test
    void aDepartureThatEndedIsOver() {
        SeriesShift shift = MetricShifts.measured(NOON, List.of(series("checkout", "latency", times(4, -1, 4, normal(random, 1)))))
                .getFirst();

        assertThat(shift.isOver()).isTrue();
        assertThat(shift.endedAt()).isEqualTo(NOON.plus(MINUTE.multipliedBy(4)).toEpochMilli());
        assertThat(MetricShifts.finding(shift).statement()).contains("was back by");
    }
}
