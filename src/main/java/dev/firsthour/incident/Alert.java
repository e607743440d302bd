package dev.firsthour.incident;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

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

    /// The same alert with all that its sender wrote rewritten: what an alert says is kept for ever, so it is redacted before.
    ///
    /// @param rewrite makes one text of another; labels come as `name=value`, since a name is what tells that a value is a secret
    public Alert rewritten(UnaryOperator<String> rewrite) {
        Map<String, String> others = new LinkedHashMap<>();
        labels.forEach((name, value) -> {
            String text = rewrite.apply(name + "=" + value);
            others.put(name, text.startsWith(name + "=") ? text.substring(name.length() + 1) : text);
        });
        return new Alert(source, state, rewrite.apply(title), rewrite.apply(description), severity, service, environment, startedAt,
                endedAt,
                others, links.stream().map(rewrite).toList(), groupingKey, fingerprint, warnings.stream().map(rewrite).toList());
    }
}
