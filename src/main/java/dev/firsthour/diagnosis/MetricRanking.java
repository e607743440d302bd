package dev.firsthour.diagnosis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Symptom;

/// What metrics and the call graph alone say: who looks like the cause, and whether anything is wrong at all.
///
/// A cause is off inside (its own resources, or waiting and failing that no callee accounts for) as well as outside; a victim only
/// outside. Where the alert names a series that callers see and the call graph is known, the symptom is accounted for along the
/// calls ({@link Excess}). What is off inside is weighed by its *magnitude*, not by its z-score: how many times more of a resource
/// a service uses is comparable between services, while z-scores grow without bound on series that hardly ever move. Within one
/// service it is the other way round, for there the metrics that follow move as many times but are noisier than the one that leads.
///
/// Cost: linear in series and calls. Limits: two causes at once share the symptom and stand side by side; a cause that no series
/// shows stands behind its first victim.
///
/// @param suspects who may be the cause, the likeliest first
/// @param shifts all departures, the most surprising first
/// @param looked how many series could be compared
/// @param health whether anything is wrong
/// @param downstream what the symptom's service calls, directly or not: more load there is its callers' doing
record MetricRanking(List<MetricSuspect> suspects, List<SeriesShift> shifts, int looked, Health health, Set<String> downstream) {

    /// What an unknown or a mere load metric counts of a resource.
    private static final double VAGUE = 0.5;
    /// What being off inside adds to a share of the symptom at most.
    private static final double INSIDE_BONUS = 0.5;

    MetricRanking {
        suspects = List.copyOf(suspects);
        shifts = List.copyOf(shifts);
        downstream = Set.copyOf(downstream);
    }

    static MetricRanking of(Symptom symptom, List<CitedSeries> series, CallGraph graph) {
        List<Track> tracks = MetricShifts.tracks(symptom.detectedAt(), series);
        List<SeriesShift> shifts = MetricShifts.measured(tracks);
        SymptomCurve curve = SymptomCurve.of(symptom, tracks);
        Excess excess = curve == null ? null : Excess.of(curve, tracks, graph);
        List<MetricSuspect> suspects = suspects(shifts, excess, graph);
        Set<String> downstream = new HashSet<>();
        if (symptom.service() != null) {
            downstream.addAll(graph.needs(symptom.service()).keySet());
            downstream.remove(symptom.service());
        }
        return new MetricRanking(suspects, shifts, tracks.size(), Health.of(curve, excess, shifts, tracks.size()), downstream);
    }

    private static List<MetricSuspect> suspects(List<SeriesShift> shifts, @Nullable Excess excess, CallGraph graph) {
        Map<String, List<SeriesShift>> byOwner = new LinkedHashMap<>();
        for (SeriesShift shift : shifts) {
            if (shift.isBad()) byOwner.computeIfAbsent(shift.owner(), _ -> new ArrayList<>()).add(shift);
        }
        Map<String, Double> outside = new LinkedHashMap<>();
        byOwner.forEach((owner, own) -> outside.put(owner, own.stream().filter(shift -> shift.role().isOutside())
                .mapToDouble(MetricRanking::weight).max().orElse(0)));
        Set<String> owners = new HashSet<>(byOwner.keySet());
        if (excess != null) owners.addAll(excess.services());

        List<MetricSuspect> suspects = new ArrayList<>();
        for (String owner : owners) {
            List<SeriesShift> own = byOwner.getOrDefault(owner, List.of());
            double inside = own.stream().filter(shift -> !shift.role().isOutside()).mapToDouble(shift -> weight(shift)
                    * (shift.role() == MetricRole.RESOURCE ? 1 : VAGUE)).max().orElse(0);
            double seen = outside.getOrDefault(owner, 0.0);
            double explains = excess == null ? Double.NaN : excess.own(owner) * excess.belief(owner);
            double score = excess == null
                    ? Math.max(inside, seen * ownShare(owner, seen, outside, graph))
                    : explains + INSIDE_BONUS * inside / (1 + inside) * (excess.services().contains(owner) ? explains : VAGUE);
            List<SeriesShift> telling = new ArrayList<>(own);
            telling.sort(
                    Comparator.comparingDouble((SeriesShift shift) -> Math.abs(shift.deviation()) * shift.certainty()).reversed());
            suspects.add(new MetricSuspect(owner, score, explains, inside, seen, telling));
        }
        suspects.sort(Comparator.comparingDouble(MetricSuspect::score).thenComparingDouble(MetricSuspect::outside).reversed()
                .thenComparingInt(suspect -> Hash.of(suspect.entity())));
        return suspects;
    }

    private static double weight(SeriesShift shift) {
        return shift.certainty() * shift.magnitude();
    }

    /// Without a symptom to account for: how much of what its callers see is not seen as much at one it calls.
    private static double ownShare(String owner, double seen, Map<String, Double> outside, CallGraph graph) {
        double passedOn = 0;
        for (String callee : graph.callees(owner)) {
            passedOn = Math.max(passedOn, outside.getOrDefault(callee, 0.0));
        }
        return seen > 0 ? Math.max(0, seen - passedOn) / seen : 0;
    }
}
