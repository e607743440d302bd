package dev.firsthour.evaluation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Dependency;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.Hypothesis;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Symptom;

import tools.jackson.databind.JsonNode;

/// ChangeRCA: which service's staged rollout is defective. Each stage of a rollout is one deployment; each pod's
/// series carry it as instance and, where they measure one edge, its caller and callee as labels.
final class ChangeRca implements RecordedSet {

    @Override
    public String name() {
        return "changerca";
    }

    @Override
    public RecordedCase read(Path root, String id) {
        Path folder = root.resolve("cases").resolve(id);
        JsonNode about = Json.read(folder.resolve(id + ".json"));
        var pieces = new RecordedCase.Pieces();
        var series = new ArrayList<MetricSeries>();
        Set<String> measured = new HashSet<>();
        for (Path file : podFiles(folder)) {
            pod(file, measured, series);
        }
        edges(folder.resolve("source_success.csv"), "source", series);
        edges(folder.resolve("destination_success.csv"), "destination", series);
        Map<String, List<MetricSeries>> byService = new TreeMap<>();
        series.forEach(one -> byService.computeIfAbsent(one.service() == null ? "" : one.service(), _ -> new ArrayList<>()).add(one));
        byService.forEach((service, own) -> pieces.add("metrics of " + service, new Content.Metrics(own)));
        List<Dependency> edges = new ArrayList<>();
        List<String[]> dependencies = Csv.read(folder.resolve("dependency.csv"));
        dependencies.stream().skip(1).forEach(row -> edges.add(new Dependency(row[0], row[1])));
        pieces.add("call graph", new Content.Topology(edges));
        about.path("plan").properties().forEach(
                plan -> pieces.add("rollout of " + plan.getKey(), new Content.Changes(stages(plan.getKey(), plan.getValue()))));
        return new RecordedCase(id, new Symptom("The success rate or latency of the shop is off", "", Severity.HIGH, null, null,
                Instant.ofEpochSecond(about.path("detect_timestamp").asLong()), Map.of()), pieces.all(), List.of());
    }

    private static List<Change> stages(String service, JsonNode plan) {
        var stages = new ArrayList<Change>();
        plan.path("process").properties().forEach(stage -> {
            Instant at = Instant.ofEpochSecond(Long.parseLong(stage.getKey()));
            var attributes = new LinkedHashMap<String, String>();
            attributes.put("instances", String.join(",", Json.texts(stage.getValue().path("release_pod"))));
            attributes.put("replaces", String.join(",", Json.texts(stage.getValue().path("delete_pod"))));
            JsonNode completed = stage.getValue().path("release_complete_timestamp");
            if (completed.isNumber()) attributes.put("completed", Instant.ofEpochSecond(completed.asLong()).toString());
            stages.add(new Change(service + "@" + at, Change.Kind.DEPLOYMENT, at, service, "stage of the rollout of " + service, null, null,
                    null,
                    List.of(), null, attributes));
        });
        stages.sort(Comparator.comparing(Change::at));
        return stages;
    }

    private static List<Path> podFiles(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(".+_[a-z]+_[a-z]+\\.csv")
                    && !file.getFileName().toString().endsWith("_success.csv")).sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot list " + folder, unreadable);
        }
    }

    /// One file: what one pod saw of one edge, and what it and its node used meanwhile.
    private static void pod(Path file, Set<String> measured, List<MetricSeries> series) {
        String name = file.getFileName().toString();
        int calleeAt = name.lastIndexOf('_');
        int callerAt = name.lastIndexOf('_', calleeAt - 1);
        String pod = name.substring(0, callerAt);
        String caller = name.substring(callerAt + 1, calleeAt);
        String callee = name.substring(calleeAt + 1, name.length() - ".csv".length());
        String service = pod.startsWith(caller + "-") ? caller : callee;
        List<String[]> rows = Csv.read(file);
        String[] header = rows.getFirst();
        int time = Csv.column(file, header, "Timestamp");
        for (int column = time + 1; column < header.length; column++) {
            boolean ofEdge = header[column].equals("SuccessRate") || header[column].equals("Latency");
            if (!ofEdge && !measured.add(pod + " " + header[column])) continue;
            Map<String, String> labels = ofEdge
                    ? Map.of("instance", pod, "source", caller, "destination", callee)
                    : Map.of("instance", pod);
            series.add(new MetricSeries(service, header[column], null, labels, samples(rows, time, column)));
        }
    }

    private static Samples samples(List<String[]> rows, int time, int column) {
        var points = new TreeMap<Long, Double>();
        for (int row = 1; row < rows.size(); row++) {
            String[] cells = rows.get(row);
            if (column < cells.length) points.put(Long.parseLong(cells[time].strip()) * 1000, Csv.number(cells[column]));
        }
        return new Samples(points.keySet().stream().mapToLong(Long::longValue).toArray(),
                points.values().stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static void edges(Path file, String reporter, List<MetricSeries> series) {
        if (!Files.exists(file)) return;
        List<String[]> rows = Csv.read(file);
        String[] header = rows.getFirst();
        for (int column = 2; column < header.length; column++) {
            int cut = header[column].indexOf('_');
            if (cut < 0) continue;
            String caller = header[column].substring(0, cut);
            String callee = header[column].substring(cut + 1);
            series.add(new MetricSeries(callee, "SuccessRate", null, Map.of("reporter", reporter, "source", caller, "destination", callee),
                    samples(rows, 1, column)));
        }
    }

    @Override
    public Map<String, Object> prediction(RecordedCase recorded, Diagnosis diagnosis) {
        Set<String> planned = new TreeSet<>();
        Map<String, String> services = new TreeMap<>();
        recorded.evidence().forEach(piece -> {
            if (piece.content() instanceof Content.Changes(var changes)) {
                changes.forEach(change -> {
                    if (change.service() != null) {
                        planned.add(change.service());
                        services.put(change.id(), change.service());
                    }
                });
            }
        });
        Set<String> ranking = new LinkedHashSet<>();
        for (Hypothesis hypothesis : diagnosis.hypotheses()) {
            Entity culprit = hypothesis.culprit();
            if (culprit == null) continue;
            String service = culprit.kind() == Entity.Kind.CHANGE ? services.get(culprit.name()) : null;
            if (service != null && planned.contains(service)) ranking.add(service);
        }
        return Map.of("ranking", List.copyOf(ranking));
    }
}
