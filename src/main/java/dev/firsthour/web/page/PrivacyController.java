package dev.firsthour.web.page;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import org.springframework.http.MediaType;
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
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.NoSuchIncident;
import dev.firsthour.web.problem.Complaint;
import dev.firsthour.web.problem.Problem;
import dev.firsthour.web.problem.Refused;

import io.swagger.v3.oas.annotations.Hidden;

/// For auditors: what models saw of an incident; and for administrators: what its pseudonyms stand for.
@Controller
@Hidden
class PrivacyController {

    private final Archive archive;
    private final Disclosure disclosure;
    private final InstantSource clock;

    PrivacyController(Archive archive, Disclosure disclosure, InstantSource clock) {
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

    private boolean belongs(AnalysisId run, Incident incident) {
        return run.equals(incident.standing().analysisId())
                || archive.analyses(incident.id()).stream().anyMatch(analysis -> analysis.id().equals(run));
    }

    private Incident incident(IncidentId id) {
        return archive.incident(id).orElseThrow(() -> new NoSuchIncident(id));
    }
}
