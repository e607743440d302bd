package dev.firsthour.timeline;

import dev.firsthour.incident.Incident;

/// An incident that is to be opened, with its first entry.
public record Opening(Incident incident, NewEvent first) {}
