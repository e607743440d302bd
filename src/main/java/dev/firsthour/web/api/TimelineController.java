package dev.firsthour.web.api;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import dev.firsthour.access.Sessions;
import dev.firsthour.incident.Event;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.NoSuchIncident;
import dev.firsthour.timeline.Timeline;
import dev.firsthour.web.live.LastEvent;
import dev.firsthour.web.live.Streams;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

@RestController
@RequestMapping("/api/v1/incidents/{id}")
@Tag(name = "timeline")
class TimelineController {

    private static final int MOST_PER_PAGE = 1_000;

    private final Timeline timeline;
    private final Archive archive;
    private final Streams streams;

    TimelineController(Timeline timeline, Archive archive, Streams streams) {
        this.timeline = timeline;
        this.archive = archive;
        this.streams = streams;
    }

    @GetMapping(path = "/timeline", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "The incident's entries, oldest first, a piece at a time")
    TimelineView read(@PathVariable IncidentId id,
            @Parameter(description = "read on behind this position") @RequestParam(defaultValue = "0") long after,
            @RequestParam(defaultValue = "200") int limit, HttpServletRequest request) {
        Parameters.only(request, "after", "limit");
        Incident incident = incident(id);
        List<Event> entries = timeline.read(id, Parameters.position("after", after), Parameters.bounded("limit", limit, 1, MOST_PER_PAGE));
        long newest = Math.max(incident.position(), entries.isEmpty() ? 0 : entries.getLast().position());
        Long next = entries.isEmpty() || entries.getLast().position() == newest ? null : entries.getLast().position();
        return new TimelineView(id.toString(), entries.stream().map(EventView::of).toList(), newest, next);
    }

    @GetMapping(path = "/timeline/verify", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Whether the hash chain of the timeline holds, and the bodies whose digests it holds, and if not, from where")
    VerificationView verify(@PathVariable IncidentId id) {
        return VerificationView.of(timeline.verify(id));
    }

    @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(summary = "The timeline as server-sent events, each named by its type, its id being its position")
    SseEmitter stream(@PathVariable IncidentId id,
            @Parameter(description = "the position that the reader has already; 0 for all") @RequestParam(defaultValue = "0") long after,
            @Parameter(description = "sent by browsers that come back; it wins over after") @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String last,
            HttpServletResponse response) {
        incident(id);
        // A proxy that collects the answer before it passes it on would make the stream stand still.
        response.setHeader("X-Accel-Buffering", "no");
        return streams.follow(Sessions.caller(), id, LastEvent.position(last, after),
                entry -> SseEmitter.event().name(entry.type().name()).data(EventView.of(entry), MediaType.APPLICATION_JSON));
    }

    private Incident incident(IncidentId id) {
        return archive.incident(id).orElseThrow(() -> new NoSuchIncident(id));
    }
}
