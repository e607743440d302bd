package dev.firsthour.incident;

import java.util.UUID;

/// The name of one run of the investigation and of the analysis it ends in, a UUIDv7.
public record AnalysisId(UUID value) {

    /// @throws IllegalArgumentException if `text` is not a UUID in its 36-character form
    public static AnalysisId parse(String text) {
        return new AnalysisId(Ids.parse("analysis id", text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
