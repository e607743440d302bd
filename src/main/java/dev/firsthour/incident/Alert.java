package dev.firsthour.incident;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// What came in from a pager or a person, parsed and not yet accepted.
///
/// @param source who sent it: `api`, `alertmanager`, ...
/// @param groupingKey alerts with the same key belong to the same open incident; null if each stands for itself
/// @param fingerprint tells this alert from others of the same group; null if the sender has none
/// @param warnings what could not be understood, in words
public record Alert(String source, State state, String title, String description, Severity severity, @Nullable String service,
        @Nullable String environment, Instant startedAt, @Nullable Instant endedAt, Map<String, String> labels, List<String> links,
        @Nullable String groupingKey, @Nullable String fingerprint, List<String> warnings) {

    /// Whether the alert says that something is wrong, or that it no longer is.
    public enum State {
        FIRING, RESOLVED
    }

    public Alert {
        if (title.isBlank()) throw new IllegalArgumentException("an alert has a title");
        labels = Map.copyOf(labels);
        links = List.copyOf(links);
        warnings = List.copyOf(warnings);
    }
}
