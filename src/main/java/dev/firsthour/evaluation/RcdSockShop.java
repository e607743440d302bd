package dev.firsthour.evaluation;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
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
        List<String[]> normal = Csv.read(folder.resolve("normal.csv"));
        List<String[]> anomalous = Csv.read(folder.resolve("anomalous.csv"));
        List<MetricSeries> series = new ArrayList<>();
        String[] header = normal.getFirst();
        String[] other = anomalous.getFirst();
        long[] times = new long[normal.size() + anomalous.size() - 2];
        int row = 0;
        for (List<String[]> part : List.of(normal, anomalous)) {
            for (int i = 1; i < part.size(); i++) {
                times[row++] = Math.round(Csv.number(part.get(i)[0]) * 1000);
            }
        }
        for (int column = 1; column < header.length; column++) {
            double[] values = new double[times.length];
            int at = 0;
            for (int i = 1; i < normal.size(); i++) {
                values[at++] = Csv.number(normal.get(i)[column]);
            }
            int same = header[column].equals(column < other.length ? other[column] : "")
                    ? column
                    : Csv.column(folder.resolve("anomalous.csv"), other, header[column]);
            for (int i = 1; i < anomalous.size(); i++) {
                values[at++] = Csv.number(anomalous.get(i)[same]);
            }
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
