package dev.firsthour.diagnosis;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One thing that a change does to how the program behaves.
///
/// @param words the words of the lines that it stands on
/// @param near the words of the code around, which say where it acts
/// @param from what stood there before, where it was one value or name; empty otherwise
/// @param to what stands there now
/// @param sure 0 to 1, how sure it is: what is taken away where a call comes in may well have moved into what is called
/// @param says what it does, as the end of the sentence "this change ..."
record Effect(Kind kind, Set<String> words, Set<String> near, String from, String to, double sure, String says) {

    Effect {
        words = Set.copyOf(words);
        near = Set.copyOf(near);
    }

    /// What a change can do.
    enum Kind {
        NULL_GUARD_REMOVED, GUARD_REMOVED, GUARD_ADDED, CONDITION_CHANGED, QUERY_ADDED, CALL_IN_LOOP, REMOTE_CALL_ADDED, CALL_REMOVED, LIMIT_LOWERED, LIMIT_RAISED, TIME_LOWERED, TIME_RAISED, RETRIES_RAISED, RETRIES_LOWERED, BATCHING_REMOVED, CACHE_REMOVED, RELEASE_REMOVED, BOUND_REMOVED, GROWTH_ADDED, TOLERANCE_REMOVED, FALLBACK_REMOVED, LOCK_ADDED, LOCK_REMOVED, ENTRY_REMOVED, SWITCHED, NAME_CHANGED, TYPE_CHANGED, ADDRESS_CHANGED, CREDENTIAL_CHANGED, SCHEMA_CHANGED, INDEX_DROPPED, DEPENDENCY_CHANGED, VALUE_CHANGED, BLOCKING_ADDED;

        /// How readily this effect brings that trouble about, 0 to 1.
        double brings(Failure failure) {
            return BRINGS.getOrDefault(this, Map.of()).getOrDefault(failure, 0.0);
        }
    }

