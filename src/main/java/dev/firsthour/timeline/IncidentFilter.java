package dev.firsthour.timeline;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Status;

/// Which incidents a list shows; a null component filters nothing.
///
/// @param text words of the title, the service or the root cause
/// @param needsReview only those whose analysis waits for a person's look, or only those whose does not
public record IncidentFilter(@Nullable Status status, @Nullable Severity severity, @Nullable String service, @Nullable String text,
        @Nullable Boolean needsReview) {

    public static final IncidentFilter ALL = new IncidentFilter(null, null, null, null, null);
}
