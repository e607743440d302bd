package dev.firsthour.evaluation;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.firsthour.incident.Content;
import dev.firsthour.incident.Dependency;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Symptom;

import tools.jackson.databind.JsonNode;

/// PetShop: the node at fault, or none. Normal running was recorded at another time than the issue, so its rows are laid right before the
/// issue's, at the step.
final class PetShop implements RecordedSet {

    private static final int HEADERS = 3;
    private static final long STEP = 300_000;

    @Override
    public String name() {
        return "petshop";
    }

    @Override
    public RecordedCase read(Path root, String id) {
        Path folder = root.resolve("cases").resolve(id);
        JsonNode about = Json.read(folder.resolve("case.json"));
        JsonNode target = Json.read(folder.resolve("target.json")).path("target");
        List<String[]> normal = Csv.read(root.resolve(about.path("baseline").asString()));
        List<String[]> window = Csv.read(folder.resolve("metrics.csv"));
        int baseline = about.path("baseline_rows").asInt();
        int normalFrom = firstRow(normal);
        int windowFrom = firstRow(window);
        int rows = baseline + window.size() - windowFrom;
        long first = window.size() > windowFrom ? Math.round(Csv.number(window.get(windowFrom)[0]) * 1000) : 0;
        long[] times = new long[rows];
        for (int row = 0; row < rows; row++) {
            times[row] = row < baseline
                    ? first - (baseline - row) * STEP
                    : Math.round(Csv.number(window.get(windowFrom + row - baseline)[0]) * 1000);
        }
        record Column(String service, String metric, String statistic) {}
        Map<Column, Integer> before = new HashMap<>();
        for (int column = 1; column < normal.getFirst().length; column++) {
            before.put(new Column(normal.get(0)[column], normal.get(1)[column], normal.get(2)[column]), column);
        }
        var series = new ArrayList<MetricSeries>();
        for (int column = 1; column < window.getFirst().length; column++) {
            var key = new Column(window.get(0)[column], window.get(1)[column], window.get(2)[column]);
            Integer other = before.get(key);
            double[] values = new double[rows];
            for (int row = 0; row < rows; row++) {
                if (row >= baseline) values[row] = Csv.number(window.get(windowFrom + row - baseline)[column]);
                else
                    values[row] = other == null || normalFrom + row >= normal.size()
                            ? Double.NaN
                            : Csv.number(normal.get(normalFrom + row)[other]);
            }
            series.add(new MetricSeries(key.service, key.metric, null, Map.of("statistic", key.statistic), new Samples(times, values)));
        }
        var edges = new ArrayList<Dependency>();
        List<String[]> graph = Csv.read(root.resolve("systems").resolve(about.path("system").asString()).resolve("graph.csv"));
        for (int row = 1; row < graph.size(); row++) {
            for (int column = 1; column < graph.get(row).length; column++) {
                if (Csv.number(graph.get(row)[column]) != 0) edges.add(new Dependency(graph.get(row)[0], graph.get(0)[column]));
            }
        }
        var pieces = new RecordedCase.Pieces();
        pieces.add("metrics", new Content.Metrics(series));
        pieces.add("call graph", new Content.Topology(edges));
        String node = target.path("node").asString();
        String metric = target.path("metric").asString();
        return new RecordedCase(id, new Symptom(node + " " + metric, "", Severity.HIGH, node, metric,
                Instant.ofEpochSecond(target.path("timestamp").asLong()), Map.of("statistic", target.path("agg").asString())), pieces.all(),
                List.of());
    }

    private static int firstRow(List<String[]> rows) {
        return rows.size() > HEADERS && rows.get(HEADERS)[0].equals("unix_timestamp") ? HEADERS + 1 : HEADERS;
    }

    @Override
    public Map<String, Object> prediction(RecordedCase recorded, Diagnosis diagnosis) {
        return Map.of("ranking",
                diagnosis.verdict() == Diagnosis.Verdict.FAULT ? Rankings.services(diagnosis) : List.of());
    }
}
