package dev.firsthour.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Dependency;
import dev.firsthour.incident.Diagnosis.Verdict;

import static dev.firsthour.diagnosis.WrittenSeries.AFTER;
import static dev.firsthour.diagnosis.WrittenSeries.chain;
import static dev.firsthour.diagnosis.WrittenSeries.graph;
import static dev.firsthour.diagnosis.WrittenSeries.normal;
import static dev.firsthour.diagnosis.WrittenSeries.series;
import static dev.firsthour.diagnosis.WrittenSeries.symptom;
import static dev.firsthour.diagnosis.WrittenSeries.times;
import static org.assertj.core.api.Assertions.assertThat;

class MetricRankingTest {

    private static final List<String> CHAIN = List.of("web", "checkout", "stock", "database");
    private final Random random = new Random(11);

    @Test
    void theSlowServiceIsBlamedAndNotThoseThatWaitForIt() {
        for (int faulty = 0; faulty < CHAIN.size(); faulty++) {
            MetricRanking ranking = MetricRanking.of(symptom("web", "latency_seconds_avg"), chain(random, CHAIN, faulty, 0.4),
                    graph(CHAIN));

            assertThat(ranking.health().verdict()).isEqualTo(Verdict.FAULT);
            assertThat(ranking.suspects().getFirst().entity()).isEqualTo(CHAIN.get(faulty));
            assertThat(ranking.suspects().getFirst().isOffInside()).isTrue();
        }
    }

    @Test
    void ofTwoCalleesTheOneThatAccountsForMoreIsBlamed() {
        List<CitedSeries> series = new ArrayList<>();
        double[] web = normal(random, 0.2);
        double[] rare = normal(random, 0.05);
        double[] often = normal(random, 0.05);
        for (int i = web.length - AFTER; i < web.length; i++) {
            web[i] += 0.105;
            rare[i] += 0.5;
            often[i] += 0.1;
        }
        series.add(series("web", "latency", web));
        series.add(series("web", "requests", normal(random, 1000)));
        series.add(series("rare", "latency", rare));
        series.add(series("rare", "requests", normal(random, 10)));
        series.add(series("often", "latency", often));
        series.add(series("often", "requests", normal(random, 1000)));
        CallGraph graph = CallGraph.of(List.of(new Dependency("web", "rare"), new Dependency("web", "often")));

        assertThat(MetricRanking.of(symptom("web", "latency"), series, graph).suspects().getFirst().entity()).isEqualTo("often");
    }

    @Test
    void whatHasBeenDifferentAllAlongTheAlertIsNotBlamed() {
        List<CitedSeries> series = new ArrayList<>(chain(random, CHAIN, 2, 0.4));
        // Another release of the batch service, slower for as long as anybody looks at it around the alert, calm meanwhile.
        series.add(series("batch", "latency_seconds_avg", times(8, -2, AFTER, normal(random, 2))));
        series.add(series("batch", "requests", normal(random, 5)));
        CallGraph graph = graph(CHAIN).and(CallGraph.of(List.of(new Dependency("web", "batch"))));

        assertThat(MetricRanking.of(symptom("web", "latency_seconds_avg"), series, graph).suspects().getFirst().entity())
                .isEqualTo("stock");
    }

    @Test
    void withoutAnAlertedSeriesTheResourceThatGrewMostIsBlamed() {
        List<CitedSeries> series = new ArrayList<>();
        for (String service : CHAIN) {
            series.add(series(service, "cpu", normal(random, 0.2)));
            series.add(series(service, "mem", normal(random, 3e8)));
            series.add(series(service, "latency", times(1.5, -1, AFTER, normal(random, 0.1))));
        }
        series.set(7, series("stock", "mem", times(6, -1, AFTER, normal(random, 3e8))));

        MetricRanking ranking = MetricRanking.of(symptom(null, null), series, CallGraph.of(List.of()));

        MetricSuspect first = ranking.suspects().getFirst();
        assertThat(first.entity()).isEqualTo("stock");
        assertThat(first.shifts().getFirst().cited().series().name()).isEqualTo("mem");
    }

    @Test
    void twoFaultsAtOnceStandBesideEachOther() {
        List<CitedSeries> series = new ArrayList<>();
        double[] web = normal(random, 0.3);
        double[] search = normal(random, 0.05);
        double[] stock = normal(random, 0.05);
        for (int i = web.length - AFTER; i < web.length; i++) {
            web[i] += 1.0;
            search[i] += 0.6;
            stock[i] += 0.4;
        }
        series.add(series("web", "latency", web));
        series.add(series("search", "latency", search));
        series.add(series("stock", "latency", stock));
        series.add(series("cart", "latency", normal(random, 0.05)));
        CallGraph graph = CallGraph
                .of(List.of(new Dependency("web", "search"), new Dependency("web", "stock"), new Dependency("web", "cart")));

        assertThat(MetricRanking.of(symptom("web", "latency"), series, graph).suspects().stream().limit(2).map(MetricSuspect::entity))
                .containsExactly("search", "stock");
    }
}
