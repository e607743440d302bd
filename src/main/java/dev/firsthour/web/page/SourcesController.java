package dev.firsthour.web.page;

import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

import dev.firsthour.access.Sessions;
import dev.firsthour.evidence.Sources;

/// The page that shows which sources of evidence answer, and what.
@Controller("sourcesPage")
class SourcesController {

    private final Sources sources;

    SourcesController(Sources sources) {
        this.sources = sources;
    }

    @GetMapping(path = "/sources", produces = MediaType.TEXT_HTML_VALUE)
    String sources(Model model) {
        model.addAttribute("page", new PageModel("Sources", Sessions.caller()));
        model.addAttribute("sources", sources.reports());
        return "sources";
    }
}
