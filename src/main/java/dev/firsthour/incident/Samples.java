package dev.firsthour.incident;

import java.time.Instant;
import java.util.Arrays;

/// Times and values of a series, by rising time. Values may be NaN or infinite: telemetry is.
public final class Samples {

    private final long[] times;
    private final double[] values;

    /// @param times milliseconds since the epoch, rising, as many as there are values
    /// @throws IllegalArgumentException if the lengths differ or the times fall
    public Samples(long[] times, double[] values) {
        if (times.length != values.length) {
            throw new IllegalArgumentException("a series has as many times as values, not " + times.length + " and " + values.length);
        }
        for (int i = 1; i < times.length; i++) {
            if (times[i] < times[i - 1]) {
                throw new IllegalArgumentException("times of a series rise: " + Instant.ofEpochMilli(times[i]) + " stands after "
                        + Instant.ofEpochMilli(times[i - 1]));
            }
        }
        this.times = times.clone();
        this.values = values.clone();
    }

    public int size() {
        return times.length;
    }

    /// Milliseconds since the epoch of the sample at an index from 0.
    public long time(int index) {
        return times[index];
    }

    public double value(int index) {
        return values[index];
    }

    /// The index of the first sample at or after an instant; `size()` if all lie before it.
    public int indexAt(Instant instant) {
        int found = Arrays.binarySearch(times, instant.toEpochMilli());
        if (found < 0) return -found - 1;
        while (found > 0 && times[found - 1] == times[found]) {
            found--;
        }
        return found;
    }

    /// A copy of the values from one index to another, the second not included.
    public double[] values(int from, int to) {
        return Arrays.copyOfRange(values, from, to);
    }

    /// The newest samples, at most so many.
    public Samples last(int most) {
        int from = Math.max(0, times.length - most);
        return new Samples(Arrays.copyOfRange(times, from, times.length), Arrays.copyOfRange(values, from, values.length));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Samples samples && Arrays.equals(times, samples.times) && Arrays.equals(values, samples.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(times) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return times.length + " samples";
    }
}
