package dev.firsthour.diagnosis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Entity;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Signal;
import dev.firsthour.incident.Symptom;

/// Finds the metrics that left their normal range around the time of detection: which, when, which way, how far and how surely.
///
/// Follows the idea of robust scoring against a reference window (BARO's RobustScorer, Pham et al., FSE 2024, and N-Sigma before it) with
/// four departures that real telemetry asks for:
/// - The reference ends some time *before* detection ({@link #EARLY}), because detection is late, and medians and quantiles carry
///   what contamination is left.
/// - What is compared is not a point with points but a *run* of neighbouring points with all runs of the same length in the
///   reference, so that correlated noise and seasons inside the reference set the bar themselves, whatever their distribution
///   (the empirical null of extreme-value tests).
/// - The scale of a series has floors (its range, its resolution, a share of its level), so that a constant that moves by a hair does not
///   score infinity, which is what ruins z-scores on memory series.
/// - Counters are turned into rates, resets included; gaps, NaN and infinities are left out.
///
/// Cost: O(n log n) a series of n points for sorting, O(n r) for runs of r of at most 15 points. Limits: a fault that began earlier
/// than {@link #EARLY} before detection counts as normal in part; a drift slower than the reference is long is not seen; with fewer than
/// {@link #FEWEST} points before, or none after, a series says nothing.
final class MetricShifts {

    /// Detection is taken to be late by up to this many milliseconds: two minutes of alert evaluation are usual, and longer waits are
    /// covered because quantiles of the reference bear contamination of a tenth.
    static final long EARLY = 90_000;
    /// Detection is taken to be late by up to this many sampling steps, for a step can hide when inside it something began.
    static final int EARLY_STEPS = 2;
    /// How long after detection a departure still belongs to this incident, in milliseconds.
    static final long LATE = 3_600_000;
    /// The same in sampling steps, for coarse series.
    static final int LATE_STEPS = 12;
    /// With fewer points of reference nothing can be called normal.
    static final int FEWEST = 4;

    private static final int SHORTEST_RUN = 2;
    private static final int LONGEST_RUN = 15;
    /// The share of its level under which nobody calls a movement of a series one, against counters of bytes that never move.
    private static final double LEVEL_FLOOR = 0.0003;
    /// The share of full marks under which nobody calls a movement of a success rate one: a single failure among few calls.
    private static final double SUCCESS_FLOOR = 0.005;
    /// The share of a first movement that counts as the scale of a series that never moved before.
    private static final double FIRST_MOVE = 0.05;
    private static final double REACH = 0.99;
    /// Findings under this certainty are noise and left out.
    private static final double QUIET = 0.3;
    private static final int MOST_FINDINGS = 200;

    private MetricShifts() {}

    /// What left its normal range, the surest first; at most 200.
    ///
    /// @param series of any step, aligned or not; those that cannot be compared are passed over
    static List<Finding> of(Symptom symptom, List<CitedSeries> series) {
        List<SeriesShift> shifts = measured(symptom.detectedAt(), series);
        return shifts.stream().filter(shift -> shift.certainty() >= QUIET).limit(MOST_FINDINGS).map(MetricShifts::finding).toList();
    }

    /// The same in numbers, unfiltered: the strongest departure of each series that can be compared, the surest first.
    static List<SeriesShift> measured(Instant detectedAt, List<CitedSeries> series) {
        List<SeriesShift> shifts = new ArrayList<>(series.size());
        for (CitedSeries cited : series) {
            measure(detectedAt.toEpochMilli(), cited).ifPresent(shifts::add);
        }
        shifts.sort(Comparator.comparingDouble(SeriesShift::surprise).reversed()
                .thenComparing(Comparator.comparingDouble(SeriesShift::magnitude).reversed()));
        return shifts;
    }

    /// The finding that says in words what a shift says in numbers.
    static Finding finding(SeriesShift shift) {
        MetricSeries series = shift.cited().series();
        String unit = series.unit() == null ? "" : " " + series.unit();
        String way = shift.direction() > 0 ? "rose" : "fell";
        String over = shift.isOver() ? ", and was back by " + Instant.ofEpochMilli(shift.endedAt()) : "";
        String statement = "%s %s from %s%s to %s%s at %s (%s robust standard deviations; %s times the reach of the time before)%s."
                .formatted(
                        series.title(), way, figure(shift.before()), unit, figure(shift.after()), unit, shift.began(),
                        figure(Math.abs(shift.deviation())), figure(shift.surprise()), over);
        Entity entity = series.service() == null || series.service().isBlank() ? null : Entity.service(series.service());
        Signal signal = new Signal.MetricShift(series.service(), series.name(), shift.began(), shift.before(), shift.after(),
                shift.deviation());
        return new Finding(statement, entity, shift.began(), shift.certainty(), signal, List.of(shift.cited().evidence()));
    }

