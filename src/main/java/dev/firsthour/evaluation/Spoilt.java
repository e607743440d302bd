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
    /// @param touched whether it spoilt anything of this case
    record Answer(String id, String trial, boolean touched, Verdict verdict, double score, boolean right) {}

    Spoilt(Map<String, List<Answer>> bySet) {
        this.bySet = new LinkedHashMap<>(bySet);
    }

    /// One line an answer, with a header, to look at more closely.
    List<String> answers() {
        var lines = new ArrayList<String>(List.of("set,case,evidence,touched,verdict,score,right"));
        bySet.forEach((set, answers) -> answers.forEach(answer -> lines.add(String.join(",", set, answer.id, answer.trial,
                String.valueOf(answer.touched), answer.verdict.name(), String.valueOf(answer.score), String.valueOf(answer.right)))));
        return lines;
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

    /// What was found, as Markdown: the answers, the score against the outcome, and the map from one to the other.
    public String report() {
        var outcomes = new LinkedHashMap<String, List<Calibration.Outcome>>();
        bySet.forEach((set, answers) -> outcomes.put(set, answers.stream().filter(Spoilt::claims)
                .map(answer -> new Calibration.Outcome(answer.score, answer.right)).toList()));
        outcomes.put(Calibration.FIRST_SIGHT, Calibration.firstSight());
        return "## Answers on spoilt evidence\n\n" + robustness() + "\n## Score against outcome\n\n" + Calibration.table(outcomes)
                + "\n## Reliability, each set read through the map of the others\n\n" + Calibration.curve(outcomes)
                + "\n## Map, fitted on all\n\nat scores 0, 0.1, ..., 1: " + Calibration.of(outcomes).points() + "\n";
    }

    /// A case that its way did not touch would count twice, and one without a verdict claims nothing.
    private static boolean claims(Answer answer) {
        return (answer.touched || answer.trial.equals(Evaluation.AS_RECORDED)) && answer.verdict != Verdict.NOT_ENOUGH_EVIDENCE;
    }
}
