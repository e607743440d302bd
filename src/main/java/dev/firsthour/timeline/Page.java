package dev.firsthour.timeline;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Incident;

/// One page of incidents.
///
/// @param next where the next page begins; null if this is the last
public record Page(List<Incident> incidents, @Nullable String next) {

    public Page { incidents = List.copyOf(incidents); }
}
