package dev.firsthour.diagnosis;

import java.util.Arrays;
import java.util.Set;

/// Cumulative counters and what they count by the second, resets included, as Prometheus' `rate` has it.
final class Counters {

    private static final Set<String> WORDS = Set.of("total", "count", "sum", "bucket");

    private Counters() {}

    /// Whether it is a cumulative counter: its name ends like one and it falls at most now and then, and then to nearly nothing.
    /// The name is asked for as well because memory that leaks rises as steadily.
    static boolean isCounter(String name, double[] values, int size) {
        String[] words = MetricRole.words(name);
        if (words.length == 0 || !WORDS.contains(words[words.length - 1])) return false;
        int rises = 0;
        int falls = 0;
        for (int i = 1; i < size; i++) {
            if (values[i] > values[i - 1]) rises++;
            if (values[i] < values[i - 1]) {
                falls++;
                if (values[i] > values[i - 1] / 2) return false;
            }
            if (values[i] < 0) return false;
        }
        return rises >= 2 && falls * 10 <= size;
    }

    /// Replaces a counter's values by their rates a second, in place; a fall is a reset, after which the new value is all that came.
    ///
    /// @return how many rates there are: one fewer than values, and fewer still where points share a time
    static int toRates(long[] times, double[] values, int size) {
        double[] old = Arrays.copyOf(values, size);
        int kept = 0;
        int previous = 0;
        for (int i = 1; i < size; i++) {
            long passed = times[i] - times[previous];
            if (passed == 0) continue;
            double grown = old[i] >= old[previous] ? old[i] - old[previous] : old[i];
            values[kept] = grown * 1000 / passed;
            times[kept++] = times[i];
            previous = i;
        }
        return kept;
    }
}
