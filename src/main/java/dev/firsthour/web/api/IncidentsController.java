package dev.firsthour.web.api;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.firsthour.access.Sessions;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Status;
import dev.firsthour.intake.Intake;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.IncidentFilter;
import dev.firsthour.timeline.NoSuchIncident;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;

@RestController
@RequestMapping(path = "/api/v1/incidents", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "incidents")
class IncidentsController {

    private static final int MOST_PER_PAGE = 200;

    private final Archive archive;
    private final Intake intake;

    IncidentsController(Archive archive, Intake intake) {
        this.archive = archive;
        this.intake = intake;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Reports an incident, which is investigated at once; evidence may come inline")
    @ApiResponse(responseCode = "202", description = "It is durable, and its investigation is queued")
    ResponseEntity<AcceptedView> report(
            @Parameter(description = "the same key with the same body is answered with the same incident") @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody byte[] body) {
        return AcceptedView.answer(intake.accept(body, Sessions.caller().name(), key));
    }

    @GetMapping
    @Operation(summary = "Incidents, the newest first, a page at a time")
    IncidentsView page(
            @Parameter(description = "open, acknowledged, mitigated or resolved") @RequestParam(required = false) @Nullable Status status,
            @Parameter(description = "critical, high, medium, low or info") @RequestParam(required = false) @Nullable Severity severity,
            @RequestParam(required = false) @Nullable String service,
            @Parameter(description = "words of the title, the service or the root cause") @RequestParam(name = "q", required = false) @Nullable String text,
            @Parameter(description = "only those that wait for a person's look, or only those that do not") @RequestParam(name = "needs_review", required = false) @Nullable Boolean needsReview,
            @Parameter(description = "next_cursor of the page before") @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "50") int limit, HttpServletRequest request) {
        Parameters.only(request, "status", "severity", "service", "q", "needs_review", "cursor", "limit");
        IncidentFilter filter = new IncidentFilter(status, severity, blankToNull(service), blankToNull(text), needsReview);
        return IncidentsView.of(archive.page(filter, Parameters.cursor(cursor), Parameters.bounded("limit", limit, 1, MOST_PER_PAGE)));
    }

    @GetMapping("/{id}")
    @Operation(summary = "One incident as it stands now")
    IncidentView one(@PathVariable IncidentId id) {
        return IncidentView.of(archive.incident(id).orElseThrow(() -> new NoSuchIncident(id)));
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
