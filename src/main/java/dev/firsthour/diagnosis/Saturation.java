package dev.firsthour.diagnosis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Entity;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Signal;
import dev.firsthour.incident.Symptom;

/// What is used up, or far from where it started, judged by the level at the end of a series and without a time of reference.
///
/// An alert that says "for twenty minutes" comes with a window in which everything is off from the second point on, and then there is no normal to
/// compare with. Two readings still hold: a utilisation in percent has a known end (the saturation of the USE method, Gregg 2012), and a
/// level several times that of the first points, or hardly any of it, kept to the end, is a change whenever it came.
///
/// Cost: linear. Limits: in a short window a level that was high all along counts as saturated, though it may be how things always were; a change of less than
/// {@link #GROWN} times without a known end is not seen.
///
/// @param level where it stands at the end: the median of the last third
/// @param first where it began: the median of the first points
/// @param share 0 to 1, how far gone it is
record Saturation(CitedSeries cited, double first, double level, Instant since, double share) {

    /// Utilisation from here on leaves queues no slack: waiting time grows beyond five times the service time (M/M/1).
    private static final double FULL = 85;
    /// A level that stayed this many times higher, or lower, than it began is a change without any statistics.
    private static final double GROWN = 2.5;
    /// What waits this many seconds behind is no lag of a healthy replica or consumer.
    private static final double LAGGING = 60;
    /// Work that fell to a tenth, and stayed there, has ceased.
    private static final double CEASED = 10;
    private static final int HEAD = 2;
    /// A window of more points than this holds its own time of reference.
    private static final int SHORT = 40;
    private static final int FEWEST = 6;
    private static final Set<String> FREE_WORDS = Set.of("free", "freeable", "available", "remaining", "idle", "left");
    private static final Set<String> LAG_WORDS = Set.of("lag", "staleness", "delay", "age");

    /// What is saturated or far off in the window that ends with the time of detection, the farthest gone first.
    static List<Saturation> of(Symptom symptom, List<CitedSeries> series) {
        List<Saturation> found = new ArrayList<>();
        for (CitedSeries cited : series) {
            Saturation one = of(symptom.detectedAt(), cited);
            if (one != null) found.add(one);
        }
        found.sort(Comparator.comparingDouble(Saturation::share).reversed());
        return found;
    }

    private static @Nullable Saturation of(Instant detectedAt, CitedSeries cited) {
        Samples samples = cited.series().samples();
        int end = Math.min(samples.size(), samples.indexAt(detectedAt.plusMillis(Track.LATE)));
        double[] values = new double[end];
        long[] times = new long[end];
        int kept = 0;
        for (int i = 0; i < end; i++) {
            if (!Double.isFinite(samples.value(i))) continue;
            times[kept] = samples.time(i);
            values[kept++] = samples.value(i);
        }
        if (kept < FEWEST) return null;
        double[] head = Arrays.copyOf(values, HEAD);
        double[] tail = Arrays.copyOfRange(values, kept - kept / 3, kept);
        Arrays.sort(head);
        Arrays.sort(tail);
        double first = Track.quantile(head, 0.5);
        double level = Track.quantile(tail, 0.5);
        MetricSeries one = cited.series();
        boolean percent = isPercent(one);
        boolean free = holds(one, FREE_WORDS);
        double share = 0;
        boolean asEver = kept > SHORT && (free ? 100 - first : first) >= FULL - 10;
        if (percent && !asEver && MetricRole.of(one) == MetricRole.RESOURCE && (free ? 100 - tail[tail.length - 1] : tail[0]) >= FULL) {
            share = 1;
        } else if (holds(one, LAG_WORDS) && isSeconds(one) && level >= LAGGING) {
            share = Math.min(1, 0.5 + level / (20 * LAGGING));
        } else if (kept <= SHORT) {
            // Only where the window is too short to hold a time of reference does the first level stand for it.
            double ratio = free ? first / Math.max(tail[tail.length - 1], 1e-12) : tail[0] / Math.max(first, 1e-12);
            if (ratio >= GROWN && first > 0 && MetricRole.of(one) != MetricRole.TRAFFIC && MetricRole.of(one) != MetricRole.OTHER) {
                share = 1 - 1 / ratio;
            } else if (!free && first > 0 && tail[tail.length - 1] <= first / CEASED && !MetricRole.of(one).isOutside()) {
                share = 1 - 1 / CEASED;
            }
        }
        if (share == 0) return null;
        int since = 0;
        while (since < kept - 1 && Math.abs(values[since] - level) > Math.abs(first - level) / 2) {
            since++;
        }
        return new Saturation(cited, first, level, Instant.ofEpochMilli(times[since]), share);
    }

    /// Whether it is work that is no longer done, rather than something that is used up.
    boolean ceased() {
        return level < first && !holds(cited.series(), FREE_WORDS);
    }

    /// The finding that says it in words.
    Finding finding() {
        MetricSeries series = cited.series();
        String unit = series.unit() == null ? "" : " " + series.unit();
        String statement = String.format(Locale.ROOT, "%s stands at %s%s since %s; it began at %s.", series.title(),
                MetricShifts.figure(level),
                unit, since, MetricShifts.figure(first));
        Entity entity = series.service() == null || series.service().isBlank() ? null : Entity.service(series.service());
        return new Finding(statement, entity, since, Math.min(1, 0.5 + share / 2),
                new Signal.MetricShift(series.service(), series.name(), since, first, level, 0),
                List.of(cited.evidence()));
    }

    private static boolean isPercent(MetricSeries series) {
        String unit = series.unit() == null ? "" : series.unit().toLowerCase(Locale.ROOT);
        return unit.equals("percent") || unit.equals("%") || series.name().contains("%")
                || holds(series, Set.of("percent", "percentage", "pct"));
    }

    private static boolean isSeconds(MetricSeries series) {
        String unit = series.unit() == null ? "" : series.unit().toLowerCase(Locale.ROOT);
        return unit.equals("s") || unit.equals("seconds") || unit.equals("second") || holds(series, Set.of("seconds"));
    }

    private static boolean holds(MetricSeries series, Set<String> words) {
        for (String word : MetricRole.words(series.name())) {
            if (words.contains(word)) return true;
        }
        return false;
    }
}
