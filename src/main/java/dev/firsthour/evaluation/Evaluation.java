package dev.firsthour.evaluation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.diagnosis.CitedLog;
import dev.firsthour.diagnosis.Diagnostics;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Evidence;
import dev.firsthour.llm.LanguageModel;

import tools.jackson.databind.JsonNode;

/// Runs the engine over the cases of public sets and writes one prediction a line. One engine, one configuration; each case by itself.
public final class Evaluation {

    private static final List<RecordedSet> SETS = List.of(new RootCauseBench(), new ChangeRca(), new NezhaTrainTicket(), new PetShop(),
            new RcdSockShop(), new OpenSre());
    private static final List<String> SIGNALS = List.of("logs", "metrics", "traces", "changes", "topology", "notices");
    private static final double NANOS_A_MILLI = 1e6;
    /// How a case is called of which nothing was spoilt.
    static final String AS_RECORDED = "as recorded";
    private static final List<Double> STRENGTHS = List.of(0.4, 0.8);

    private final Path data;
    private final Diagnostics engine = new Diagnostics();
    private final @Nullable Reasoning reasoning;
    private final Consumer<String> progress;

    /// @param data the folder that holds the sets' folders
    /// @param progress told one line a case
    public Evaluation(Path data, Consumer<String> progress) {
        this(data, null, progress);
    }

    /// The same with a language model: each case goes through the whole investigation, and the prediction is written from its analysis.
    ///
    /// @param model reasons over the engine's findings; null for the engine alone
    public Evaluation(Path data, @Nullable LanguageModel model, Consumer<String> progress) {
        this.data = data;
        this.reasoning = model == null ? null : new Reasoning(model, progress);
        this.progress = progress;
    }

    /// The names of all sets that are known, whether they are there or not.
    public static List<String> known() {
        var names = new ArrayList<String>(SETS.stream().map(RecordedSet::name).toList());
        names.add(LogHub.NAME);
        return names;
    }

    /// The known sets that lie in the data folder.
    public List<String> found() {
        return known().stream().filter(name -> Files.isDirectory(data.resolve(name).resolve("cases"))).toList();
    }

    /// What one set came to.
    ///
    /// @param table the set's own figures, as a Markdown table; empty without labels
    /// @param missed ids of the cases that were not solved
    /// @param medianMillis wall time a case, reading included
    /// @param p95Millis the same, 95th percentile
    /// @param peakMegabytes the greatest heap in use while it ran, garbage included
    /// @param scores the diagnosis' own score of each case; empty for a set that is no incidents
    public record Result(String set, int cases, String table, List<String> missed, Map<String, Double> figures, double medianMillis,
            double p95Millis, double peakMegabytes, Map<String, Double> scores) {
        public Result {
            missed = List.copyOf(missed);
            figures = new LinkedHashMap<>(figures);
            scores = new LinkedHashMap<>(scores);
        }
    }

    /// Runs a set, writes its predictions to `out`, and scores them where labels are there.
    ///
    /// @throws IllegalArgumentException if the set is not known or not there
    /// @throws UncheckedIOException if a case cannot be read or a prediction not be written
    public Result run(String set, Path out) {
        return run(set, out, List.of());
    }

    /// The same with sorts of evidence left out: `logs`, `metrics`, `traces`, `changes`, `topology`, `notices`.
    public Result run(String set, Path out, List<String> without) {
        Path root = data.resolve(set);
        if (!known().contains(set)) throw new IllegalArgumentException("no set is called '" + set + "': choose one of " + known());
        if (!Files.isDirectory(root.resolve("cases"))) {
            throw new IllegalArgumentException(
                    "there is no folder " + root.resolve("cases") + ": see docs/evaluation.md for how to get the data");
        }
        List<String> cases = cases(root);
        var lines = new ArrayList<String>();
        double[] millis = new double[cases.size()];
        var scored = new LinkedHashMap<String, Double>();
        resetPeak();
        for (int i = 0; i < cases.size(); i++) {
            long started = System.nanoTime();
            Map<String, Object> fields = set.equals(LogHub.NAME)
                    ? templates(root, cases.get(i), out)
                    : predict(set(set), root, cases.get(i), without);
            millis[i] = (System.nanoTime() - started) / NANOS_A_MILLI;
            if (fields.get("score") instanceof Double score) scored.put(cases.get(i), score);
            var prediction = new LinkedHashMap<String, Object>();
            prediction.put("dataset", set);
            prediction.put("case", cases.get(i));
            prediction.putAll(fields);
            prediction.put("ms", Math.round(millis[i] * 10) / 10.0);
            lines.add(Json.MAPPER.writeValueAsString(prediction));
            progress.accept(set + " " + (i + 1) + "/" + cases.size() + " " + cases.get(i) + " " + Math.round(millis[i]) + " ms");
        }
        double peak = peakMegabytes();
        write(out, lines);
        if (!Files.exists(root.resolve("labels.json"))) {
            return new Result(set, cases.size(), "", List.of(), Map.of(), quantile(millis, 0.5), quantile(millis, 0.95), peak, scored);
        }
        Scores scores = score(set, lines, out);
        return new Result(set, cases.size(), scores.table(), scores.missed(), figures(scores), quantile(millis, 0.5),
                quantile(millis, 0.95), peak, scored);
    }

