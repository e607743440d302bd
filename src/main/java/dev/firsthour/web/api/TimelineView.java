package dev.firsthour.web.api;

import java.util.List;

import org.jspecify.annotations.Nullable;

/// A piece of an incident's timeline, oldest entry first.
///
/// @param position the position of the newest entry there is
/// @param nextAfter send it as `after` to read on; null if this is the end for now
record TimelineView(String incidentId, List<EventView> entries, long position, @Nullable Long nextAfter) {}
