package dev.firsthour.web.page;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

import dev.firsthour.access.Sessions;
import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.intake.Disclosure;
import dev.firsthour.retention.Erasure;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.NoSuchIncident;
import dev.firsthour.web.problem.Complaint;
import dev.firsthour.web.problem.Problem;
import dev.firsthour.web.problem.Refused;

import io.swagger.v3.oas.annotations.Hidden;

/// For auditors: what models saw of an incident; and for administrators: what its pseudonyms stand for, and the end of what it was told.
@Controller
@Hidden
class PrivacyController {

    private final Archive archive;
    private final Disclosure disclosure;
    private final Erasure erasure;
    private final InstantSource clock;

    PrivacyController(Archive archive, Disclosure disclosure, Erasure erasure, InstantSource clock) {
        this.erasure = erasure;
        this.archive = archive;
        this.disclosure = disclosure;
        this.clock = clock;
    }

    @GetMapping(path = "/incidents/{id}/analyses/{analysis_id}/exchanges", produces = MediaType.TEXT_HTML_VALUE)
    String exchanges(@PathVariable IncidentId id, @PathVariable("analysis_id") AnalysisId analysis, Model model) {
        Incident incident = incident(id);
        if (!belongs(analysis, incident)) {
            throw new Refused(Problem.notFound(new Complaint("analysis_id", analysis.toString(),
                    "incident " + id + " has no analysis " + analysis, "follow a link of the incident's page")));
        }
        Instant now = clock.instant();
        List<ExchangePart> exchanges = archive.exchanges(analysis).stream().map(exchange -> ExchangePart.of(exchange, now)).toList();
        model.addAttribute("page", new PageModel("What models saw · " + incident.title(), Sessions.caller()));
        model.addAttribute("incident", id.toString());
        model.addAttribute("incidentTitle", incident.title());
        model.addAttribute("analysis", analysis.toString());
        model.addAttribute("exchanges", exchanges);
        return "exchanges";
    }

    @PostMapping(path = "/incidents/{id}/pseudonyms", produces = MediaType.TEXT_HTML_VALUE)
    String reveal(@PathVariable IncidentId id, @RequestParam(defaultValue = "") String reason, Model model) {
        Incident incident = incident(id);
        model.addAttribute("originals", disclosure.reveal(id, Sessions.caller().name(), reason, null));
        model.addAttribute("page", new PageModel("Pseudonyms · " + incident.title(), Sessions.caller()));
        model.addAttribute("incident", id.toString());
        model.addAttribute("incidentTitle", incident.title());
        return "pseudonyms";
    }

    /// A box has to be ticked: what is erased nobody brings back.
    @PostMapping(path = "/incidents/{id}/erase", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<Void> erase(@PathVariable IncidentId id, @RequestParam(defaultValue = "") String reason,
            @RequestParam(defaultValue = "") String sure) {
        incident(id);
        if (!sure.equals("yes")) {
            throw new Refused(Problem.badRequest(new Complaint("sure", sure, "it was not confirmed that it cannot be brought back",
                    "go back and tick the box")));
        }
        erasure.erase(id, Sessions.caller().name(), reason);
        return ResponseEntity.status(HttpStatus.SEE_OTHER).header(HttpHeaders.LOCATION, "/incidents/" + id).build();
    }

    private boolean belongs(AnalysisId run, Incident incident) {
        return run.equals(incident.standing().analysisId())
                || archive.analyses(incident.id()).stream().anyMatch(analysis -> analysis.id().equals(run));
    }

    private Incident incident(IncidentId id) {
        return archive.incident(id).orElseThrow(() -> new NoSuchIncident(id));
    }
}