    /// Which trouble each effect can bring about, and how readily: 1 where it is the usual way that such trouble comes about. The table is engineering
    /// knowledge, written down once for all systems; what does not stand in it is not ruled out, it merely has to be tied to the symptoms by
    /// its words.
    private static final String TABLE = """
            NULL_GUARD_REMOVED: NULL_REFERENCE 1, CRASH .7, UPSTREAM .3, WRONG_TYPE .4
            GUARD_REMOVED: INVALID_DATA .5, ARITHMETIC .8, CRASH .5, NULL_REFERENCE .5, DUPLICATE .6, UNAUTHORIZED .3, WRONG_RESULT .6
            GUARD_ADDED: INVALID_DATA .6, UNAUTHORIZED .6, NOT_FOUND .4, THROTTLED .4, MISSING_FIELD .4
            CONDITION_CHANGED: INVALID_DATA .6, UNAUTHORIZED .5, WRONG_RESULT .6, ARITHMETIC .6, NOT_FOUND .4, EXPIRED .5
            QUERY_ADDED: MISSING_TABLE .9, SLOW .6, TIMEOUT .5, POOL_EXHAUSTED .5, CPU_EXHAUSTED .4, LOCKED .5
            CALL_IN_LOOP: SLOW .9, TIMEOUT .8, POOL_EXHAUSTED .6, THROTTLED .8, CPU_EXHAUSTED .5, TRAFFIC .4, UPSTREAM .2
            REMOTE_CALL_ADDED: SLOW .6, TIMEOUT .6, UPSTREAM .4, UNREACHABLE .4, NAME_RESOLUTION .3, THROTTLED .5, POOL_EXHAUSTED .3
            CALL_REMOVED: NOT_FOUND .8, NULL_REFERENCE .5, UNAUTHORIZED .4, MISSING_FIELD .4, WRONG_RESULT .5, CRASH .3, HANDLES_EXHAUSTED .3
            LIMIT_LOWERED: POOL_EXHAUSTED 1, THROTTLED .9, TIMEOUT .6, MEMORY_EXHAUSTED .9, CPU_EXHAUSTED .8, THREADS_EXHAUSTED .9, HANDLES_EXHAUSTED .8, DISK_EXHAUSTED .6, BACKLOG .7, SLOW .5, INVALID_DATA .4, CRASH .5, UPSTREAM .3
            LIMIT_RAISED: MEMORY_EXHAUSTED .8, CPU_EXHAUSTED .6, POOL_EXHAUSTED .5, THROTTLED .7, HANDLES_EXHAUSTED .6, LOCKED .4, SLOW .3, DISK_EXHAUSTED .5
            TIME_LOWERED: TIMEOUT 1, EXPIRED .9, UPSTREAM .4, UNREACHABLE .3, SLOW .2, CPU_EXHAUSTED .3, TRAFFIC .3, WRONG_RESULT .2
            TIME_RAISED: POOL_EXHAUSTED .4, SLOW .4, THREADS_EXHAUSTED .4, WRONG_RESULT .4, MEMORY_EXHAUSTED .4, BACKLOG .4, DISK_EXHAUSTED .5
            RETRIES_RAISED: TRAFFIC .8, THROTTLED .8, SLOW .4, TIMEOUT .3, CPU_EXHAUSTED .4, BACKLOG .3, POOL_EXHAUSTED .4
            RETRIES_LOWERED: UPSTREAM .5, UNREACHABLE .6, TIMEOUT .4
            BATCHING_REMOVED: THROTTLED 1, SLOW .8, TIMEOUT .6, POOL_EXHAUSTED .5, BACKLOG .7, CPU_EXHAUSTED .4, TRAFFIC .5
            CACHE_REMOVED: SLOW .9, TIMEOUT .7, CPU_EXHAUSTED .7, TRAFFIC .6, POOL_EXHAUSTED .6, THROTTLED .7
            RELEASE_REMOVED: HANDLES_EXHAUSTED 1, POOL_EXHAUSTED .9, MEMORY_EXHAUSTED .8, LOCKED .8, THREADS_EXHAUSTED .7, TIMEOUT .3
            BOUND_REMOVED: MEMORY_EXHAUSTED 1, DISK_EXHAUSTED .8, SLOW .6, BACKLOG .4, CRASH .4, TIMEOUT .4, CPU_EXHAUSTED .4
            GROWTH_ADDED: MEMORY_EXHAUSTED .9, DISK_EXHAUSTED .6, CRASH .3, SLOW .3
            TOLERANCE_REMOVED: EXPIRED 1, UNAUTHORIZED .7, INVALID_DATA .6, TIMEOUT .4, CERTIFICATE .4, WRONG_RESULT .3
            FALLBACK_REMOVED: UPSTREAM .6, CRASH .4, NULL_REFERENCE .5, UNREACHABLE .4, NOT_FOUND .5, TIMEOUT .3
            LOCK_ADDED: LOCKED 1, SLOW .8, TIMEOUT .6, POOL_EXHAUSTED .3, BACKLOG .4
            LOCK_REMOVED: CRASH .6, WRONG_RESULT .8, DUPLICATE .8, LOCKED .3
            ENTRY_REMOVED: MISSING_SETTING 1, UNAUTHORIZED .8, NOT_FOUND .8, MISSING_FIELD .7, MISSING_TABLE .5, NULL_REFERENCE .4, UNREACHABLE .4, CRASH .4, WRONG_RESULT .4
            SWITCHED: UNAUTHORIZED .4, DECODING .4, INVALID_DATA .5, WRONG_RESULT .4, SLOW .3, NOT_FOUND .4, MISSING_FIELD .4, CERTIFICATE .4
            NAME_CHANGED: MISSING_FIELD 1, MISSING_SETTING 1, MISSING_TABLE .9, NOT_FOUND .8, DECODING .7, NULL_REFERENCE .5, NAME_RESOLUTION .5, UNAUTHORIZED .4, WRONG_RESULT .5
            TYPE_CHANGED: WRONG_TYPE 1, DECODING .8, ARITHMETIC .8, INVALID_DATA .6, WRONG_RESULT .5
            ADDRESS_CHANGED: NAME_RESOLUTION .8, UNREACHABLE 1, NOT_FOUND .6, UPSTREAM .6, TIMEOUT .6, CERTIFICATE .6
            CREDENTIAL_CHANGED: UNAUTHORIZED 1, EXPIRED .5, CERTIFICATE .6, UPSTREAM .2
            SCHEMA_CHANGED: MISSING_TABLE 1, LOCKED .8, DUPLICATE .6, INVALID_DATA .5, SLOW .5, TIMEOUT .4, MISSING_FIELD .5
            INDEX_DROPPED: SLOW 1, TIMEOUT .8, CPU_EXHAUSTED .8, POOL_EXHAUSTED .6, LOCKED .4
            DEPENDENCY_CHANGED: MISSING_CODE .9, DECODING .4, WRONG_TYPE .3, CRASH .3, MISSING_FIELD .3, CERTIFICATE .2
            VALUE_CHANGED: INVALID_DATA .3, WRONG_RESULT .4, SLOW .2, TIMEOUT .2, CPU_EXHAUSTED .2, MEMORY_EXHAUSTED .2
            BLOCKING_ADDED: SLOW .9, TIMEOUT .8, THREADS_EXHAUSTED .8, BACKLOG .7, POOL_EXHAUSTED .4
            """;
    private static final Pattern ENTRY = Pattern.compile("([A-Z_]+) ([0-9.]+)");
    private static final Map<Kind, Map<Failure, Double>> BRINGS = read();

    private static Map<Kind, Map<Failure, Double>> read() {
        var table = new EnumMap<Kind, Map<Failure, Double>>(Kind.class);
        TABLE.lines().forEach(line -> {
            int colon = line.indexOf(':');
            var brings = new EnumMap<Failure, Double>(Failure.class);
            Matcher entry = ENTRY.matcher(line.substring(colon));
            while (entry.find()) {
                brings.put(Failure.valueOf(entry.group(1)), Double.valueOf(entry.group(2)));
            }
            table.put(Kind.valueOf(line.substring(0, colon)), brings);
        });
        return table;
    }
}
