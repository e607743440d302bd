package dev.firsthour.web.api;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.firsthour.access.Sessions;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.intake.Intake;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.EvidenceHead;
import dev.firsthour.timeline.NoSuchIncident;
import dev.firsthour.web.problem.Complaint;
import dev.firsthour.web.problem.Problem;
import dev.firsthour.web.problem.Refused;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

@RestController
@RequestMapping(path = "/api/v1/incidents/{id}/evidence", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "evidence")
class EvidenceController {

    private final Archive archive;
    private final Intake intake;

    EvidenceController(Archive archive, Intake intake) {
        this.archive = archive;
        this.intake = intake;
    }

    @GetMapping
    @Operation(summary = "Every piece of evidence, without contents")
    EvidenceView.EvidenceListView all(@PathVariable IncidentId id) {
        requireIncident(id);
        return new EvidenceView.EvidenceListView(archive.evidenceHeads(id).stream().map(EvidenceView::head).toList());
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Attaches evidence: logs, metrics, traces, changes, topology or notices, as in POST /api/v1/incidents")
    EvidenceView.EvidenceListView attach(@PathVariable IncidentId id, @RequestBody byte[] body) {
        return new EvidenceView.EvidenceListView(
                intake.attach(id, body, Sessions.caller().name()).stream().map(EvidenceHead::of).map(EvidenceView::head).toList());
    }

    @GetMapping("/{evidence_id}")
    @Operation(summary = "One piece of evidence, exactly as the analysis saw it; without content once that is erased")
    EvidenceView one(@PathVariable IncidentId id, @PathVariable("evidence_id") EvidenceId evidenceId) {
        requireIncident(id);
        return archive.evidence(id, evidenceId).map(EvidenceView::whole)
                .or(() -> archive.evidenceHead(id, evidenceId).map(EvidenceView::head))
                .orElseThrow(() -> new Refused(Problem.notFound(
                        new Complaint("evidence_id", evidenceId.toString(), "there is no evidence " + evidenceId + " at incident " + id,
                                "look at /api/v1/incidents/" + id + "/evidence for what there is"))));
    }

    private void requireIncident(IncidentId id) {
        if (archive.incident(id).isEmpty()) throw new NoSuchIncident(id);
    }
}
