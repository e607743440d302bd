package dev.firsthour.evidence;

import java.util.List;

import org.jspecify.annotations.Nullable;

/// What a source can answer, as it was found out by asking it.
///
/// @param source the adapter's name
/// @param address where it is asked
/// @param reachable whether it answered
/// @param version what it says it is, as in `2.42.0`; null if it does not say
/// @param facts what it holds, a sentence each: `1,204 metrics`
/// @param services some of the services it knows, by the names they have there
/// @param trouble why it cannot be asked, and what to do; null if it can
public record SourceReport(String source, String address, boolean reachable, @Nullable String version, List<String> facts,
        List<String> services, @Nullable String trouble) {

    /// How many services are named at most.
    public static final int MOST_SERVICES = 12;

    public SourceReport {
        facts = List.copyOf(facts);
        services = services.stream().distinct().limit(MOST_SERVICES).toList();
    }

    /// It cannot be asked.
    public static SourceReport unreachable(String source, String address, String trouble) {
        return new SourceReport(source, address, false, null, List.of(), List.of(), trouble);
    }
}
