package dev.firsthour.web.api;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.firsthour.timeline.Page;

/// One page of incidents, the newest first.
///
/// @param nextCursor send it as `cursor` to read on; null on the last page
record IncidentsView(List<IncidentView> incidents, @Nullable String nextCursor) {

    static IncidentsView of(Page page) {
        return new IncidentsView(page.incidents().stream().map(IncidentView::of).toList(), page.next());
    }
}