    private static Map<String, Double> figures(Scores scores) {
        var figures = new LinkedHashMap<String, Double>();
        scores.rows().forEach(row -> row.values().forEach((name, value) -> {
            if (value instanceof Number number && !name.equals("n")) figures.put(row.group() + ": " + name, number.doubleValue());
        }));
        return figures;
    }

    private Scores score(String set, List<String> lines, Path out) {
        var predictions = new LinkedHashMap<String, JsonNode>();
        lines.forEach(line -> {
            JsonNode prediction = Json.MAPPER.readTree(line);
            predictions.put(prediction.path("case").asString(), prediction);
        });
        Path folder = out.toAbsolutePath().getParent();
        return new Scorer(data.resolve(set), predictions, folder == null ? out.toAbsolutePath() : folder).score(set);
    }

    /// Runs sets over cases whose evidence was spoilt in every way and strength, and says what that does to the answers and what the score is worth.
    ///
    /// @param work a folder for the predictions, one file a set and way
    public Spoilt spoilt(List<String> sets, Path work) {
        var trials = new ArrayList<Trial>();
        trials.add(RECORDED);
        for (Degradation way : Degradation.values()) {
            for (double strength : STRENGTHS) {
                trials.add(new Trial(way, strength));
            }
        }
        var outcomes = new LinkedHashMap<String, List<Spoilt.Answer>>();
        for (String set : sets) {
            Path root = data.resolve(set);
            if (set.equals(LogHub.NAME) || !Files.exists(root.resolve("labels.json"))) continue;
            outcomes.put(set, answers(set(set), root, trials, work));
        }
        var spoilt = new Spoilt(outcomes);
        write(work.resolve("answers.csv"), spoilt.answers());
        return spoilt;
    }

    /// One way to spoil cases; null spoils nothing.
    private record Trial(@Nullable Degradation way, double strength) {
        String words() {
            return way == null ? AS_RECORDED : way.words() + " " + strength;
        }
    }

    private static final Trial RECORDED = new Trial(null, 0);

    private List<Spoilt.Answer> answers(RecordedSet set, Path root, List<Trial> trials, Path work) {
        var lines = new LinkedHashMap<Trial, List<String>>();
        var scores = new LinkedHashMap<Trial, Map<String, Diagnosis>>();
        var unspoilt = new HashMap<Trial, Set<String>>();
        for (String id : cases(root)) {
            RecordedCase whole = set.read(root, id);
            for (Trial trial : trials) {
                RecordedCase recorded = trial.way == null ? whole : trial.way.of(whole, trial.strength);
                boolean same = trial.way != null && recorded.symptom().equals(whole.symptom())
                        && recorded.evidence().equals(whole.evidence());
                Diagnosis diagnosis = same
                        ? scores.getOrDefault(RECORDED, Map.of()).get(id)
                        : engine.of(recorded.symptom(), recorded.evidence(), recorded.logs());
                if (diagnosis == null) continue;
                if (same) unspoilt.computeIfAbsent(trial, _ -> new HashSet<>()).add(id);
                lines.computeIfAbsent(trial, _ -> new ArrayList<>()).add(line(set.name(), id, set.prediction(recorded, diagnosis)));
                scores.computeIfAbsent(trial, _ -> new LinkedHashMap<>()).put(id, diagnosis);
            }
            progress.accept(set.name() + " " + id + " spoilt in " + (trials.size() - 1) + " ways");
        }
        var answers = new ArrayList<Spoilt.Answer>();
        lines.forEach((trial, predictions) -> {
            Path out = work.resolve(set.name() + "." + trial.words().replace(' ', '-') + ".jsonl");
            write(out, predictions);
            List<String> missed = score(set.name(), predictions, out).missed();
            scores.getOrDefault(trial, Map.of()).forEach((id, diagnosis) -> answers
                    .add(new Spoilt.Answer(id, trial.words(), !unspoilt.getOrDefault(trial, Set.of()).contains(id), diagnosis.verdict(),
                            diagnosis.score(), !missed.contains(id))));
        });
        return answers;
    }

    private static String line(String set, String id, Map<String, Object> fields) {
        var prediction = new LinkedHashMap<String, Object>();
        prediction.put("dataset", set);
        prediction.put("case", id);
        prediction.putAll(fields);
        return Json.MAPPER.writeValueAsString(prediction);
    }

