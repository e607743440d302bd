package dev.firsthour.evaluation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What published methods reach on the same sets, and the table that sets our figures beside theirs.
final class Baselines {

    private static final String FILE = "/evaluation/baselines.csv";

    private record Baseline(String set, String figure, String method, String split, String value) {}

    private final List<Baseline> all = new ArrayList<>();

    private Baselines() {}

    static Baselines read() {
        var baselines = new Baselines();
        try (InputStream bytes = Objects.requireNonNull(Baselines.class.getResourceAsStream(FILE), FILE + " is missing from the build");
                BufferedReader reader = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
            reader.lines().skip(1).map(Csv::cells).forEach(row -> baselines.all.add(new Baseline(row[0], row[1], row[2], row[3], row[4])));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return baselines;
    }

    /// The figures of a set that others are known to reach, in the order of the table.
    private Set<String> figures(String set) {
        var figures = new LinkedHashSet<String>();
        all.stream().filter(one -> one.set.equals(set)).map(Baseline::figure).forEach(figures::add);
        return figures;
    }

    private String shown(String set, String figure, String split) {
        return all.stream().filter(one -> one.set.equals(set) && one.figure.equals(figure) && one.split.equals(split))
                .map(one -> one.value + " " + one.method).reduce((one, other) -> one + "; " + other).orElse("-");
    }

    /// Our figures beside those of others, as a Markdown table.
    ///
    /// @param ours by set, then by figure
    String table(Map<String, Map<String, Double>> ours) {
        var cells = new ArrayList<List<String>>();
        cells.add(List.of("set", "figure", "Firsthour", "others, same cases", "others, whole set"));
        ours.forEach((set, figures) -> {
            for (String figure : figures(set)) {
                Double value = figures.get(figure);
                String shown = value == null
                        ? "-"
                        : figure.endsWith(": count") ? String.valueOf(Math.round(value)) : Scores.shown(value);
                cells.add(List.of(set, figure, shown, shown(set, figure, "dev"), shown(set, figure, "whole")));
            }
        });
        var out = new StringBuilder();
        Scores.table(cells, out);
        return out.toString();
    }
}
