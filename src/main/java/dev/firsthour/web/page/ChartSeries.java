package dev.firsthour.web.page;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Signal;

/// One series for the page's charts, thinned to what a screen can show.
///
/// @param times seconds since the epoch
/// @param values null where there is a gap
/// @param changedAt seconds since the epoch of the change that the findings saw; null if they saw none
record ChartSeries(String title, @Nullable String unit, List<Double> times, List<@Nullable Double> values, @Nullable Double changedAt) {

    /// Twice as many points as a wide screen has pixels would draw the same picture.
    private static final int BUCKETS = 600;

    static ChartSeries of(MetricSeries series, Signal.@Nullable MetricShift shift) {
        List<Double> times = new ArrayList<>();
        List<@Nullable Double> values = new ArrayList<>();
        Samples samples = series.samples();
        int perBucket = Math.max(1, (samples.size() + BUCKETS - 1) / BUCKETS);
        for (int start = 0; start < samples.size(); start += perBucket) {
            extremes(samples, start, Math.min(samples.size(), start + perBucket), times, values);
        }
        return new ChartSeries(series.title(), series.unit(), times, values,
                shift == null || shift.changedAt() == null ? null : shift.changedAt().toEpochMilli() / 1_000.0);
    }

    /// Keeps the lowest and the highest of a bucket, in their order: a spike of one sample must not be thinned away.
    private static void extremes(Samples samples, int from, int to, List<Double> times, List<@Nullable Double> values) {
        int least = -1;
        int most = -1;
        for (int i = from; i < to; i++) {
            if (!Double.isFinite(samples.value(i))) continue;
            if (least < 0 || samples.value(i) < samples.value(least)) least = i;
            if (most < 0 || samples.value(i) > samples.value(most)) most = i;
        }
        if (least < 0) {
            add(samples, from, null, times, values);
            return;
        }
        add(samples, Math.min(least, most), samples.value(Math.min(least, most)), times, values);
        if (least != most) add(samples, Math.max(least, most), samples.value(Math.max(least, most)), times, values);
    }

    private static void add(Samples samples, int index, @Nullable Double value, List<Double> times, List<@Nullable Double> values) {
        times.add(samples.time(index) / 1_000.0);
        values.add(value);
    }
}
