package dev.firsthour.incident;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/// Something that people or their machines changed.
///
/// @param id the change's own name: a commit's sha, a deployment's id, a flag's key and time
/// @param service what it changed; null if nobody said
/// @param commit the commit that a deployment brings; for a commit its own sha
/// @param diff the change's text in unified form, whole or in hunks; null if unknown
/// @param attributes what else the source says, as in `replicas` or `from` and `to` of a flag
public record Change(String id, Kind kind, Instant at, @Nullable String service, String title, @Nullable String author,
        @Nullable String version, @Nullable String commit, List<String> files, @Nullable String diff, Map<String, String> attributes) {

    /// What sort of change it is.
    public enum Kind {
        COMMIT, DEPLOYMENT, CONFIGURATION, FEATURE_FLAG, INFRASTRUCTURE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// The kind of that word, in any case; empty if there is none.
        public static Optional<Kind> of(String word) {
            return Words.find(values(), word);
        }
    }

    public Change {
        if (id.isBlank()) throw new IllegalArgumentException("a change has an id");
        files = List.copyOf(files);
        attributes = Map.copyOf(attributes);
    }
}
