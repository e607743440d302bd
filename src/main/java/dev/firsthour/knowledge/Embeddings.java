package dev.firsthour.knowledge;

import java.util.List;

/// Says what texts mean, as vectors: those of like meaning point the same way.
interface Embeddings {

    /// How it ended.
    sealed interface Answer {

        /// @param vectors one a text, in their order, each of length 1
        record Vectors(List<float[]> vectors) implements Answer {}

        /// In words for people.
        record Unavailable(String reason) implements Answer {}
    }

    /// Asks and waits, within the limits of its client.
    Answer of(List<String> texts);
}
