package dev.firsthour.diagnosis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One axis of time for many counters, cut into at most [#LIMIT] buckets of equal width. Times may come in any order: when one falls outside, the
/// axis grows, and where it would grow too long, its buckets become twice as wide, so that memory stays the same however long the log is.
final class TimeBuckets {

    static final int LIMIT = 512;
    private static final long FIRST_WIDTH = 1_000;

    private long width = FIRST_WIDTH;
    /// The start of bucket 0, a multiple of the width.
    private long base;
    private boolean empty = true;
    private int used;
    /// Grows by one each time that the buckets of all counters have to move.
    private int epoch;
    private final List<Move> moves = new ArrayList<>();

    /// How old buckets become new ones: `(index + shift) / factor`.
    private record Move(int shift, int factor) {}

    /// The bucket of a time in milliseconds since the epoch; the axis may move for it.
    int index(long time) {
        if (empty) {
            empty = false;
            base = Math.floorDiv(time, width) * width;
        }
        while (true) {
            long index = Math.floorDiv(time - base, width);
            if (index >= 0 && index < LIMIT) {
                used = Math.max(used, (int) index + 1);
                return (int) index;
            }
            if (index < 0 && used - index <= LIMIT) {
                move((int) -index, 1);
                base += index * width;
                used -= (int) index;
            } else {
                int shift = Math.floorMod(base, width * 2) == 0 ? 0 : 1;
                move(shift, 2);
                base -= shift * width;
                width *= 2;
                used = (used + shift + 1) / 2;
            }
        }
    }

    private void move(int shift, int factor) {
        moves.add(new Move(shift, factor));
        epoch++;
    }

    long width() {
        return width;
    }

    /// How many buckets there are.
    int used() {
        return used;
    }

    /// When a bucket begins, in milliseconds since the epoch.
    long start(int index) {
        return base + index * width;
    }

    /// Counts on this axis.
    Counter counter() {
        return new Counter();
    }

    /// How often something came in each bucket.
    final class Counter {

        private int[] counts = new int[1];
        private int first;
        private int seen = epoch;
        private long total;

        void add(int index) {
            add(index, 1);
        }

        private void add(int index, int count) {
            settle();
            if (total == 0) first = index;
            if (index < first) {
                int[] grown = new int[counts.length + first - index];
                System.arraycopy(counts, 0, grown, first - index, counts.length);
                counts = grown;
                first = index;
            }
            if (index - first >= counts.length) {
                counts = Arrays.copyOf(counts, Math.max(index - first + 1, Math.min(LIMIT, counts.length * 2)));
            }
            counts[index - first] += count;
            total += count;
        }

        /// Adds another counter's counts to this one's.
        void addAll(Counter other) {
            long[] counted = other.all();
            for (int i = 0; i < counted.length; i++) {
                if (counted[i] > 0) add(i, (int) counted[i]);
            }
        }

        /// The counts of all buckets of the axis.
        long[] all() {
            settle();
            long[] all = new long[used];
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] != 0) all[first + i] += counts[i];
            }
            return all;
        }

        private void settle() {
            while (seen < epoch) {
                Move move = moves.get(seen++);
                if (total == 0) continue;
                if (move.factor == 1) {
                    first += move.shift;
                } else {
                    int start = (first + move.shift) / move.factor;
                    int[] folded = new int[(first + counts.length - 1 + move.shift) / move.factor - start + 1];
                    for (int i = 0; i < counts.length; i++) {
                        folded[(first + i + move.shift) / move.factor - start] += counts[i];
                    }
                    counts = folded;
                    first = start;
                }
            }
        }
    }
}
