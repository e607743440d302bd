package dev.firsthour.evaluation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// How far the score of a diagnosis can be read as the chance that it is right.
///
/// The map from score to chance is isotonic regression by pool-adjacent-violators (Ayer et al. 1955; Zadrozny and Elkan, KDD 2002): the
/// best map that never falls. It is fitted on all sets but one and judged on that one, for each set in turn, so that no set vouches for itself.
/// The engine was built on the development cases, so their answers are righter than those to come: the diagnoses of incidents that it had not seen weigh
/// as much in the map as all others together, few as they are. Cost: O(n log n). Limit: with few wrong answers the map knows little about low scores.
final class Calibration {

    private static final int BINS = 10;
    /// Between no case and many, the map leans on one right and one wrong answer at each step (Laplace).
    private static final double PRIOR = 1;

    /// How the set is called that holds diagnoses of incidents which the engine had not seen.
    static final String FIRST_SIGHT = "first sight";
    private static final String FILE = "/evaluation/first-sight.csv";

    /// One diagnosis that is known to be right or wrong.
    record Outcome(double score, boolean right) {}

    /// The 106 invented incidents of the fourth to seventh batch of docs/evaluation.md, by the engine as it was before it had seen any of them.
    static List<Outcome> firstSight() {
        try (InputStream bytes = Objects.requireNonNull(Calibration.class.getResourceAsStream(FILE), FILE + " is missing from the build");
                BufferedReader reader = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
            return reader.lines().skip(1).map(Csv::cells)
                    .map(row -> new Outcome(Double.parseDouble(row[0]), Boolean.parseBoolean(row[1]))).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// How well scores do as chances.
    ///
    /// @param brier mean squared error, 0 best; 0.25 is a coin
    /// @param error expected calibration error: the mean gap between score and share of right answers over ten bins of equal size
    record Quality(int cases, double share, double meanScore, double brier, double error) {}

    private final double[] scores;
    private final double[] chances;

    private Calibration(double[] scores, double[] chances) {
        this.scores = scores;
        this.chances = chances;
    }

    /// Fits the map on some sets, by their names.
    static Calibration of(Map<String, List<Outcome>> bySet) {
        record Weighed(Outcome outcome, double weight) {}
        int unseen = bySet.getOrDefault(FIRST_SIGHT, List.of()).size();
        int seen = bySet.values().stream().mapToInt(List::size).sum() - unseen;
        double much = unseen == 0 || seen == 0 ? 1 : (double) seen / unseen;
        List<Weighed> sorted = new ArrayList<>();
        bySet.forEach((set, outcomes) -> outcomes
                .forEach(outcome -> sorted.add(new Weighed(outcome, set.equals(FIRST_SIGHT) ? much : 1))));
        sorted.sort(Comparator.comparingDouble(weighed -> weighed.outcome.score));
        List<double[]> blocks = new ArrayList<>();
        double last = Double.NaN;
        for (Weighed weighed : sorted) {
            double right = weighed.outcome.right ? weighed.weight : 0;
            if (weighed.outcome.score == last) {
                // What has the same score has the same chance, in whatever order it comes.
                blocks.getLast()[1] += right;
                blocks.getLast()[2] += weighed.weight;
            } else {
                blocks.add(new double[]{weighed.outcome.score, right, weighed.weight});
            }
            last = weighed.outcome.score;
            while (blocks.size() > 1 && mean(blocks.get(blocks.size() - 2)) >= mean(blocks.getLast())) {
                double[] lower = blocks.removeLast();
                double[] before = blocks.getLast();
                before[1] += lower[1];
                before[2] += lower[2];
            }
        }
        double[] scores = new double[blocks.size()];
        double[] chances = new double[blocks.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = blocks.get(i)[0];
            chances[i] = (blocks.get(i)[1] + PRIOR / 2) / (blocks.get(i)[2] + PRIOR);
            if (i > 0) chances[i] = Math.max(chances[i], chances[i - 1]);
        }
        return new Calibration(scores, chances);
    }

    private static double mean(double[] block) {
        return block[1] / block[2];
    }

    /// The chance that a diagnosis of that score is right.
    double chance(double score) {
        if (scores.length == 0) return score;
        double chance = chances[0];
        for (int i = 0; i < scores.length && scores[i] <= score; i++) {
            chance = chances[i];
        }
        return chance;
    }

    /// The map in eleven points at scores 0, 0.1, ..., 1, each the mean of the map around it, for {@code dev.firsthour.diagnosis.Reliability}.
    List<Double> points() {
        List<Double> points = new ArrayList<>();
        for (int i = 0; i <= BINS; i++) {
            double sum = 0;
            for (int k = -BINS / 2; k <= BINS / 2; k++) {
                sum += chance(Math.clamp((i + (double) k / BINS) / BINS, 0, 1));
            }
            points.add(Math.round(1000 * sum / (BINS + 1)) / 1000.0);
        }
        return points;
    }

    static Quality quality(List<Outcome> outcomes) {
        if (outcomes.isEmpty()) return new Quality(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        double brier = 0;
        double right = 0;
        double sum = 0;
        for (Outcome outcome : outcomes) {
            double truth = outcome.right ? 1 : 0;
            brier += (outcome.score - truth) * (outcome.score - truth);
            right += truth;
            sum += outcome.score;
        }
        List<Outcome> sorted = new ArrayList<>(outcomes);
        sorted.sort(Comparator.comparingDouble(Outcome::score));
        double error = 0;
        int size = outcomes.size();
        for (int bin = 0; bin < BINS; bin++) {
            List<Outcome> part = sorted.subList(bin * size / BINS, (bin + 1) * size / BINS);
            double gap = 0;
            for (Outcome outcome : part) {
                gap += outcome.score - (outcome.right ? 1 : 0);
            }
            error += Math.abs(gap) / size;
        }
        return new Quality(size, right / size, sum / size, brier / size, error);
    }

    private static Calibration without(String set, Map<String, List<Outcome>> bySet) {
        Map<String, List<Outcome>> others = new LinkedHashMap<>(bySet);
        others.remove(set);
        return of(others);
    }

    /// For each set: the raw scores, and the scores mapped by what the other sets taught, as a Markdown table.
    static String table(Map<String, List<Outcome>> bySet) {
        var cells = new ArrayList<List<String>>();
        cells.add(List.of("set", "cases", "right", "mean score", "Brier", "calibration error", "mapped: mean", "mapped: Brier",
                "mapped: error"));
        var all = new ArrayList<Outcome>();
        var allMapped = new ArrayList<Outcome>();
        bySet.forEach((set, outcomes) -> {
            Calibration map = without(set, bySet);
            List<Outcome> mapped = outcomes.stream().map(outcome -> new Outcome(map.chance(outcome.score), outcome.right)).toList();
            cells.add(row(set, quality(outcomes), quality(mapped)));
            all.addAll(outcomes);
            allMapped.addAll(mapped);
        });
        cells.add(row("all", quality(all), quality(allMapped)));
        var out = new StringBuilder();
        Scores.table(cells, out);
        return out.toString();
    }

    /// Ten bins of equal size: the chance that the map of the other sets gives, and the share of right answers.
    static String curve(Map<String, List<Outcome>> bySet) {
        var mapped = new ArrayList<Outcome>();
        bySet.forEach((set, outcomes) -> {
            Calibration map = without(set, bySet);
            outcomes.forEach(outcome -> mapped.add(new Outcome(map.chance(outcome.score), outcome.right)));
        });
        mapped.sort(Comparator.comparingDouble(Outcome::score));
        var cells = new ArrayList<List<String>>();
        cells.add(List.of("cases", "mapped score", "right"));
        for (int bin = 0; bin < BINS; bin++) {
            Quality part = quality(mapped.subList(bin * mapped.size() / BINS, (bin + 1) * mapped.size() / BINS));
            cells.add(List.of(String.valueOf(part.cases), Scores.shown(part.meanScore), Scores.shown(part.share)));
        }
        var out = new StringBuilder();
        Scores.table(cells, out);
        return out.toString();
    }

    private static List<String> row(String set, Quality raw, Quality mapped) {
        return List.of(set, String.valueOf(raw.cases), Scores.shown(raw.share), Scores.shown(raw.meanScore), Scores.shown(raw.brier),
                Scores.shown(raw.error), Scores.shown(mapped.meanScore), Scores.shown(mapped.brier), Scores.shown(mapped.error));
    }
}
