package dev.firsthour.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.firsthour.incident.Claim;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.Hypothesis;
import dev.firsthour.incident.Signal;

/// Rankings read off a diagnosis, in the order in which it stands.
final class Rankings {

    private Rankings() {}

    /// The services blamed, as hypotheses are ranked: for themselves, or for a resource or a place in the code of theirs.
    static List<String> services(Diagnosis diagnosis) {
        Set<String> names = new LinkedHashSet<>();
        for (Hypothesis hypothesis : diagnosis.hypotheses()) {
            Entity culprit = hypothesis.culprit();
            if (culprit == null || hypothesis.ruledOut() != null) continue;
            int bar = culprit.name().indexOf('|');
            switch (culprit.kind()) {
                case SERVICE -> names.add(culprit.name());
                case RESOURCE, CODE -> {
                    if (bar > 0) names.add(culprit.name().substring(0, bar));
                }
                case INSTANCE, NODE, CHANGE, OPERATION, DEPENDENCY -> {
                }
            }
        }
        return List.copyOf(names);
    }

    /// The metric findings that speak for the hypotheses, in the order of the hypotheses.
    static List<Finding> metrics(Diagnosis diagnosis) {
        Map<String, Finding> byStatement = new LinkedHashMap<>();
        diagnosis.findings().forEach(finding -> byStatement.put(finding.statement(), finding));
        Set<Finding> ranked = new LinkedHashSet<>();
        for (Hypothesis hypothesis : diagnosis.hypotheses()) {
            for (Claim claim : hypothesis.evidenceFor()) {
                Finding finding = byStatement.get(claim.text());
                if (finding != null && finding.signal() instanceof Signal.MetricShift) ranked.add(finding);
            }
        }
        return new ArrayList<>(ranked);
    }
}
