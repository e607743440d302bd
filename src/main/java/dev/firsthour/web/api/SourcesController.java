package dev.firsthour.web.api;

import java.util.List;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.firsthour.evidence.Sources;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

@RestController
@RequestMapping(path = "/api/v1/sources", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "sources")
class SourcesController {

    private final Sources sources;

    SourcesController(Sources sources) {
        this.sources = sources;
    }

    /// Every configured source.
    record SourcesView(List<SourceView> sources) {}

    @GetMapping
    @Operation(summary = "Each configured source of evidence, what it can answer, or why it cannot be asked")
    SourcesView all() {
        return new SourcesView(sources.reports().stream().map(SourceView::of).toList());
    }
}
