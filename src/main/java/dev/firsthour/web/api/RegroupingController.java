package dev.firsthour.web.api;

import java.net.URI;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.firsthour.access.Sessions;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.intake.Regrouping;
import dev.firsthour.web.problem.Complaint;
import dev.firsthour.web.problem.Problem;
import dev.firsthour.web.problem.Refused;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/// Which alerts an incident is made of, and what people mend about that.
@RestController
@RequestMapping(path = "/api/v1/incidents/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "grouping")
class RegroupingController {

    private final Regrouping regrouping;

    RegroupingController(Regrouping regrouping) {
        this.regrouping = regrouping;
    }

    /// @param alert the fingerprint of one of its alerts
    /// @param comment what there is to say about it; null for nothing
    record SplitRequest(@Nullable String alert, @Nullable String comment) {}

    /// @param into the incident that stays
    /// @param comment what there is to say about it; null for nothing
    record MergeRequest(@Nullable String into, @Nullable String comment) {}

    @GetMapping("/alerts")
    @Operation(summary = "The alerts that it is made of, with why each belongs there")
    AlertsView alerts(@PathVariable IncidentId id) {
        return AlertsView.of(regrouping.alerts(id));
    }

    @PostMapping(path = "/split", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Takes an alert out into an incident of its own, which is investigated; answers with that one")
    @ApiResponse(responseCode = "201", description = "The new incident")
    ResponseEntity<IncidentView> split(@PathVariable IncidentId id, @RequestBody SplitRequest request) {
        String alert = required("alert", request.alert(), "send the fingerprint of one of its alerts");
        Incident opened = regrouping.split(id, alert, Sessions.caller().name(), request.comment());
        return ResponseEntity.created(URI.create("/api/v1/incidents/" + opened.id())).body(IncidentView.of(opened));
    }

    @PostMapping(path = "/merge", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Makes it part of another incident, and closes it; answers with the one that stays")
    IncidentView merge(@PathVariable IncidentId id, @RequestBody MergeRequest request) {
        String into = required("into", request.into(), "send the id of the incident that stays");
        return IncidentView.of(regrouping.merge(id, incident(into), Sessions.caller().name(), request.comment()));
    }

    private static IncidentId incident(String text) {
        try {
            return IncidentId.parse(text.strip());
        } catch (IllegalArgumentException _) {
            throw new Refused(Problem.badRequest(
                    new Complaint("into", text, "'" + text + "' is no incident's id", "send the id of the incident that stays")));
        }
    }

    private static String required(String field, @Nullable String value, String remedy) {
        if (value != null && !value.isBlank()) return value;
        throw new Refused(Problem.badRequest(new Complaint(field, null, "the field '" + field + "' is missing", remedy)));
    }
}
