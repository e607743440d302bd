package dev.firsthour.web.api;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.firsthour.access.Sessions;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.Handling;
import dev.firsthour.investigation.Investigations;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.NoSuchIncident;
import dev.firsthour.web.problem.Complaint;
import dev.firsthour.web.problem.Problem;
import dev.firsthour.web.problem.Refused;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

/// What people do to an incident. The caller's name stands on the timeline.
@RestController
@RequestMapping(path = "/api/v1/incidents/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "handling")
class HandlingController {

    private static final String SEVERITIES = "send critical, high, medium, low or info";

    private final Handling handling;
    private final Investigations investigations;
    private final Archive archive;

    HandlingController(Handling handling, Investigations investigations, Archive archive) {
        this.handling = handling;
        this.investigations = investigations;
        this.archive = archive;
    }

    /// @param comment what there is to say about it; null for nothing
    record StepRequest(@Nullable String comment) {}

    /// @param severity critical, high, medium, low or info
    record SeverityRequest(@Nullable String severity) {}

    record CommentRequest(@Nullable String text) {}

    /// @param correct whether the analysis named the cause
    /// @param actualCause what it was, where somebody knows better
    record FeedbackRequest(@Nullable Boolean correct, @Nullable String actualCause, @Nullable String comment) {}

    @PostMapping("/acknowledge")
    @Operation(summary = "Somebody is on it")
    IncidentView acknowledge(@PathVariable IncidentId id, @RequestBody(required = false) @Nullable StepRequest step) {
        return IncidentView.of(handling.acknowledge(id, caller(), comment(step)));
    }

    @PostMapping("/mitigate")
    @Operation(summary = "The harm is stopped, the cause not yet removed")
    IncidentView mitigate(@PathVariable IncidentId id, @RequestBody(required = false) @Nullable StepRequest step) {
        return IncidentView.of(handling.mitigate(id, caller(), comment(step)));
    }

    @PostMapping("/resolve")
    @Operation(summary = "It is over")
    IncidentView resolve(@PathVariable IncidentId id, @RequestBody(required = false) @Nullable StepRequest step) {
        return IncidentView.of(handling.resolve(id, caller(), comment(step)));
    }

    @PostMapping("/reopen")
    @Operation(summary = "It is not over after all")
    IncidentView reopen(@PathVariable IncidentId id, @RequestBody(required = false) @Nullable StepRequest step) {
        return IncidentView.of(handling.reopen(id, caller(), comment(step)));
    }

    @PostMapping(path = "/severity", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Says how bad it is")
    IncidentView rate(@PathVariable IncidentId id, @RequestBody SeverityRequest request) {
        String word = required("severity", request.severity(), SEVERITIES);
        return IncidentView.of(handling.rate(id, caller(), Severity.of(word).orElseThrow(() -> new Refused(Problem.badRequest(
                new Complaint("severity", word, "severity '" + word + "' is not known", SEVERITIES))))));
    }

    @PostMapping(path = "/comments", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Writes a comment on the timeline")
    IncidentView comment(@PathVariable IncidentId id, @RequestBody CommentRequest request) {
        return IncidentView.of(handling.comment(id, caller(), required("text", request.text(), "write something")));
    }

    @PostMapping(path = "/feedback", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Says whether the analysis named the cause; it needs no more review then")
    IncidentView feedback(@PathVariable IncidentId id, @RequestBody FeedbackRequest request) {
        boolean correct = required("correct", request.correct(), "send true or false");
        return IncidentView.of(handling.feedback(id, caller(), correct, request.actualCause(), request.comment()));
    }

    @PostMapping("/analyses")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Investigates again; while an investigation is under way, that one is meant")
    IncidentView investigate(@PathVariable IncidentId id) {
        investigations.request(id);
        return incident(id);
    }

    @DeleteMapping("/analyses/current")
    @Operation(summary = "Cancels the investigation that is under way")
    IncidentView cancel(@PathVariable IncidentId id) {
        investigations.cancel(id, caller());
        return incident(id);
    }

    private IncidentView incident(IncidentId id) {
        return IncidentView.of(archive.incident(id).orElseThrow(() -> new NoSuchIncident(id)));
    }

    private static String caller() {
        return Sessions.caller().name();
    }

    private static @Nullable String comment(@Nullable StepRequest step) {
        return step == null ? null : step.comment();
    }

    private static <T> T required(String field, @Nullable T value, String remedy) {
        if (value != null) return value;
        throw new Refused(Problem.badRequest(new Complaint(field, null, "the field '" + field + "' is missing", remedy)));
    }
}
