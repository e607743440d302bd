package dev.firsthour.web.api;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Standing;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.NoSuchIncident;
import dev.firsthour.web.problem.Complaint;
import dev.firsthour.web.problem.Problem;
import dev.firsthour.web.problem.Refused;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

@RestController
@RequestMapping(path = "/api/v1/incidents/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "analyses")
class AnalysisController {

    /// How long a caller who polls should wait, in seconds.
    private static final String LOOK_AGAIN = "1";

    private final Archive archive;

    AnalysisController(Archive archive) {
        this.archive = archive;
    }

    @GetMapping("/analysis")
    @Operation(summary = "The incident's analysis: the newest finished run that did not fail, else the newest")
    @ApiResponse(responseCode = "200", description = "The analysis", content = @Content(schema = @Schema(implementation = AnalysisView.class)))
    @ApiResponse(responseCode = "202", description = "A run is under way; what the engine found so far is in provisional", content = @Content(schema = @Schema(implementation = UnderWayView.class)))
    ResponseEntity<Object> newest(@PathVariable IncidentId id) {
        Incident incident = incident(id);
        Optional<AnalysisView> finished = archive.analysis(id).map(AnalysisView::of);
        if (incident.standing().state() != Standing.State.IDLE) {
            return ResponseEntity.accepted().header(HttpHeaders.RETRY_AFTER, LOOK_AGAIN)
                    .body(UnderWayView.of(incident,
                            Optional.ofNullable(incident.standing().analysisId()).flatMap(archive::diagnosis).orElse(null),
                            finished.orElse(null)));
        }
        return ResponseEntity.ok(finished.orElseThrow(() -> new Refused(Problem.notFound(new Complaint("id", id.toString(),
                "no analysis of incident " + id + " was asked for", "ask with POST /api/v1/incidents/" + id + "/analyses")))));
    }

    @GetMapping("/analyses")
    @Operation(summary = "Every finished run, the newest first")
    AnalysesView all(@PathVariable IncidentId id) {
        incident(id);
        return new AnalysesView(archive.analyses(id).stream().map(AnalysisView::of).toList());
    }

    @GetMapping("/exchanges")
    @Operation(summary = "What models were asked and answered in one run, redacted")
    ExchangesView exchanges(@PathVariable IncidentId id, @RequestParam(name = "analysis_id", required = false) @Nullable AnalysisId asked) {
        Incident incident = incident(id);
        AnalysisId run = asked == null ? incident.standing().analysisId() : asked;
        List<ExchangesView.ExchangeView> exchanges = run == null || !belongs(run, incident)
                ? List.of()
                : archive.exchanges(run).stream().map(ExchangesView.ExchangeView::of).toList();
        return new ExchangesView(exchanges);
    }

    private boolean belongs(AnalysisId run, Incident incident) {
        return run.equals(incident.standing().analysisId())
                || archive.analyses(incident.id()).stream().anyMatch(analysis -> analysis.id().equals(run));
    }

    private Incident incident(IncidentId id) {
        return archive.incident(id).orElseThrow(() -> new NoSuchIncident(id));
    }
}
