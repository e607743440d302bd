package dev.firsthour.diagnosis;

import java.util.Arrays;

/// Remembers which template a signature belongs to: a bounded hash table of primitives that forgets everything when it is full, since what
/// it holds can be found again.
final class SignatureTable {

    static final int NONE = -1;

    private final long[] keys;
    private final int[] values;
    private final int mask;
    private int size;

    /// @param capacity a power of two; at most half of it is used
    SignatureTable(int capacity) {
        keys = new long[capacity];
        values = new int[capacity];
        mask = capacity - 1;
        Arrays.fill(values, NONE);
    }

    /// The value of a key, or NONE.
    int get(long key) {
        for (int at = place(key); values[at] != NONE; at = (at + 1) & mask) {
            if (keys[at] == key) return values[at];
        }
        return NONE;
    }

    void put(long key, int value) {
        if (size > mask / 2) {
            Arrays.fill(values, NONE);
            size = 0;
        }
        int at = place(key);
        while (values[at] != NONE && keys[at] != key) {
            at = (at + 1) & mask;
        }
        if (values[at] == NONE) size++;
        keys[at] = key;
        values[at] = value;
    }

    private int place(long key) {
        return (int) (key ^ (key >>> 32)) & mask;
    }
}
