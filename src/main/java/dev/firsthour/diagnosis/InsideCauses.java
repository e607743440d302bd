package dev.firsthour.diagnosis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.firsthour.incident.Symptom;

/// The causes that lie inside services, gathered from flows, ways and resources, the strongest first.
///
/// A resource at its limit explains why the ways to the same service have grown slow and why its flow departs, not the other way round; so what
/// else is said of a service with an exhausted resource is an effect, and counts half. Cost: what its sources cost.
final class InsideCauses {

    private static final double EFFECT = 0.5;

    private InsideCauses() {}

    static List<InsideCause> of(Symptom symptom, TraceFlows flows, List<CitedSeries> series) {
        List<InsideCause> limits = ResourceLimits.of(symptom, series);
        var exhausted = limits.stream().map(InsideCause::service).toList();
        var causes = new ArrayList<InsideCause>(limits);
        for (InsideCause cause : flows.causes()) {
            causes.add(exhausted.contains(cause.service()) ? cause.weakened(EFFECT) : cause);
        }
        causes.sort(
                Comparator.comparingDouble(InsideCause::strength).reversed().thenComparingInt(cause -> Hash.of(cause.culprit().name())));
        return List.copyOf(causes);
    }
}