    /// The strongest departure of one series; empty if it cannot be compared or does not move at all.
    static Optional<SeriesShift> measure(long detectedAt, CitedSeries cited) {
        return Optional.ofNullable(Track.of(detectedAt, cited)).map(Track::departure);
    }

    private static String figure(double value) {
        double size = Math.abs(value);
        if (size >= 1e15 || (size > 0 && size < 1e-4)) return String.format(Locale.ROOT, "%.2e", value);
        if (size >= 100 || value == Math.rint(value)) return String.format(Locale.ROOT, "%,.0f", value);
        return String.format(Locale.ROOT, size >= 1 ? "%.2f" : "%.4f", value);
    }

    /// One series, cleaned and cut into the time before and the time around detection.
    private static final class Track {
        private final CitedSeries cited;
        private final MetricRole role;
        private final long[] times;
        private final double[] values;
        /// Where the time around detection begins; the reference lies before.
        private final int cut;
        private final double top;

        private Track(CitedSeries cited, MetricRole role, long[] times, double[] values, int cut, double top) {
            this.cited = cited;
            this.role = role;
            this.times = times;
            this.values = values;
            this.cut = cut;
            this.top = top;
        }

        static @Nullable Track of(long detectedAt, CitedSeries cited) {
            Samples samples = cited.series().samples();
            long[] times = new long[samples.size()];
            double[] values = new double[samples.size()];
            int kept = 0;
            for (int i = 0; i < samples.size(); i++) {
                double value = samples.value(i);
                if (!Double.isFinite(value)) continue;
                times[kept] = samples.time(i);
                values[kept++] = value;
            }
            if (kept <= FEWEST) return null;
            if (Counters.isCounter(cited.series().name(), values, kept)) kept = Counters.toRates(times, values, kept);
            long step = step(times, kept);
            long from = detectedAt - Math.max(EARLY, EARLY_STEPS * step);
            long to = detectedAt + Math.max(LATE, LATE_STEPS * step);
            int cut = firstAt(times, kept, from);
            // A history too short for that much caution: give up the caution, not the history.
            if (cut < FEWEST) cut = Math.min(firstAt(times, kept, detectedAt), FEWEST);
            int end = firstAt(times, kept, to + 1);
            if (cut < FEWEST || end <= cut) return null;
            MetricRole role = MetricRole.of(cited.series());
            double top = 0;
            if (role == MetricRole.SUCCESS) {
                for (int i = 0; i < cut; i++) {
                    top = Math.max(top, values[i]);
                }
                for (int i = 0; i < end; i++) {
                    values[i] = top - values[i];
                }
            }
            return new Track(cited, role, Arrays.copyOf(times, end), Arrays.copyOf(values, end), cut, top);
        }

