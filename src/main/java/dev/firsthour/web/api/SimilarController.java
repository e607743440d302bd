package dev.firsthour.web.api;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.firsthour.incident.IncidentId;
import dev.firsthour.investigation.Recollections;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

@RestController
@RequestMapping(path = "/api/v1/incidents/{id}/similar", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "incidents")
class SimilarController {

    private final Recollections recollections;

    SimilarController(Recollections recollections) {
        this.recollections = recollections;
    }

    @GetMapping
    @Operation(summary = "What the incident reminds of: past incidents with their causes, and runbooks that may help")
    SimilarView similar(@PathVariable IncidentId id) {
        return SimilarView.of(recollections.of(id));
    }
}
