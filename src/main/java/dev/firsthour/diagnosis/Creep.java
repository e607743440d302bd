package dev.firsthour.diagnosis;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Entity;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Signal;
import dev.firsthour.incident.Symptom;

/// The alert's own series climbing, or falling, slowly to where the alert went off: a leak, a disk that fills, a queue that grows.
///
/// A change-point test compares the time before detection with the time around it, and of a slow climb both are parts. Here the first points
/// alone are the time of reference, and a trend up to detection is shown by the test of Mann (1945) and Kendall, which asks only how
/// often a later point lies above an earlier one. So that the daily rise of load is no fault, the level has to cross the threshold that the alert
/// states, or to be several times what it was.
///
/// Cost: quadratic in at most {@link #MOST} points. Limit: a window that begins after the climb did has no time of reference.
///
/// @param first the level it began at
/// @param level the level at detection
/// @param began the last time at which it was still where it began
record Creep(CitedSeries cited, double first, double level, Instant began) {

    private static final int MOST = 64;
    private static final int FEWEST = 12;
    private static final int HEAD = 5;
    private static final int TAIL = 3;
    /// Beyond this a climb has a chance of less than one in ten thousand where there is none.
    private static final double Z = 3.9;
    private static final double GROWN = 2.5;
    /// How far from the first points, in their own spreads, a point is no longer among them.
    private static final double SPREADS = 4;

    /// The climb that ends in the alert; null if the alert watches no series that is known, or it did not climb.
    static @Nullable Creep of(Symptom symptom, List<CitedSeries> series) {
        String metric = symptom.metric();
        if (metric == null) return null;
        for (CitedSeries cited : series) {
            MetricSeries one = cited.series();
            if (!one.name().equals(metric) || (symptom.service() != null && !symptom.service().equals(one.service()))) continue;
            Creep creep = of(symptom, cited);
            if (creep != null) return creep;
        }
        return null;
    }

    private static @Nullable Creep of(Symptom symptom, CitedSeries cited) {
        Samples samples = cited.series().samples();
        int end = Math.min(samples.size(), samples.indexAt(symptom.detectedAt().plusMillis(1)));
        int step = Math.max(1, end / MOST);
        double[] values = new double[end / step + 1];
        long[] times = new long[values.length];
        int size = 0;
        for (int i = 0; i < end && size < values.length; i += step) {
            if (!Double.isFinite(samples.value(i))) continue;
            times[size] = samples.time(i);
            values[size++] = samples.value(i);
        }
        if (size < FEWEST) return null;
        double[] head = Arrays.copyOf(values, Math.max(HEAD, size / 5));
        double[] tail = Arrays.copyOfRange(values, size - TAIL, size);
        Arrays.sort(head);
        Arrays.sort(tail);
        double first = Track.quantile(head, 0.5);
        double level = Track.quantile(tail, 0.5);
        boolean up = level > first;
        double spread = Math.max(Track.quantile(head, 0.9) - Track.quantile(head, 0.1), 1e-9 + 0.01 * Math.abs(first));
        if (Math.abs(level - first) < SPREADS * spread) return null;
        if (!crosses(symptom, first, level) && !(up ? level >= GROWN * first && first > 0 : first >= GROWN * level && level >= 0))
            return null;
        int began = size - 1;
        while (began > 0 && Math.abs(values[began] - first) > spread) {
            began--;
        }
        if (began >= size - FEWEST / 2) return null;
        // Only the climb itself is tested: a step is for the change-point test.
        if (Math.abs(trend(values, began, size)) < Z / Math.sqrt(1 + FEWEST / (double) (size - began))) return null;
        return new Creep(cited, first, level, Instant.ofEpochMilli(times[began]));
    }

    /// The alert's threshold lies between where the series began and where it stands.
    private static boolean crosses(Symptom symptom, double first, double level) {
        String stated = symptom.labels().get("threshold");
        if (stated == null) return false;
        try {
            double threshold = Double.parseDouble(stated);
            return (first < threshold && level >= threshold) || (first > threshold && level <= threshold);
        } catch (NumberFormatException _) {
            return false;
        }
    }

    /// The statistic of Mann and Kendall in standard deviations.
    private static double trend(double[] values, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            for (int j = i + 1; j < to; j++) {
                sum += (int) Math.signum(values[j] - values[i]);
            }
        }
        double n = to - from;
        return sum / Math.sqrt(n * (n - 1) * (2 * n + 5) / 18);
    }

    /// The finding that says it in words.
    Finding finding() {
        MetricSeries series = cited.series();
        String statement = String.format(Locale.ROOT, "%s went slowly from %s at %s to %s.", series.title(), MetricShifts.figure(first),
                began,
                MetricShifts.figure(level));
        Entity entity = series.service() == null || series.service().isBlank() ? null : Entity.service(series.service());
        return new Finding(statement, entity, began, 0.9,
                new Signal.MetricShift(series.service(), series.name(), began, first, level, 0), List.of(cited.evidence()));
    }
}
