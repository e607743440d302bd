package dev.firsthour.diagnosis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.firsthour.incident.Symptom;

final class MetricRanking {

    private MetricRanking() {}

    static List<MetricSuspect> of(Symptom symptom, List<SeriesShift> shifts, CallGraph graph) {
        Map<String, List<SeriesShift>> byOwner = new LinkedHashMap<>();
        for (SeriesShift shift : shifts) {
            if (shift.isBad()) byOwner.computeIfAbsent(shift.owner(), _ -> new ArrayList<>()).add(shift);
        }
        List<MetricSuspect> suspects = new ArrayList<>();
        byOwner.forEach((owner, own) -> {
            double inside = 0;
            double outside = 0;
            for (SeriesShift shift : own) {
                double weight = shift.certainty() * shift.magnitude();
                if (shift.role().isOutside()) outside = Math.max(outside, weight);
                else
                    inside = Math.max(inside, weight);
            }
            own.sort(Comparator.comparingDouble((SeriesShift shift) -> Math.abs(shift.deviation())).reversed());
            suspects.add(new MetricSuspect(owner, Math.max(inside, outside), inside, outside, 1, 1, own));
        });
        suspects.sort(Comparator.comparingDouble(MetricSuspect::score).reversed());
        return suspects;
    }
}
