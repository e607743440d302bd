package dev.firsthour.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.Dependency;
import dev.firsthour.incident.EvidenceId;

import static dev.firsthour.diagnosis.WrittenSeries.AFTER;
import static dev.firsthour.diagnosis.WrittenSeries.BEFORE;
import static dev.firsthour.diagnosis.WrittenSeries.MINUTE;
import static dev.firsthour.diagnosis.WrittenSeries.NOON;
import static dev.firsthour.diagnosis.WrittenSeries.series;
import static dev.firsthour.diagnosis.WrittenSeries.symptom;
import static org.assertj.core.api.Assertions.assertThat;

class RolloutComparisonTest {

    /// Two minutes before noon a first new instance of each rolled-out service takes the place of one of three old ones.
    private static final int BEGAN = -2;
    private static final CallGraph GRAPH = CallGraph.of(List.of(new Dependency("web", "cart"), new Dependency("web", "stock"),
            new Dependency("cart", "price"), new Dependency("stock", "price")));

    private final Random random = new Random(5);
    private final List<CitedSeries> series = new ArrayList<>();
    private final List<CitedChange> changes = new ArrayList<>();

    @Test
    void theVersionWhoseInstancesFailWhileTheOldOnesDoNotIsDefective() {
        rollout("stock", BEGAN - 1, 0, 0);
        rollout("cart", BEGAN - 3, 0, 0.6);
        rollout("price", BEGAN, 0, 0);

        RolloutSuspect first = suspects().getFirst();

        assertThat(first.rollout().service()).isEqualTo("cart");
        assertThat(first.fails()).isGreaterThan(0.4);
        assertThat(first.because()).contains("% more of the calls to them than the old ones at the same time");
    }

    @Test
    void whereOldAndNewFailAlikeTheServiceIsAVictimOfTheOneItNeeds() {
        rollout("cart", BEGAN, 0.4, 0.4);
        rollout("price", BEGAN - 1, 0, 0);
        rollout("mail", BEGAN, 0, 0);

        assertThat(suspects().stream().map(suspect -> suspect.rollout().service())).startsWith("price");
    }

    @Test
    void newInstancesThatNobodyReachesAreTheDefect() {
        rollout("price", BEGAN, 0, 0);
        rollout("stock", BEGAN - 2, 0, 0);
        series.removeIf(cited -> "stock-new-1".equals(cited.series().labels().get("instance")));

        RolloutSuspect first = suspects().getFirst();

        assertThat(first.rollout().service()).isEqualTo("stock");
        assertThat(first.silent()).isEqualTo(1);
    }

    @Test
    void instancesThatReportButGetNoCallsBecauseNobodyCallsAreIdleAndNoDefect() {
        rollout("cart", BEGAN, 0, 0.5);
        rollout("price", BEGAN, 0, 0);
        // From the failure on nobody calls price any more, neither old nor new.
        series.replaceAll(cited -> "price".equals(cited.series().service()) ? silencedFromNoon(cited) : cited);

        assertThat(suspects().getFirst().rollout().service()).isEqualTo("cart");
        assertThat(suspects().get(1).silent()).isLessThan(0.2);
    }

    @Test
    void aRolloutThatBeganAfterTheTroubleWasNoticedIsRuledOut() {
        rollout("cart", 1, 0, 0.9);
        rollout("price", BEGAN, 0, 0);

        List<RolloutSuspect> suspects = suspects();

        assertThat(suspects.getLast().rollout().service()).isEqualTo("cart");
        assertThat(suspects.getLast().ruledOut()).contains("after the trouble was noticed");
        assertThat(suspects.getLast().score()).isZero();
    }

    @Test
    void whatAnInstanceReportsAfterItWasTakenAwayIsNotTakenForIts() {
        rollout("cart", BEGAN, 0, 0.6);
        // The exporter goes on reporting the instance that is gone, with the figures of the one in its place.
        series.add(success("cart", "cart-old-3", 0.6, BEGAN));

        assertThat(suspects().getFirst().fails()).isGreaterThan(0.5);
    }

    @Test
    void noRolloutsNoSuspects() {
        assertThat(suspects()).isEmpty();
    }

    private List<RolloutSuspect> suspects() {
        return RolloutComparison.of(symptom(null, null), series, changes, GRAPH);
    }

    private void rollout(String service, int began, double oldFails, double newFails) {
        series.add(success(service, service + "-old-1", oldFails, 0));
        series.add(success(service, service + "-old-2", oldFails, 0));
        series.add(success(service, service + "-new-1", newFails, began));
        changes.add(new CitedChange(new EvidenceId(changes.size() + 2), new Change(service + "#1", Change.Kind.DEPLOYMENT,
                NOON.plus(MINUTE.multipliedBy(began)), service, "rollout of " + service, null, "v2", null, List.of(), null,
                Map.of(Rollout.INSTANCES, service + "-new-1", Rollout.REPLACES, service + "-old-3", Rollout.COMPLETED,
                        NOON.plus(MINUTE.multipliedBy(began + 1)).toString()))));
    }

    /// Full success until a minute relative to noon, then a share of failures; new instances have nothing before.
    private CitedSeries success(String service, String instance, double fails, int from) {
        double[] values = new double[BEFORE + AFTER];
        for (int i = 0; i < values.length; i++) {
            boolean there = !instance.contains("-new-") || i >= BEFORE + from;
            boolean failing = i >= BEFORE + Math.max(from, BEGAN);
            values[i] = !there ? Double.NaN : failing && fails > 0 ? 100 * (1 - fails) + 4 * random.nextDouble() : 100;
        }
        return series(service, "success_rate", Map.of("instance", instance, "source", "web", "destination", service), values);
    }

    private static CitedSeries silencedFromNoon(CitedSeries cited) {
        var samples = cited.series().samples();
        double[] values = samples.values(0, samples.size());
        for (int i = BEFORE + BEGAN + 1; i < values.length; i++) {
            values[i] = Double.NaN;
        }
        return series("price", cited.series().name(), cited.series().labels(), values);
    }
}
