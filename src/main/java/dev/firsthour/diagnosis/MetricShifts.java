package dev.firsthour.diagnosis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import dev.firsthour.incident.Entity;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Signal;
import dev.firsthour.incident.Symptom;

/// Finds the metrics that left their normal range around the time of detection: which, when, which way, how far and how surely.
///
/// Follows the idea of robust scoring against a time of reference (BARO's RobustScorer, Pham et al., FSE 2024, and N-Sigma before it), with
/// what real telemetry asks for, see {@link Track}: a reference that ends before detection, because detection is late; runs of neighbours in
/// place of points, because noise is correlated; floors under the scale; and a surprise whose chance under normal running is known, so that
/// looking at hundreds of series does not make one of them a finding ({@link SeriesShift#certainty}).
///
/// Cost: O(n log n) a series of n points to sort it, O(n r) for runs of r of at most 15 points. Limits: what began earlier than
/// {@link Track#EARLY} before detection counts as normal in part; a drift slower than the time before is long is not seen; with fewer than
/// {@link Track#FEWEST} points before, or none around, a series says nothing.
final class MetricShifts {

    /// Findings less sure than this are noise and left out.
    private static final double QUIET = 0.3;
    private static final int MOST_FINDINGS = 200;

    private MetricShifts() {}

    /// What left its normal range, the surest first; at most 200.
    ///
    /// @param series of any step, aligned or not; those that cannot be compared are passed over
    static List<Finding> of(Symptom symptom, List<CitedSeries> series) {
        return findings(measured(symptom.detectedAt(), series));
    }

    /// The findings among shifts, the surest first; at most 200.
    static List<Finding> findings(List<SeriesShift> shifts) {
        return shifts.stream().filter(shift -> shift.certainty() >= QUIET).limit(MOST_FINDINGS).map(MetricShifts::finding).toList();
    }

    /// The strongest departure of each series that can be compared, the most surprising first.
    static List<SeriesShift> measured(Instant detectedAt, List<CitedSeries> series) {
        return measured(tracks(detectedAt, series));
    }

    /// The series that can be compared.
    static List<Track> tracks(Instant detectedAt, List<CitedSeries> series) {
        List<Track> tracks = new ArrayList<>(series.size());
        for (CitedSeries cited : series) {
            Track track = Track.of(detectedAt.toEpochMilli(), cited);
            if (track != null) tracks.add(track);
        }
        return tracks;
    }

    /// The strongest departure of each series, the most surprising first.
    static List<SeriesShift> measured(List<Track> tracks) {
        List<SeriesShift> shifts = new ArrayList<>(tracks.size());
        for (Track track : tracks) {
            SeriesShift shift = track.departure();
            if (shift != null) shifts.add(shift.among(tracks.size()));
        }
        shifts.sort(Comparator.comparingDouble(SeriesShift::surprise).thenComparingDouble(SeriesShift::magnitude).reversed());
        return shifts;
    }

    /// The finding that says in words what a shift says in numbers.
    static Finding finding(SeriesShift shift) {
        MetricSeries series = shift.cited().series();
        String unit = series.unit() == null ? "" : " " + series.unit();
        String way = shift.direction() > 0 ? "rose" : "fell";
        String over = shift.isOver() ? ", and was back by " + Instant.ofEpochMilli(shift.endedAt()) : "";
        String statement = series.title() + " " + way + " from " + figure(shift.before()) + unit + " to " + figure(shift.after()) + unit
                + " at "
                + shift.began() + " (" + figure(Math.abs(shift.deviation())) + " robust standard deviations, " + figure(shift.surprise())
                + " times its normal reach)" + over + ".";
        Entity entity = series.service() == null || series.service().isBlank() ? null : Entity.service(series.service());
        Signal signal = new Signal.MetricShift(series.service(), series.name(), shift.began(), shift.before(), shift.after(),
                shift.deviation());
        return new Finding(statement, entity, shift.began(), shift.certainty(), signal, List.of(shift.cited().evidence()));
    }

    /// A value for people: as many digits as tell it.
    static String figure(double value) {
        double size = Math.abs(value);
        if (size >= 1e15 || (size > 0 && size < 1e-4)) return String.format(Locale.ROOT, "%.2e", value);
        if (size >= 100 || value == Math.rint(value)) return String.format(Locale.ROOT, "%,.0f", value);
        return String.format(Locale.ROOT, size >= 1 ? "%.2f" : "%.4f", value);
    }
}
