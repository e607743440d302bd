package dev.firsthour.diagnosis;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Samples;

/// One series, cleaned and cut into the time before detection, which says what is normal, and the time around it.
///
/// Cleaning: NaN and infinities are left out, counters become rates, success rates become what is missing to the best of them, so that
/// up is bad for all three of latency, errors and success.
///
/// Normal is described by the median, by a scale that has floors (a share of the level, so that a constant that moves by a hair does not
/// score infinity) and by the *reach* in each direction: how far the top hundredth of points, and of runs of neighbouring points, lies from
/// the median. Runs make correlated noise and seasons set the bar themselves.
final class Track {

    /// Detection is taken to be late by up to this many milliseconds, for alert rules commonly wait five minutes before they fire; but by no
    /// more than half of the time before. Quantiles bear what is missed beyond that, up to a hundredth of the points before.
    static final long EARLY = 300_000;
    /// Detection is taken to be late by up to this many sampling steps: what began may have hidden inside one.
    static final int EARLY_STEPS = 2;
    /// How long after detection a departure still belongs to this incident, in milliseconds.
    static final long LATE = 3_600_000;
    /// The same in sampling steps, for coarse series.
    static final int LATE_STEPS = 12;
    /// With fewer points before, nothing can be called normal.
    static final int FEWEST = 4;
    /// A departure is judged by the hundredth of normal points that reach farthest.
    static final double REACH = 0.99;

    private static final int SHORTEST_RUN = 2;
    private static final int LONGEST_RUN = 15;
    /// The share of its level within which no movement of a series counts, against gauges of bytes that hardly ever move.
    private static final double LEVEL_FLOOR = 0.0003;
    /// The share of full marks within which no movement of a success rate counts: one failure among few calls.
    private static final double SUCCESS_FLOOR = 0.005;
    /// The share of its first movement that counts as the scale of a series that never moved before.
    private static final double FIRST_MOVE = 0.05;

    private final CitedSeries cited;
    private final MetricRole role;
    private final long[] times;
    private final double[] values;
    private final int cut;
    private final long step;
    private final double best;
    private final double median;
    private final double scale;
    private final double[] sorted;
    private final int run;

    private Track(CitedSeries cited, MetricRole role, long[] times, double[] values, int cut, long step, double best) {
        this.cited = cited;
        this.role = role;
        this.times = times;
        this.values = values;
        this.cut = cut;
        this.step = step;
        this.best = best;
        this.sorted = Arrays.copyOf(values, cut);
        Arrays.sort(sorted);
        this.median = quantile(sorted, 0.5);
        double spread = Math.max((quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.349,
                (quantile(sorted, 0.975) - quantile(sorted, 0.025)) / 3.92);
        this.scale = Math.max(spread, Math.max(LEVEL_FLOOR * Math.abs(median), SUCCESS_FLOOR * Math.abs(best)));
        int wished = Math.clamp(Math.round((values.length - cut) / 20f), SHORTEST_RUN, LONGEST_RUN);
        this.run = Math.min(wished, Math.min(cut, values.length - cut));
    }

    /// The series around a time of detection; null if it has too few points before, or none around.
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
        if (kept <= FEWEST) return null;
        long step = step(times, kept);
        long early = Math.max(Math.min(EARLY, (detectedAt - times[0]) / 2), EARLY_STEPS * step);
        int cut = firstAt(times, kept, detectedAt - early);
        // A history too short for so much caution: give up the caution, not the history.
        if (cut < FEWEST) cut = Math.min(firstAt(times, kept, detectedAt), FEWEST);
        int end = firstAt(times, kept, detectedAt + Math.max(LATE, LATE_STEPS * step) + 1);
        if (cut < FEWEST || end <= cut) return null;
        MetricRole role = MetricRole.of(cited.series());
        double best = 0;
        if (role == MetricRole.SUCCESS) {
            for (int i = 0; i < cut; i++) {
                best = Math.max(best, values[i]);
            }
            for (int i = 0; i < end; i++) {
                values[i] = best - values[i];
            }
        }
        return new Track(cited, role, Arrays.copyOf(times, end), Arrays.copyOf(values, end), cut, step, best);
    }

    CitedSeries cited() {
        return cited;
    }

    MetricRole role() {
        return role;
    }

    /// The normal level; for a success rate, of what is missing to the best.
    double median() {
        return median;
    }

    /// One robust standard deviation of the time before; 0 if it never moved from 0.
    double scale() {
        return scale;
    }

    /// How likely it is that one run of a normal series is as surprising by accident.
    ///
    /// Beyond its reach a normal series is taken to have an exponential tail (the tail of extreme-value theory with shape 0), whose scale is known
    /// only as well as the time before is long: with the scale estimated from n independent runs the chance to see x scales or more is
    /// (1 + x/n)^-n, and a time before that short reaches ln(n + 1) scales by itself, at most as many as the hundredth that is
    /// {@link #REACH}. With hundreds of runs each unit of surprise is a hundred times rarer; with five hardly anything is sure.
    double chance(double surprise) {
        double runs = Math.max(1, cut / (double) run);
        double scales = Math.min(-Math.log(1 - REACH), Math.log(runs + 1)) * surprise;
        return Math.pow(1 + Math.max(0, scales) / runs, -runs);
    }

    /// How many runs of neighbours there are to look at around detection, as far as they do not overlap.
    private int looks() {
        return Math.max(1, (values.length - cut) / run);
    }

    /// The full marks of a success rate; 0 for all else.
    double best() {
        return best;
    }

