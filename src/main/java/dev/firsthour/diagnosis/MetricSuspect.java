package dev.firsthour.diagnosis;

import java.util.List;

/// One entity as the metrics see it: how much it looks like the cause.
///
/// @param score 0 and up; only its order and its ratio to the next one mean something
/// @param inside how far its own resources are off, 0 and up
/// @param outside how far what its callers see is off, 0 and up
/// @param ownShare how much of `outside` is its own, not passed on from whom it calls, 0 to 1
/// @param coherence how well its curve goes with the curve of the symptom, 0 to 1
/// @param shifts its departures, the most telling first
record MetricSuspect(String entity, double score, double inside, double outside, double ownShare, double coherence,
        List<SeriesShift> shifts) {

    MetricSuspect { shifts = List.copyOf(shifts); }
}
