package dev.firsthour.web.page;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

import dev.firsthour.access.Sessions;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.Handling;
import dev.firsthour.intake.Regrouping;
import dev.firsthour.investigation.Investigations;

import io.swagger.v3.oas.annotations.Hidden;

/// The buttons of an incident's page. Each leads back to the page; the page's script is told that it was done, and looks again.
@Controller
@Hidden
class ActionController {

    private final Handling handling;
    private final Regrouping regrouping;
    private final Investigations investigations;

    ActionController(Handling handling, Regrouping regrouping, Investigations investigations) {
        this.handling = handling;
        this.regrouping = regrouping;
        this.investigations = investigations;
    }

    @PostMapping("/incidents/{id}/acknowledge")
    ResponseEntity<Void> acknowledge(@PathVariable IncidentId id,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String part) {
        handling.acknowledge(id, caller(), null);
        return done(id, part);
    }

    @PostMapping("/incidents/{id}/mitigate")
    ResponseEntity<Void> mitigate(@PathVariable IncidentId id,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String part) {
        handling.mitigate(id, caller(), null);
        return done(id, part);
    }

    @PostMapping("/incidents/{id}/resolve")
    ResponseEntity<Void> resolve(@PathVariable IncidentId id, @RequestHeader(name = "HX-Request", required = false) @Nullable String part) {
        handling.resolve(id, caller(), null);
        return done(id, part);
    }

    @PostMapping("/incidents/{id}/reopen")
    ResponseEntity<Void> reopen(@PathVariable IncidentId id, @RequestHeader(name = "HX-Request", required = false) @Nullable String part) {
        handling.reopen(id, caller(), null);
        return done(id, part);
    }

    @PostMapping("/incidents/{id}/investigate")
    ResponseEntity<Void> investigate(@PathVariable IncidentId id,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String part) {
        investigations.request(id);
        return done(id, part);
    }

    @PostMapping("/incidents/{id}/cancel")
    ResponseEntity<Void> cancel(@PathVariable IncidentId id, @RequestHeader(name = "HX-Request", required = false) @Nullable String part) {
        investigations.cancel(id, caller());
        return done(id, part);
    }

    @PostMapping("/incidents/{id}/comment")
    ResponseEntity<Void> comment(@PathVariable IncidentId id, @RequestParam String text,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String part) {
        handling.comment(id, caller(), text);
        return done(id, part);
    }

    @PostMapping("/incidents/{id}/feedback")
    ResponseEntity<Void> feedback(@PathVariable IncidentId id, @RequestParam boolean correct,
            @RequestParam(name = "actual_cause", required = false) @Nullable String actualCause,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String part) {
        handling.feedback(id, caller(), correct, actualCause, null);
        return done(id, part);
    }

    @PostMapping("/incidents/{id}/severity")
    ResponseEntity<Void> severity(@PathVariable IncidentId id, @RequestParam Severity severity,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String part) {
        handling.rate(id, caller(), severity);
        return done(id, part);
    }

    /// Leads to the new incident.
    @PostMapping("/incidents/{id}/split")
    ResponseEntity<Void> split(@PathVariable IncidentId id, @RequestParam String alert) {
        return done(regrouping.split(id, alert, caller(), null).id(), null);
    }

    /// Leads to the incident that stays.
    @PostMapping("/incidents/{id}/merge")
    ResponseEntity<Void> merge(@PathVariable IncidentId id, @RequestParam IncidentId into) {
        return done(regrouping.merge(id, into, caller(), null).id(), null);
    }

    private static ResponseEntity<Void> done(IncidentId id, @Nullable String part) {
        return part == null
                ? ResponseEntity.status(HttpStatus.SEE_OTHER).header(HttpHeaders.LOCATION, "/incidents/" + id).build()
                : ResponseEntity.noContent().header("HX-Trigger", "acted").build();
    }

    private static String caller() {
        return Sessions.caller().name();
    }
}
