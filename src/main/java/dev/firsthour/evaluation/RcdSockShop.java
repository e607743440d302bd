package dev.firsthour.evaluation;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import dev.firsthour.incident.Content;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Signal;
import dev.firsthour.incident.Symptom;

/// Sock Shop as recorded for RCD: service and metric, from metrics alone. A column is called `service_metric`.
final class RcdSockShop implements RecordedSet {

    @Override
    public String name() {
        return "rcd-sockshop";
    }

    @Override
    public RecordedCase read(Path root, String id) {
        Path folder = root.resolve("cases").resolve(id);
        Instant detectedAt = Instant.parse(Json.read(folder.resolve("case.json")).path("detected_at").asString());
        Csv.Numbers normal = Csv.numbers(folder.resolve("normal.csv"));
        Csv.Numbers anomalous = Csv.numbers(folder.resolve("anomalous.csv"));
        List<MetricSeries> series = new ArrayList<>();
        String[] header = normal.header();
        long[] times = new long[normal.rows() + anomalous.rows()];
        for (int row = 0; row < times.length; row++) {
            times[row] = Math.round(1000 * (row < normal.rows() ? normal.columns()[0][row] : anomalous.columns()[0][row - normal.rows()]));
        }
        for (int column = 1; column < header.length; column++) {
            double[] values = Arrays.copyOf(normal.columns()[column], times.length);
            int same = column < anomalous.header().length && header[column].equals(anomalous.header()[column])
                    ? column
                    : Csv.column(folder.resolve("anomalous.csv"), anomalous.header(), header[column]);
            System.arraycopy(anomalous.columns()[same], 0, values, normal.rows(), anomalous.rows());
            int cut = header[column].indexOf('_');
            series.add(new MetricSeries(header[column].substring(0, cut), header[column].substring(cut + 1), null, Map.of(),
                    new Samples(times, values)));
        }
        var pieces = new RecordedCase.Pieces();
        pieces.add("metrics", new Content.Metrics(series));
        return new RecordedCase(id, new Symptom("Sock Shop is slow or failing", "", Severity.HIGH, null, null, detectedAt, Map.of()),
                pieces.all(), List.of());
    }

    @Override
    public Map<String, Object> prediction(RecordedCase recorded, Diagnosis diagnosis) {
        var ranking = new ArrayList<String>();
        Rankings.metrics(diagnosis).forEach(finding -> {
            if (finding.signal() instanceof Signal.MetricShift shift) ranking.add(shift.service() + "_" + shift.metric());
        });
        return Map.of("ranking", ranking);
    }
}
