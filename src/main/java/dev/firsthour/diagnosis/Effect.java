package dev.firsthour.diagnosis;

import static dev.firsthour.diagnosis.Failure.*;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/// One thing that a change does to how the program behaves.
///
/// @param words the words of the lines that it stands on
/// @param from what stood there before, where it was one value or name; empty otherwise
/// @param to what stands there now
/// @param says what it does, as the end of the sentence "this change ..."
record Effect(Kind kind, Set<String> words, String from, String to, String says) {

    Effect { words = Set.copyOf(words); }

    /// What a change can do, and which troubles that can bring about, each with how readily: 1 where it is the usual way that such
    /// trouble comes about. The table is engineering knowledge, written down once for all systems; what does not stand in it is not
    /// ruled out, it merely has to be tied to the symptoms by its words.
    enum Kind {
        NULL_GUARD_REMOVED(of(NULL_REFERENCE, 1, CRASH, .7, UPSTREAM, .3, WRONG_TYPE, .4)),
        GUARD_REMOVED(of(INVALID_DATA, .5, ARITHMETIC, .8, CRASH, .5, NULL_REFERENCE, .5, DUPLICATE, .6, UNAUTHORIZED, .3, WRONG_RESULT, .6)),
        GUARD_ADDED(of(INVALID_DATA, .6, UNAUTHORIZED, .6, NOT_FOUND, .4, THROTTLED, .4, MISSING_FIELD, .4)),
        CONDITION_CHANGED(of(INVALID_DATA, .6, UNAUTHORIZED, .5, WRONG_RESULT, .6, ARITHMETIC, .6, NOT_FOUND, .4, EXPIRED, .5)),
        QUERY_ADDED(of(MISSING_TABLE, .9, SLOW, .6, TIMEOUT, .5, POOL_EXHAUSTED, .5, CPU_EXHAUSTED, .4, LOCKED, .5)),
        CALL_IN_LOOP(of(SLOW, .9, TIMEOUT, .8, POOL_EXHAUSTED, .6, THROTTLED, .8, CPU_EXHAUSTED, .5, TRAFFIC, .4, UPSTREAM, .2)),
        REMOTE_CALL_ADDED(of(SLOW, .6, TIMEOUT, .6, UPSTREAM, .4, UNREACHABLE, .4, NAME_RESOLUTION, .3, THROTTLED, .5, POOL_EXHAUSTED, .3)),
        CALL_REMOVED(of(NOT_FOUND, .8, NULL_REFERENCE, .5, UNAUTHORIZED, .4, MISSING_FIELD, .4, WRONG_RESULT, .5, CRASH, .3,
                HANDLES_EXHAUSTED, .3)),
        LIMIT_LOWERED(of(POOL_EXHAUSTED, 1, THROTTLED, .9, TIMEOUT, .6, MEMORY_EXHAUSTED, .9, CPU_EXHAUSTED, .8, THREADS_EXHAUSTED, .9,
                HANDLES_EXHAUSTED, .8, DISK_EXHAUSTED, .6, BACKLOG, .7, SLOW, .5, INVALID_DATA, .4, CRASH, .5, UPSTREAM, .3)),
        LIMIT_RAISED(of(MEMORY_EXHAUSTED, .8, CPU_EXHAUSTED, .6, POOL_EXHAUSTED, .5, THROTTLED, .7, HANDLES_EXHAUSTED, .6, LOCKED, .4,
                SLOW, .3, DISK_EXHAUSTED, .5)),
        TIME_LOWERED(of(TIMEOUT, 1, EXPIRED, .9, UPSTREAM, .4, UNREACHABLE, .3, SLOW, .2, CPU_EXHAUSTED, .3, TRAFFIC, .3, WRONG_RESULT, .2)),
        TIME_RAISED(of(POOL_EXHAUSTED, .4, SLOW, .4, THREADS_EXHAUSTED, .4, WRONG_RESULT, .4, MEMORY_EXHAUSTED, .4, BACKLOG, .4,
                DISK_EXHAUSTED, .5)),
        RETRIES_RAISED(of(TRAFFIC, .8, THROTTLED, .6, SLOW, .4, TIMEOUT, .3, CPU_EXHAUSTED, .4, BACKLOG, .3, POOL_EXHAUSTED, .4)),
        RETRIES_LOWERED(of(UPSTREAM, .5, UNREACHABLE, .6, TIMEOUT, .4)),
        BATCHING_REMOVED(of(THROTTLED, 1, SLOW, .8, TIMEOUT, .6, POOL_EXHAUSTED, .5, BACKLOG, .7, CPU_EXHAUSTED, .4, TRAFFIC, .5)),
        CACHE_REMOVED(of(SLOW, .9, TIMEOUT, .7, CPU_EXHAUSTED, .7, TRAFFIC, .6, POOL_EXHAUSTED, .6, THROTTLED, .7)),
        RELEASE_REMOVED(of(HANDLES_EXHAUSTED, 1, POOL_EXHAUSTED, .9, MEMORY_EXHAUSTED, .8, LOCKED, .8, THREADS_EXHAUSTED, .7, TIMEOUT, .3)),
        BOUND_REMOVED(of(MEMORY_EXHAUSTED, 1, DISK_EXHAUSTED, .8, SLOW, .6, BACKLOG, .4, CRASH, .4, TIMEOUT, .4, CPU_EXHAUSTED, .4)),
        GROWTH_ADDED(of(MEMORY_EXHAUSTED, .9, DISK_EXHAUSTED, .6, CRASH, .3, SLOW, .3)),
        TOLERANCE_REMOVED(of(EXPIRED, 1, UNAUTHORIZED, .7, INVALID_DATA, .6, TIMEOUT, .4, CERTIFICATE, .4, WRONG_RESULT, .3)),
        FALLBACK_REMOVED(of(UPSTREAM, .6, CRASH, .4, NULL_REFERENCE, .5, UNREACHABLE, .4, NOT_FOUND, .5, TIMEOUT, .3)),
        LOCK_ADDED(of(LOCKED, 1, SLOW, .8, TIMEOUT, .6, POOL_EXHAUSTED, .3, BACKLOG, .4)),
        LOCK_REMOVED(of(CRASH, .6, WRONG_RESULT, .8, DUPLICATE, .8, LOCKED, .3)),
        SWITCHED(of(UNAUTHORIZED, .4, DECODING, .4, INVALID_DATA, .5, WRONG_RESULT, .4, SLOW, .3, NOT_FOUND, .4, MISSING_FIELD, .4,
                CERTIFICATE, .4)),
        NAME_CHANGED(of(MISSING_FIELD, 1, MISSING_TABLE, .9, NOT_FOUND, .8, DECODING, .7, NULL_REFERENCE, .5, NAME_RESOLUTION, .5,
                UNAUTHORIZED, .4, WRONG_RESULT, .5)),
        TYPE_CHANGED(of(WRONG_TYPE, 1, DECODING, .8, ARITHMETIC, .8, INVALID_DATA, .6, WRONG_RESULT, .5)),
        ADDRESS_CHANGED(of(NAME_RESOLUTION, .8, UNREACHABLE, 1, NOT_FOUND, .6, UPSTREAM, .6, TIMEOUT, .6, CERTIFICATE, .6)),
        CREDENTIAL_CHANGED(of(UNAUTHORIZED, 1, EXPIRED, .5, CERTIFICATE, .6, UPSTREAM, .2)),
        SCHEMA_CHANGED(of(MISSING_TABLE, 1, LOCKED, .8, DUPLICATE, .6, INVALID_DATA, .5, SLOW, .5, TIMEOUT, .4, MISSING_FIELD, .5)),
        INDEX_DROPPED(of(SLOW, 1, TIMEOUT, .8, CPU_EXHAUSTED, .8, POOL_EXHAUSTED, .6, LOCKED, .4)),
        DEPENDENCY_CHANGED(of(MISSING_CODE, .9, DECODING, .4, WRONG_TYPE, .3, CRASH, .3, MISSING_FIELD, .3, CERTIFICATE, .2)),
        VALUE_CHANGED(of(INVALID_DATA, .3, WRONG_RESULT, .4, SLOW, .2, TIMEOUT, .2, CPU_EXHAUSTED, .2, MEMORY_EXHAUSTED, .2)),
        BLOCKING_ADDED(of(SLOW, .9, TIMEOUT, .8, THREADS_EXHAUSTED, .8, BACKLOG, .7, POOL_EXHAUSTED, .4));

        private final Map<Failure, Double> brings;

        Kind(Map<Failure, Double> brings) {
            this.brings = brings;
        }

        /// How readily this effect brings that trouble about, 0 to 1.
        double brings(Failure failure) {
            return brings.getOrDefault(failure, 0.0);
        }
    }

    private static Map<Failure, Double> of(Object... pairs) {
        var map = new EnumMap<Failure, Double>(Failure.class);
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((Failure) pairs[i], ((Number) pairs[i + 1]).doubleValue());
        }
        return map;
    }
}
