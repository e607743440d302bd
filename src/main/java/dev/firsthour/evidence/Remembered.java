package dev.firsthour.evidence;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// What was found out lately about a system and need not be asked again at once, as under which label a service goes there. The oldest goes when
/// there is too much.
public final class Remembered<K, V> {

    private final int most;
    private final long nanos;
    private final LongSupplier clock;
    private final Map<K, Memory<V>> memories = new LinkedHashMap<>();

    private record Memory<V>(V value, long until) {}

    /// @param most how many things are remembered
    /// @param time for how long each
    public Remembered(int most, Duration time) {
        this(most, time, System::nanoTime);
    }

    /// @param clock only moves forward, in nanoseconds
    Remembered(int most, Duration time, LongSupplier clock) {
        this.most = most;
        this.nanos = time.toNanos();
        this.clock = clock;
    }

    /// What is remembered of a key; empty if nothing is, or it is too long ago.
    public synchronized Optional<V> of(K key) {
        Memory<V> memory = memories.get(key);
        if (memory == null) return Optional.empty();
        if (memory.until() - clock.getAsLong() > 0) return Optional.of(memory.value());
        memories.remove(key);
        return Optional.empty();
    }

    /// Remembers it from now on.
    public synchronized void put(K key, V value) {
        memories.remove(key);
        if (memories.size() >= most) memories.remove(memories.keySet().iterator().next());
        memories.put(key, new Memory<>(value, clock.getAsLong() + nanos));
    }
}
