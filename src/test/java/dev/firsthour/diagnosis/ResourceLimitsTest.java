package dev.firsthour.diagnosis;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Entity;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Symptom;

import static org.assertj.core.api.Assertions.assertThat;

class ResourceLimitsTest {

    private static final Instant DETECTED = Instant.parse("2026-03-01T12:00:00Z");
    private static final int BEFORE = 20;

    @Test
    void aProcessorThatComesToItsLimitAndStaysIsNamed() {
        assertThat(causes("CpuUsageRate(%)", 2, 97, 99, 98)).singleElement().satisfies(cause -> {
            assertThat(cause.culprit()).isEqualTo(new Entity(Entity.Kind.RESOURCE, "mill|cpu"));
            assertThat(cause.strength()).isGreaterThan(0.85);
            assertThat(cause.seen().text()).contains("99 %");
        });
    }

    @Test
    void theEndsOfAStretchMayBeCoveredInPart() {
        assertThat(causes("cpu_utilization", 0.02, 0.5, 0.95)).hasSize(1);
    }

    @Test
    void onePeakIsNoShortage() {
        assertThat(causes("CpuUsageRate(%)", 2, 97, 3, 2)).isEmpty();
    }

    @Test
    void whoIsAlwaysBusyIsNoNews() {
        assertThat(causes("CpuUsageRate(%)", 85, 97, 99, 98)).isEmpty();
    }

    @Test
    void aMetricWithoutALimitIsLeftAlone() {
        assertThat(causes("cpu_seconds", 2, 97, 99, 98)).isEmpty();
    }

    @Test
    void aShortageThatWasOverBeforeTheDetectionIsSomebodyElses() {
        double[] values = new double[BEFORE + 3];
        Arrays.fill(values, 2);
        Arrays.fill(values, 8, 12, 99);
        assertThat(of("CpuUsageRate(%)", values)).isEmpty();
    }

    private static List<InsideCause> causes(String name, double usual, double... after) {
        double[] values = new double[BEFORE + after.length];
        Arrays.fill(values, usual);
        System.arraycopy(after, 0, values, BEFORE, after.length);
        return of(name, values);
    }

    private static List<InsideCause> of(String name, double[] values) {
        long[] times = new long[values.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = DETECTED.plusSeconds((i - BEFORE) * 60L).toEpochMilli();
        }
        var series = new CitedSeries(new EvidenceId(3), new MetricSeries("mill", name, null, Map.of(), new Samples(times, values)));
        return ResourceLimits.of(new Symptom("It is slow", "", Severity.HIGH, null, null, DETECTED, Map.of()), List.of(series));
    }
}
