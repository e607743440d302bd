package dev.firsthour.web.api;

import java.util.UUID;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.firsthour.access.Sessions;
import dev.firsthour.intake.Silences;
import dev.firsthour.web.problem.Complaint;
import dev.firsthour.web.problem.Problem;
import dev.firsthour.web.problem.Refused;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

@RestController
@RequestMapping(path = "/api/v1/silences", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "silences")
class SilencesController {

    private final Silences silences;

    SilencesController(Silences silences) {
        this.silences = silences;
    }

    @GetMapping
    @Operation(summary = "Every silence and maintenance window, the newest first, those that are over included")
    SilenceView.SilencesView all() {
        return new SilenceView.SilencesView(silences.all().stream().map(SilenceView::of).toList());
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Begins a silence: alerts that all its matchers fit are kept and open no incident until ends_at")
    SilenceView begin(@RequestBody byte[] body) {
        return SilenceView.of(silences.add(body, Sessions.caller().name()));
    }

    @DeleteMapping("/{silence_id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Ends a silence now; it stays on record")
    void end(@PathVariable("silence_id") UUID id) {
        if (silences.end(id, Sessions.caller().name())) return;
        throw new Refused(Problem.notFound(
                new Complaint("silence_id", id.toString(), "there is no silence " + id, "look at /api/v1/silences for what there is")));
    }
}