    private Map<String, Object> predict(RecordedSet set, Path root, String id, List<String> without) {
        RecordedCase recorded = set.read(root, id);
        List<Evidence> evidence = recorded.evidence().stream().filter(piece -> !without.contains(piece.content().kind())).toList();
        Iterable<CitedLog> logs = without.contains("logs") ? List.of() : recorded.logs();
        Diagnosis diagnosis = reasoning == null
                ? engine.of(recorded.symptom(), evidence, logs)
                : reasoning.of(new RecordedCase(id, recorded.symptom(), evidence, logs));
        var fields = new LinkedHashMap<>(set.prediction(recorded, diagnosis));
        fields.put("score", Math.round(diagnosis.score() * 1e4) / 1e4);
        return fields;
    }

    /// The figures of several sets beside those of other methods, as a Markdown table.
    public static String comparison(List<Result> results) {
        var ours = new LinkedHashMap<String, Map<String, Double>>();
        results.forEach(result -> ours.put(result.set, result.figures));
        return Baselines.read().table(ours);
    }

    /// How far scores can be read as chances, each set judged by a map that the others taught, as a Markdown table.
    public static String calibration(List<Result> results) {
        var outcomes = new LinkedHashMap<String, List<Calibration.Outcome>>();
        for (Result result : results) {
            if (result.scores.isEmpty() || result.table.isEmpty()) continue;
            outcomes.put(result.set, result.scores.entrySet().stream()
                    .map(score -> new Calibration.Outcome(score.getValue(), !result.missed.contains(score.getKey()))).toList());
        }
        return Calibration.table(outcomes);
    }

    /// Each set's leading figure with everything, and with each sort of evidence left out in turn, as a Markdown table.
    ///
    /// @param work a folder for the predictions, which are of no further use
    public String ablation(List<String> sets, Path work) {
        var cells = new ArrayList<List<String>>();
        var header = new ArrayList<String>(List.of("set", "figure", "all"));
        SIGNALS.forEach(signal -> header.add("without " + signal));
        cells.add(header);
        for (String set : sets) {
            if (set.equals(LogHub.NAME)) continue;
            Result whole = run(set, work.resolve(set + ".jsonl"));
            if (whole.figures.isEmpty()) continue;
            String figure = whole.figures.keySet().iterator().next();
            var row = new ArrayList<String>(List.of(set, figure, Scores.shown(whole.figures.getOrDefault(figure, Double.NaN))));
            for (String signal : SIGNALS) {
                Result less = run(set, work.resolve(set + "." + signal + ".jsonl"), List.of(signal));
                row.add(Scores.shown(less.figures.getOrDefault(figure, Double.NaN)));
            }
            cells.add(row);
        }
        var out = new StringBuilder();
        Scores.table(cells, out);
        return out.toString();
    }

    /// The diagnosis of one case, for those who want it in words.
    public Diagnosis diagnose(String set, String id) {
        RecordedCase recorded = set(set).read(data.resolve(set), id);
        return engine.of(recorded.symptom(), recorded.evidence(), recorded.logs());
    }

    private static Map<String, Object> templates(Path root, String system, Path out) {
        Path name = out.toAbsolutePath().getFileName();
        String file = (name == null ? "predictions" : name.toString().replaceFirst("\\.jsonl?$", "")) + "." + system + ".csv";
        LogHub.assign(root, system, out.toAbsolutePath().resolveSibling(file));
        return Map.of("assignments", file);
    }

    private static RecordedSet set(String name) {
        return SETS.stream().filter(set -> set.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no set of incidents is called '" + name + "': choose one of " + known()));
    }

    private static List<String> cases(Path root) {
        try (Stream<Path> folders = Files.list(root.resolve("cases"))) {
            return folders.filter(Files::isDirectory).map(folder -> String.valueOf(folder.getFileName())).sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot list " + root.resolve("cases"), unreadable);
        }
    }

    private static void write(Path out, List<String> lines) {
        try {
            Path folder = out.toAbsolutePath().getParent();
            if (folder != null) Files.createDirectories(folder);
            Files.write(out, lines, StandardCharsets.UTF_8);
        } catch (IOException unwritable) {
            throw new UncheckedIOException("cannot write " + out, unwritable);
        }
    }

    private static void resetPeak() {
        ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    private static double peakMegabytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == java.lang.management.MemoryType.HEAP)
                .mapToDouble(pool -> pool.getPeakUsage().getUsed()).sum() / (1 << 20);
    }

    private static double quantile(double[] values, double share) {
        if (values.length == 0) return Double.NaN;
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1,
                Math.ceil(share * sorted.length) - 1 < 0 ? 0 : Math.ceil(share * sorted.length) - 1)];
    }
}
