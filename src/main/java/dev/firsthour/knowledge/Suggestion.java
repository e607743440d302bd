package dev.firsthour.knowledge;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/// A section that may help.
///
/// @param score by reciprocal rank fusion: it orders suggestions of one question and means nothing beside that
/// @param by what it was found by
public record Suggestion(Passage passage, double score, Set<Way> by) {

    /// How a section can be found.
    public enum Way {
        /// It says it is for this service.
        SERVICE,
        /// It holds the words.
        WORDS,
        /// It holds words that are spelt alike.
        SPELLING,
        /// It means the like.
        MEANING
    }

    public Suggestion { by = Collections.unmodifiableSet(new TreeSet<>(by)); }
}
