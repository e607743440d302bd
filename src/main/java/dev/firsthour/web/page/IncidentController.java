package dev.firsthour.web.page;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

import dev.firsthour.access.Sessions;
import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Event;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Signal;
import dev.firsthour.intake.Regrouping;
import dev.firsthour.investigation.Recollections;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.EvidenceHead;
import dev.firsthour.timeline.NoSuchIncident;
import dev.firsthour.timeline.Timeline;
import dev.firsthour.web.live.LastEvent;
import dev.firsthour.web.live.Streams;
import dev.firsthour.web.problem.Complaint;
import dev.firsthour.web.problem.Problem;
import dev.firsthour.web.problem.Refused;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;

/// One incident: its analysis, its evidence, its timeline.
@Controller
@Hidden
class IncidentController {

    /// Charts of more series than this nobody compares by eye; the API has them all.
    private static final int CHARTS = 60;

    private final Archive archive;
    private final Regrouping regrouping;
    private final Timeline timeline;
    private final Streams streams;
    private final Recollections recollections;
    private final ITemplateEngine templates;
    private final InstantSource clock;

    IncidentController(Archive archive, Regrouping regrouping, Timeline timeline, Streams streams, Recollections recollections,
            ITemplateEngine templates,
            InstantSource clock) {
        this.archive = archive;
        this.regrouping = regrouping;
        this.timeline = timeline;
        this.streams = streams;
        this.recollections = recollections;
        this.templates = templates;
        this.clock = clock;
    }

    /// The page; or, for the page's script, the part of it that changes: `now`.
    @GetMapping(path = "/incidents/{id}", produces = MediaType.TEXT_HTML_VALUE)
    String show(@PathVariable IncidentId id, @RequestParam(required = false) @Nullable Long before,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String part, Model model, HttpServletResponse response) {
        Instant now = clock.instant();
        IncidentPage incident = IncidentPage.of(id, archive, now);
        model.addAttribute("incident", incident);
        model.addAttribute("grouping", AlertsPart.of(id, regrouping.alerts(id), archive, now));
        model.addAttribute("recalled", RecalledPart.of(recollections.of(id), now));
        model.addAttribute("page", new PageModel(incident.title(), Sessions.caller()));
        response.setHeader(HttpHeaders.VARY, "HX-Request");
        if (part != null) return "incident :: now";
        long newest = incident.position() + 1;
        model.addAttribute("timeline", IncidentPage.Entries.before(id, before == null ? newest : Math.clamp(before, 1, newest), timeline,
                known(id), now));
        model.addAttribute("partOfTimeline", before != null);
        return "incident";
    }

    @GetMapping(path = "/incidents/{id}/timeline", produces = MediaType.TEXT_HTML_VALUE)
    String earlier(@PathVariable IncidentId id, @RequestParam long before, Model model) {
        long newest = incident(id).position() + 1;
        model.addAttribute("timeline",
                IncidentPage.Entries.before(id, Math.clamp(before, 1, newest), timeline, known(id), clock.instant()));
        return "timeline :: entries";
    }

    /// New entries as they look on the page. The markup travels inside JSON, so that no line break in it can end an event early.
    @GetMapping(path = "/incidents/{id}/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter stream(@PathVariable IncidentId id, @RequestParam(defaultValue = "0") long after,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String last, HttpServletResponse response) {
        incident(id);
        response.setHeader("X-Accel-Buffering", "no");
        return streams.follow(Sessions.caller(), id, LastEvent.position(last, after), this::onThePage);
    }

    private SseEmitter.SseEventBuilder onThePage(Event event) {
        EntryPart entry = EntryPart.of(event, known(event.incidentId()), clock.instant());
        Context context = new Context(Locale.ROOT, Map.of("entry", entry, "incident", event.incidentId().toString()));
        String html = templates.process("timeline", Set.of("entry"), context);
        return SseEmitter.event().name("entry").data(
                Map.of("position", event.position(), "moves", entry.moves(), "html", html), MediaType.APPLICATION_JSON);
    }

    @GetMapping(path = "/incidents/{id}/evidence/{evidence_id}", produces = MediaType.TEXT_HTML_VALUE)
    String evidence(@PathVariable IncidentId id, @PathVariable("evidence_id") EvidenceId evidenceId,
            @RequestParam(defaultValue = "0") int from, @RequestHeader(name = "HX-Request", required = false) @Nullable String part,
            Model model, HttpServletResponse response) {
        Incident incident = incident(id);
        model.addAttribute("page", new PageModel(evidenceId + " · " + incident.title(), Sessions.caller()));
        model.addAttribute("incidentTitle", incident.title());
        EvidencePart shown = archive.evidence(id, evidenceId)
                .map(evidence -> EvidencePart.of(id.toString(), evidence, findings(incident), known(id), from, clock.instant()))
                .orElseGet(() -> EvidencePart.erased(id.toString(), head(id, evidenceId), findings(incident), known(id), clock.instant()));
        model.addAttribute("evidence", shown);
        response.setHeader(HttpHeaders.VARY, "HX-Request");
        return part == null ? "evidence" : "evidence :: piece";
    }

    @GetMapping(path = "/incidents/{id}/evidence/{evidence_id}/series", produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseBody
    List<ChartSeries> series(@PathVariable IncidentId id, @PathVariable("evidence_id") EvidenceId evidenceId,
            @RequestParam(defaultValue = "0") int from) {
        Incident incident = incident(id);
        head(id, evidenceId);
        Content content = archive.evidence(id, evidenceId).map(Evidence::content).orElse(null);
        if (!(content instanceof Content.Metrics(var all))) return List.of();
        List<Signal.MetricShift> shifts = findings(incident).stream().filter(finding -> finding.cites().contains(evidenceId))
                .map(Finding::signal).filter(Signal.MetricShift.class::isInstance).map(Signal.MetricShift.class::cast).toList();
        return IntStream.range(Math.clamp(from, 0, all.size()), Math.min(all.size(), Math.max(0, from) + CHARTS))
                .mapToObj(index -> ChartSeries.of(all.get(index), EvidencePart.shiftOf(all.get(index), shifts))).toList();
    }

    /// What the analysis, or while there is none the engine, made of the evidence.
    private List<Finding> findings(Incident incident) {
        List<Finding> analysed = archive.analysis(incident.id()).map(Analysis::findings).orElse(List.of());
        if (!analysed.isEmpty()) return analysed;
        return Optional.ofNullable(incident.standing().analysisId()).flatMap(archive::diagnosis).map(Diagnosis::findings).orElse(List.of());
    }

    private EvidenceHead head(IncidentId id, EvidenceId evidenceId) {
        return archive.evidenceHead(id, evidenceId).orElseThrow(() -> new Refused(Problem.notFound(new Complaint("evidence_id",
                evidenceId.toString(), "there is no evidence " + evidenceId + " at this incident", "go back and look at what there is"))));
    }

    private Incident incident(IncidentId id) {
        return archive.incident(id).orElseThrow(() -> new NoSuchIncident(id));
    }

    private Set<EvidenceId> known(IncidentId id) {
        return IncidentPage.known(archive.evidenceHeads(id));
    }
}
