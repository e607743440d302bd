package dev.firsthour.diagnosis;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;

import static dev.firsthour.diagnosis.WrittenSeries.symptom;
import static org.assertj.core.api.Assertions.assertThat;

class SaturationTest {

    @Test
    void aProcessorThatStandsNearItsEndIsSaturatedWithoutAnythingToCompareWith() {
        assertThat(found("CPUUtilization", "Percent", 91, 93, 96, 97, 95, 96, 94, 93, 95)).hasSize(1);
        assertThat(found("CPUUtilization", "Percent", 31, 33, 36, 37, 35, 36, 34, 33, 35)).isEmpty();
    }

    @Test
    void aLevelSeveralTimesThatOfTheFirstPointsIsAChange() {
        assertThat(found("WriteLatency", "Milliseconds", 1.1, 1.2, 30, 42, 44, 41, 43, 40, 45)).singleElement()
                .satisfies(one -> {
                    assertThat(one.since()).isEqualTo(WrittenSeries.NOON.plusSeconds(120));
                    assertThat(one.finding().statement()).startsWith("db WriteLatency stands at");
                });
        assertThat(found("WriteLatency", "Milliseconds", 1.1, 1.2, 30, 42, 1.3, 1.2, 1.1, 1.2, 1.0)).isEmpty();
    }

    @Test
    void memoryThatIsNearlyUsedUpIsFoundByWhatIsLeft() {
        assertThat(found("FreeStorageSpace", "Bytes", 8e9, 8e9, 6e9, 5e9, 3e9, 2e9, 9e8, 8e8, 7e8)).hasSize(1);
    }

    @Test
    void aReplicaThatIsMinutesBehindLags() {
        assertThat(found("ReplicaLag", "Seconds", 300, 320, 410, 500, 640, 700, 750, 800, 900)).hasSize(1);
        assertThat(found("ReplicaLag", "Seconds", 1.1, 1.3, 1.2, 1.4, 1.2, 1.1, 1.3, 1.2, 1.1)).isEmpty();
    }

    private static List<Saturation> found(String name, String unit, double... values) {
        long[] times = new long[values.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = WrittenSeries.NOON.plusSeconds(60L * i).toEpochMilli();
        }
        return Saturation.of(symptom(null, null),
                List.of(new CitedSeries(new EvidenceId(1), new MetricSeries("db", name, unit, Map.of(), new Samples(times, values)))));
    }
}
