package dev.firsthour.evaluation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Span;
import dev.firsthour.incident.Symptom;

import static org.assertj.core.api.Assertions.assertThat;

class DegradationTest {

    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

    @ParameterizedTest
    @EnumSource(Degradation.class)
    void noStrengthLeavesTheCaseAsItIs(Degradation way) {
        RecordedCase recorded = recorded();

        RecordedCase same = way.of(recorded, 0);

        assertThat(same.symptom()).isEqualTo(recorded.symptom());
        assertThat(same.evidence()).isEqualTo(recorded.evidence());
    }

    @ParameterizedTest
    @EnumSource(Degradation.class)
    void strengthSpoilsTheCaseTheSameWayEachTime(Degradation way) {
        RecordedCase recorded = recorded();

        RecordedCase spoilt = way.of(recorded, 0.9);

        assertThat(List.of(spoilt.symptom(), spoilt.evidence())).isNotEqualTo(List.of(recorded.symptom(), recorded.evidence()));
        assertThat(way.of(recorded, 0.9).evidence()).isEqualTo(spoilt.evidence());
    }

    private static RecordedCase recorded() {
        var pieces = new RecordedCase.Pieces();
        var series = new ArrayList<MetricSeries>();
        var logs = new ArrayList<LogRecord>();
        var spans = new ArrayList<Span>();
        var changes = new ArrayList<Change>();
        for (int i = 0; i < 60; i++) {
            long[] times = new long[60];
            double[] values = new double[60];
            for (int k = 0; k < 60; k++) {
                times[k] = NOON.plusSeconds(60L * (k - 45)).toEpochMilli();
                values[k] = 10 + (k * 7919 + i) % 13;
            }
            String service = "service" + i;
            Instant at = NOON.plusSeconds(60L * (i - 45));
            series.add(new MetricSeries(service, "latency", null, Map.of(), new Samples(times, values)));
            logs.add(new LogRecord(at, service, "INFO", "served", null, null, Map.of()));
            spans.add(new Span("t" + i, "s", null, service, "GET", at, Duration.ofMillis(5), false, null, Map.of()));
            changes.add(
                    new Change("c" + i, Change.Kind.DEPLOYMENT, at, service, "deployment", null, null, null, List.of(), null, Map.of()));
        }
        pieces.add("metrics", new Content.Metrics(series));
        pieces.add("logs", new Content.Logs(logs));
        pieces.add("traces", new Content.Traces(spans));
        pieces.add("changes", new Content.Changes(changes));
        return new RecordedCase("case", new Symptom("slow", "", Severity.HIGH, "service0", "latency", NOON, Map.of()), pieces.all(),
                List.of());
    }
}
