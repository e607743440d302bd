package dev.firsthour.diagnosis;

import java.util.List;

/// One entity as the metrics see it: how much it looks like the cause.
///
/// @param score how much it weighs, 0 and up: {@link #explains} and what it has inside, each where it can be known
/// @param explains the share of the symptom that arose in it and not in what it calls, 0 and up; NaN if there is no symptom to account for
/// @param inside how far its own resources are off: the logarithm of how many times, weighed by how sure that is
/// @param outside the same of what its callers see
/// @param shifts its departures towards trouble, the most telling first
record MetricSuspect(String entity, double score, double explains, double inside, double outside, List<SeriesShift> shifts) {

    MetricSuspect { shifts = List.copyOf(shifts); }

    /// Whether it is off inside as well as outside, which is the mark of a cause; a victim is off outside only.
    boolean isOffInside() {
        return inside > 0 || explains > 0.5;
    }
}
