package dev.firsthour.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Diagnosis.Verdict;
import dev.firsthour.incident.Symptom;

import static dev.firsthour.diagnosis.WrittenSeries.AFTER;
import static dev.firsthour.diagnosis.WrittenSeries.normal;
import static dev.firsthour.diagnosis.WrittenSeries.series;
import static dev.firsthour.diagnosis.WrittenSeries.symptom;
import static dev.firsthour.diagnosis.WrittenSeries.times;
import static org.assertj.core.api.Assertions.assertThat;

class HealthTest {

    private static final CallGraph ALONE = CallGraph.of(List.of());

    @Test
    void hundredsOfNormalSeriesBehindAnAlertThatCriedWolfAreBlamedOnceInAHundredTimesOrSo() {
        Random random = new Random(3);
        int blamed = 0;
        int rounds = 200;
        for (int round = 0; round < rounds; round++) {
            if (verdict(symptom("web", "latency"), calm(random, 40)) == Verdict.FAULT) blamed++;
        }
        assertThat(blamed).isLessThanOrEqualTo(rounds * 3 / 100);
    }

    @Test
    void withoutTheAlertsOwnSeriesAllThatAreLookedAtAreTestedTogether() {
        Random random = new Random(4);
        int blamed = 0;
        for (int round = 0; round < 100; round++) {
            if (verdict(symptom(null, null), calm(random, 100)) == Verdict.FAULT) blamed++;
        }
        assertThat(blamed).isLessThanOrEqualTo(3);
    }

    @Test
    void anAlertWhoseSeriesIsOffIsAFault() {
        Random random = new Random(5);
        List<CitedSeries> series = calm(random, 20);
        series.add(series("web", "latency", times(2, 0, AFTER, normal(random, 1))));

        assertThat(verdict(symptom("web", "latency"), series)).isEqualTo(Verdict.FAULT);
    }

    @Test
    void whatIsBackToNormalLongEnoughHasRecovered() {
        Random random = new Random(6);

        assertThat(verdict(symptom("web", "latency"), List.of(series("web", "latency", times(5, -2, 3, normal(random, 1))))))
                .isEqualTo(Verdict.RECOVERED);
        assertThat(verdict(symptom("web", "latency"), List.of(series("web", "latency", times(5, -2, AFTER - 2, normal(random, 1))))))
                .isEqualTo(Verdict.FAULT);
    }

    @Test
    void fasterAnswersAreNoFault() {
        assertThat(verdict(symptom("web", "latency"), List.of(series("web", "latency", times(0.1, 0, AFTER, normal(new Random(8), 1))))))
                .isEqualTo(Verdict.NO_FAULT);
    }

    @Test
    void nothingToCompareWithIsNotEnoughEvidence() {
        assertThat(verdict(symptom("web", "latency"), List.of(series("web", "latency", 1, 2)))).isEqualTo(Verdict.NOT_ENOUGH_EVIDENCE);
        assertThat(verdict(symptom("web", "latency"), List.of())).isEqualTo(Verdict.NOT_ENOUGH_EVIDENCE);
    }

    private static Verdict verdict(Symptom symptom, List<CitedSeries> series) {
        return MetricRanking.of(symptom, series, ALONE).health().verdict();
    }

    private static List<CitedSeries> calm(Random random, int services) {
        List<CitedSeries> series = new ArrayList<>();
        series.add(series("web", "latency", normal(random, 0.2)));
        for (int i = 0; i < services; i++) {
            series.add(series("service" + i, "latency", normal(random, 1)));
            series.add(series("service" + i, "cpu", normal(random, 0.4)));
            series.add(series("service" + i, "errors", normal(random, 3)));
        }
        return series;
    }
}
