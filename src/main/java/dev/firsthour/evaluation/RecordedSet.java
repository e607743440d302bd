package dev.firsthour.evaluation;

import java.nio.file.Path;
import java.util.Map;

import dev.firsthour.incident.Diagnosis;

/// One public set: knows its files' format and how its predictions are written, and nothing of how a cause is found.
interface RecordedSet {

    /// The set's name, which is also its folder's.
    String name();

    /// Reads one case.
    ///
    /// @param root the set's folder
    /// @throws java.io.UncheckedIOException if a file cannot be read
    RecordedCase read(Path root, String id);

    /// The fields of the prediction besides `dataset`, `case` and `ms`.
    Map<String, Object> prediction(RecordedCase recorded, Diagnosis diagnosis);
}
