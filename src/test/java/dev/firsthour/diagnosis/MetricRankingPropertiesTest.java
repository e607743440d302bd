package dev.firsthour.diagnosis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Symptom;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// What must not matter to the verdict: names, order, clocks and units.
class MetricRankingPropertiesTest {

    private static final List<String> SERVICES = List.of("web", "checkout", "stock", "database");
    private static final Symptom SYMPTOM = WrittenSeries.symptom("web", "latency_seconds_avg");

    @Property(tries = 60, seed = Seeds.FIXED)
    void namesDoNotMatter(@ForAll long seed, @ForAll @IntRange(max = 3) int faulty) {
        var chance = new Random(seed);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < SERVICES.size(); i++) {
            names.add(Integer.toString(chance.nextInt(1_000_000), 36) + "-" + i);
        }
        Collections.shuffle(names, chance);
        UnaryOperator<String> renamed = name -> SERVICES.contains(name) ? names.get(SERVICES.indexOf(name)) : name;
        List<CitedSeries> series = WrittenSeries.chain(new Random(seed), SERVICES, faulty, 0.5);
        List<CitedSeries> other = series.stream().map(cited -> new CitedSeries(cited.evidence(),
                new MetricSeries(renamed.apply(String.valueOf(cited.series().service())), cited.series().name(), null,
                        cited.series().labels(),
                        cited.series().samples())))
                .toList();

        List<String> before = ranked(SYMPTOM, series, SERVICES);
        List<String> after = ranked(WrittenSeries.symptom(names.getFirst(), SYMPTOM.metric()), other, names);

        assertThat(before.getFirst()).isEqualTo(SERVICES.get(faulty));
        assertThat(after).isEqualTo(before.stream().map(renamed).toList());
    }

    @Property(tries = 60, seed = Seeds.FIXED)
    void orderDoesNotMatter(@ForAll long seed, @ForAll @IntRange(max = 3) int faulty) {
        List<CitedSeries> series = WrittenSeries.chain(new Random(seed), SERVICES, faulty, 0.5);
        List<CitedSeries> shuffled = new ArrayList<>(series);
        Collections.shuffle(shuffled, new Random(seed + 1));

        assertThat(ranked(SYMPTOM, shuffled, SERVICES)).isEqualTo(ranked(SYMPTOM, series, SERVICES));
    }

    @Property(tries = 60, seed = Seeds.FIXED)
    void theClockDoesNotMatter(@ForAll long seed, @ForAll @IntRange(max = 3) int faulty,
            @ForAll @IntRange(min = -900_000, max = 900_000) int hours) {
        List<CitedSeries> series = WrittenSeries.chain(new Random(seed), SERVICES, faulty, 0.5);
        Duration shift = Duration.ofHours(hours).plusMillis(seed % 1000);
        var symptom = new Symptom(SYMPTOM.title(), "", SYMPTOM.severity(), SYMPTOM.service(), SYMPTOM.metric(),
                SYMPTOM.detectedAt().plus(shift),
                SYMPTOM.labels());

        assertThat(ranked(symptom, series.stream().map(cited -> moved(cited, shift, 1)).toList(), SERVICES))
                .isEqualTo(ranked(SYMPTOM, series, SERVICES));
    }

    @Property(tries = 60, seed = Seeds.FIXED)
    void unitsDoNotMatter(@ForAll long seed, @ForAll @IntRange(max = 3) int faulty, @ForAll @IntRange(min = -30, max = 30) int power) {
        List<CitedSeries> series = WrittenSeries.chain(new Random(seed), SERVICES, faulty, 0.5);
        double factor = Math.scalb(1.0, power);

        assertThat(ranked(SYMPTOM, series.stream().map(cited -> moved(cited, Duration.ZERO, factor)).toList(), SERVICES))
                .isEqualTo(ranked(SYMPTOM, series, SERVICES));
    }

    private static List<String> ranked(Symptom symptom, List<CitedSeries> series, List<String> services) {
        MetricRanking ranking = MetricRanking.of(symptom, series, WrittenSeries.graph(services));
        return ranking.suspects().stream().filter(suspect -> suspect.score() > 0.05).map(MetricSuspect::entity).toList();
    }

    private static CitedSeries moved(CitedSeries cited, Duration shift, double factor) {
        Samples samples = cited.series().samples();
        long[] times = new long[samples.size()];
        double[] values = new double[samples.size()];
        for (int i = 0; i < times.length; i++) {
            times[i] = samples.time(i) + shift.toMillis();
            values[i] = samples.value(i) * factor;
        }
        return new CitedSeries(cited.evidence(),
                new MetricSeries(cited.series().service(), cited.series().name(), null, cited.series().labels(),
                        new Samples(times, values)));
    }
}
