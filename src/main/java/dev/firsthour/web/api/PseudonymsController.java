package dev.firsthour.web.api;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.firsthour.access.Sessions;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.intake.Disclosure;
import dev.firsthour.web.problem.Complaint;
import dev.firsthour.web.problem.Problem;
import dev.firsthour.web.problem.Refused;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

/// Puts pseudonyms back for those who may know. It is a call that writes: that somebody looked stands on the timeline.
@RestController
@RequestMapping(path = "/api/v1/incidents/{id}/pseudonyms", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "privacy")
class PseudonymsController {

    private final Disclosure disclosure;

    PseudonymsController(Disclosure disclosure) {
        this.disclosure = disclosure;
    }

    /// @param reason why somebody needs to know
    /// @param pseudonyms which ones; null for all of the incident
    record RevealRequest(@Nullable String reason, @Nullable List<String> pseudonyms) {}

    /// What pseudonyms stand for. Whose originals were never kept is not in it.
    record RevealedView(List<OriginalView> originals) {

        record OriginalView(String pseudonym, String original) {}
    }

    @PostMapping(path = "/reveal", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Says what pseudonyms stand for, and notes on the timeline who asked and why; for administrators")
    RevealedView reveal(@PathVariable IncidentId id, @RequestBody RevealRequest request) {
        String reason = request.reason();
        if (reason == null) {
            throw new Refused(Problem.badRequest(new Complaint("reason", null, "the field 'reason' is missing",
                    "say why you need to know: it stands on the timeline")));
        }
        return new RevealedView(disclosure.reveal(id, Sessions.caller().name(), reason, request.pseudonyms()).entrySet().stream()
                .map(entry -> new RevealedView.OriginalView(entry.getKey(), entry.getValue())).toList());
    }
}