    /// The departure with the greater surprise of the two directions; null if the series does not move at all.
    @Nullable
    SeriesShift departure() {
        Runs before = Runs.of(values, 0, cut, run);
        Runs around = Runs.of(values, cut, values.length, run);
        Reach up = reach(1, before.up, around.up);
        Reach down = reach(-1, before.down, around.down);
        Reach reach = up.surprise >= down.surprise ? up : down;
        return reach.height == 0 ? null : shift(reach);
    }

    /// The departure upwards alone, which is the bad direction of what callers see; null if there is none.
    @Nullable
    SeriesShift rise() {
        Reach up = reach(1, Runs.of(values, 0, cut, run).up, Runs.of(values, cut, values.length, run).up);
        return up.height == 0 ? null : shift(up);
    }

    /// The surprise of the values upwards at given times, 0 if there are none or they are normal. Times are met within half a step.
    double surpriseAt(long[] at) {
        double[] there = valuesAt(at);
        if (there.length == 0) return 0;
        double[] before = Runs.of(values, 0, cut, Math.min(run, there.length)).up;
        double[] around = Runs.of(there, 0, there.length, Math.min(run, there.length)).up;
        double highest = Arrays.stream(around).max().orElse(median);
        double point = Arrays.stream(there).max().orElse(median);
        double height = highest - median;
        return height <= 0 ? 0 : surprise(1, height, point - median, heights(1, before));
    }

    /// The finite values at given times, each met within half a step; fewer than times where there are none.
    double[] valuesAt(long[] at) {
        double[] found = new double[at.length];
        int count = 0;
        for (long time : at) {
            int index = firstAt(times, times.length, time - step / 2);
            if (index < times.length && times[index] <= time + step / 2) found[count++] = values[index];
        }
        return Arrays.copyOf(found, count);
    }

    /// The times around detection.
    long[] timesAround() {
        return Arrays.copyOfRange(times, cut, times.length);
    }

    /// Whether the series is off by more than half of a departure's typical level at one of its times.
    boolean isOff(SeriesShift departure, long time) {
        if (time < departure.changedAt() || time > departure.lastAt()) return false;
        double level = role == MetricRole.SUCCESS ? best - departure.after() : departure.after();
        int index = firstAt(times, times.length, time);
        return index < times.length && times[index] == time && isOff(index, level >= median ? 1 : -1, Math.abs(level - median) / 2);
    }

    private Reach reach(int direction, double[] before, double[] around) {
        int peak = 0;
        for (int i = 1; i < around.length; i++) {
            if (direction * around[i] > direction * around[peak]) peak = i;
        }
        double height = direction * (around[peak] - median);
        if (height <= 0) return new Reach(direction, peak, 0, 0);
        double point = 0;
        for (int i = cut; i < values.length; i++) {
            point = Math.max(point, direction * (values[i] - median));
        }
        return new Reach(direction, peak, height, surprise(direction, height, point, heights(direction, before)));
    }

    private double[] heights(int direction, double[] before) {
        double[] heights = new double[before.length];
        for (int i = 0; i < heights.length; i++) {
            heights[i] = direction * (before[i] - median);
        }
        Arrays.sort(heights);
        return heights;
    }

    private double surprise(int direction, double height, double point, double[] heights) {
        double floor = scale > 0 ? scale : FIRST_MOVE * height;
        double runReach = Math.max(quantile(heights, REACH), floor);
        double pointReach = Math.max(direction * (quantile(sorted, direction > 0 ? REACH : 1 - REACH) - median), floor);
        return Math.min(height / runReach, point / pointReach);
    }

    private SeriesShift shift(Reach reach) {
        double spread = scale > 0 ? scale : FIRST_MOVE * reach.height;
        // What is off by more than half of the peak is the departure; its edges are where it first and last is.
        double bar = reach.height / 2;
        int from = cut + reach.peak;
        while (from > cut && isOff(from - 1, reach.direction, bar)) {
            from--;
        }
        double[] off = new double[values.length - from];
        int count = 0;
        int to = from;
        for (int i = from; i < values.length; i++) {
            if (!isOff(i, reach.direction, bar)) continue;
            off[count++] = values[i];
            to = i;
        }
        off = Arrays.copyOf(off, count);
        Arrays.sort(off);
        double level = quantile(off, 0.5);
        int calm = values.length - 1 - to;
        boolean over = calm >= Math.max(FEWEST, to - from + 1);
        double magnitude = Math.abs(Math.log((Math.abs(level) + spread) / (Math.abs(median) + spread)));
        boolean success = role == MetricRole.SUCCESS;
        return new SeriesShift(cited, role, times[from], times[to], over ? times[to + 1] : Long.MAX_VALUE,
                success ? best - median : median, success ? best - level : level, spread, reach.surprise,
                Math.min(1, looks() * chance(reach.surprise)), 1, magnitude);
    }

    private boolean isOff(int index, int direction, double bar) {
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

    /// The median distance of neighbours: gaps and doubled points leave it alone.
    private static long step(long[] times, int size) {
        long[] steps = new long[size - 1];
        for (int i = 1; i < size; i++) {
            steps[i - 1] = times[i] - times[i - 1];
        }
        Arrays.sort(steps);
        return steps[steps.length / 2];
    }

    /// The quantile by linear interpolation between neighbours (Hyndman and Fan's type 7).
    static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        if (below >= sorted.length - 1) return sorted[sorted.length - 1];
        return sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]);
    }

    /// @param peak the index of the run that reaches farthest, counted from where the time around detection begins
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
}