        /// The departure with the greater surprise of the two directions; null if the series stands still.
        @Nullable
        SeriesShift departure() {
            double[] sorted = Arrays.copyOf(values, cut);
            Arrays.sort(sorted);
            double median = quantile(sorted, 0.5);
            double range = sorted[cut - 1] - sorted[0];
            double scale = Math.max(Math.max((quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.349,
                    (quantile(sorted, 0.975) - quantile(sorted, 0.025)) / 3.92), range / 8);
            scale = Math.max(scale, Math.max(LEVEL_FLOOR * Math.abs(median), SUCCESS_FLOOR * Math.abs(top)));

            int run = Math.clamp(Math.round((values.length - cut) / 20f), SHORTEST_RUN, LONGEST_RUN);
            run = Math.min(run, Math.min(cut, values.length - cut));
            Runs before = Runs.of(values, 0, cut, run);
            Runs around = Runs.of(values, cut, values.length, run);

            Reach up = reach(1, median, sorted, before.up, around.up, scale);
            Reach down = reach(-1, median, sorted, before.down, around.down, scale);
            Reach reach = up.surprise >= down.surprise ? up : down;
            if (reach.height == 0) return null;
            return shift(reach, median, scale);
        }

        private Reach reach(int direction, double median, double[] sorted, double[] before, double[] around, double scale) {
            double[] heights = new double[before.length];
            for (int i = 0; i < heights.length; i++) {
                heights[i] = direction * (before[i] - median);
            }
            Arrays.sort(heights);
            int peak = 0;
            for (int i = 1; i < around.length; i++) {
                if (direction * around[i] > direction * around[peak]) peak = i;
            }
            double height = direction * (around[peak] - median);
            if (height <= 0) return new Reach(direction, peak, 0, 0);
            double floor = Math.max(scale, FIRST_MOVE * (scale == 0 ? height : 0));
            double runReach = Math.max(quantile(heights, REACH), floor);
            double pointReach = Math.max(direction * (quantile(sorted, direction > 0 ? REACH : 1 - REACH) - median), floor);
            double point = 0;
            for (int i = cut; i < values.length; i++) {
                point = Math.max(point, direction * (values[i] - median));
            }
            return new Reach(direction, peak, height, Math.min(height / runReach, point / pointReach));
        }

        private SeriesShift shift(Reach reach, double median, double scale) {
            double spread = scale > 0 ? scale : FIRST_MOVE * reach.height;
            // What is off by more than half of the peak is the departure; its edges are where it first and last is.
            double bar = Math.max(reach.height / 2, Math.min(3 * spread, reach.height * 0.9));
            int from = cut + reach.peak;
            while (from > cut && isOff(from - 1, reach.direction, median, bar)) {
                from--;
            }
            double[] off = new double[values.length - cut];
            int count = 0;
            int to = from;
            for (int i = from; i < values.length; i++) {
                if (!isOff(i, reach.direction, median, bar)) continue;
                off[count++] = values[i];
                to = i;
            }
            off = Arrays.copyOf(off, Math.max(count, 1));
            if (count == 0) off[0] = values[from];
            Arrays.sort(off);
            double level = quantile(off, 0.5);
            int calm = values.length - 1 - to;
            boolean over = calm >= Math.max(3, to - from + 1);
            double magnitude = Math.abs(Math.log((Math.abs(level) + spread) / (Math.abs(median) + spread)));
            boolean flipped = role == MetricRole.SUCCESS;
            return new SeriesShift(cited, role, times[from], over ? times[to + 1] : Long.MAX_VALUE, flipped ? top - median : median,
                    flipped ? top - level : level, spread, reach.surprise, magnitude, to - from + 1);
        }

        private boolean isOff(int index, int direction, double median, double bar) {
            return direction * (values[index] - median) >= bar;
        }

        private static int firstAt(long[] times, int size, long at) {
            int low = 0;
            int high = size;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (times[middle] < at) low = middle + 1;
                else
                    high = middle;
            }
            return low;
        }

        /// The median distance of neighbours: what gaps and doubled points leave untouched.
        private static long step(long[] times, int size) {
            long[] steps = new long[size - 1];
            for (int i = 1; i < size; i++) {
                steps[i - 1] = times[i] - times[i - 1];
            }
            Arrays.sort(steps);
            return steps[steps.length / 2];
        }
    }

    /// @param peak the index of the run that reaches farthest, from where the time around detection begins
    private record Reach(int direction, int peak, double height, double surprise) {}

    /// For each run of neighbours, the level that most of it keeps above (`up`) and below (`down`).
    private static final class Runs {
        private final double[] up;
        private final double[] down;

        private Runs(double[] up, double[] down) {
            this.up = up;
            this.down = down;
        }

        static Runs of(double[] values, int from, int to, int length) {
            int runs = to - from - length + 1;
            double[] up = new double[runs];
            double[] down = new double[runs];
            double[] window = new double[length];
            for (int i = 0; i < length; i++) {
                insert(window, i, values[from + i]);
            }
            for (int i = 0;; i++) {
                up[i] = window[(length - 1) / 2];
                down[i] = window[length / 2];
                if (i == runs - 1) return new Runs(up, down);
                remove(window, values[from + i]);
                insert(window, length - 1, values[from + i + length]);
            }
        }

        private static void insert(double[] sorted, int size, double value) {
            int i = size;
            for (; i > 0 && sorted[i - 1] > value; i--) {
                sorted[i] = sorted[i - 1];
            }
            sorted[i] = value;
        }

        private static void remove(double[] sorted, double value) {
            int i = 0;
            while (sorted[i] != value) {
                i++;
            }
            System.arraycopy(sorted, i + 1, sorted, i, sorted.length - i - 1);
        }
    }

    /// The quantile by linear interpolation between neighbours (Hyndman and Fan's type 7).
    static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        if (below >= sorted.length - 1) return sorted[sorted.length - 1];
        return sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]);
    }
}
