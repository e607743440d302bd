package dev.firsthour.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Says whom a key belongs to, and remembers it for some seconds, so that accepting an incident does not pay for a look-up.
/// Only living keys are remembered: their number is what an admin issued, and nobody can fill the memory by guessing.
public final class Keyring {

    /// Far more keys than one installation has in use at once; beyond it, all are looked up anew.
    private static final int REMEMBERED = 4_096;

    private final ApiKeys keys;
    private final InstantSource clock;
    private final Duration memory;
    private final Map<String, Remembered> byHash = new ConcurrentHashMap<>();
    private final Map<UUID, Instant> alive = new ConcurrentHashMap<>();

    private record Remembered(Caller caller, Instant until) {}

    Keyring(ApiKeys keys, InstantSource clock, Duration memory) {
        this.keys = keys;
        this.clock = clock;
        this.memory = memory;
    }

    /// The caller that a key's secret belongs to; empty if no living key has it.
    public Optional<Caller> caller(String text) {
        return Secret.of(text).flatMap(this::caller);
    }

    private Optional<Caller> caller(Secret secret) {
        String hash = secret.hash();
        Remembered remembered = byHash.get(hash);
        if (remembered != null && clock.instant().isBefore(remembered.until())) return Optional.of(remembered.caller());
        Optional<Caller> found = keys.use(secret).map(key -> new Caller(key.name(), key.role(), key.id()));
        if (byHash.size() >= REMEMBERED) byHash.clear();
        found.ifPresentOrElse(caller -> byHash.put(hash, new Remembered(caller, clock.instant().plus(memory))), () -> byHash.remove(hash));
        return found;
    }

    /// Whether a session or a stream that began with this key may go on.
    public boolean lives(UUID key) {
        Instant until = alive.get(key);
        if (until != null && clock.instant().isBefore(until)) return true;
        boolean lives = keys.lives(key);
        if (alive.size() >= REMEMBERED) alive.clear();
        if (lives) alive.put(key, clock.instant().plus(memory));
        else
            alive.remove(key);
        return lives;
    }

    /// Revokes a key and forgets it here at once.
    public Revocation revoke(UUID id) {
        Revocation ended = keys.revoke(id);
        alive.remove(id);
        byHash.values().removeIf(remembered -> id.equals(remembered.caller().key()));
        return ended;
    }
}
