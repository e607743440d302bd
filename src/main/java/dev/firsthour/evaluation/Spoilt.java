package dev.firsthour.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.firsthour.incident.Diagnosis.Verdict;

/// How the engine does on cases whose evidence was spoilt, see {@link Degradation}: where answers begin to go wrong, and what the score is worth.
public final class Spoilt {

    private final Map<String, List<Answer>> bySet;

    /// One diagnosis of one spoilt case.
    ///
    /// @param trial the way it was spoilt, in words
    /// @param score the diagnosis' own, 0 to 1
    record Answer(String id, String trial, Verdict verdict, double score, boolean right) {}

    Spoilt(Map<String, List<Answer>> bySet) {
        this.bySet = new LinkedHashMap<>(bySet);
    }

    /// The share of right answers for each way and set.
    private String robustness() {
        Set<String> trials = new LinkedHashSet<>();
        bySet.values().forEach(answers -> answers.forEach(answer -> trials.add(answer.trial)));
        var cells = new ArrayList<List<String>>();
        var header = new ArrayList<String>(List.of("evidence"));
        header.addAll(bySet.keySet());
        cells.add(header);
        for (String trial : trials) {
            var row = new ArrayList<String>(List.of(trial));
            bySet.values().forEach(answers -> row.add(Scores.shown(
                    answers.stream().filter(answer -> answer.trial.equals(trial)).mapToDouble(answer -> answer.right ? 1 : 0).average()
                            .orElse(Double.NaN))));
            cells.add(row);
        }
        var out = new StringBuilder();
        Scores.table(cells, out);
        return out.toString();
    }

    /// What was found, as Markdown.
    public String report() {
        return "## Answers on spoilt evidence\n\n" + robustness();
    }
}
