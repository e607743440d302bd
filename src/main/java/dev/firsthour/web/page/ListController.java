package dev.firsthour.web.page;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.util.UriComponentsBuilder;

import dev.firsthour.access.Sessions;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Status;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.IncidentFilter;
import dev.firsthour.timeline.Page;
import dev.firsthour.web.live.Streams;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;

/// The list of incidents.
@Controller
@Hidden
class ListController {

    private static final int PER_PAGE = 50;

    private final Archive archive;
    private final Streams streams;
    private final InstantSource clock;

    ListController(Archive archive, Streams streams, InstantSource clock) {
        this.archive = archive;
        this.streams = streams;
        this.clock = clock;
    }

    /// What the list is filtered by, in the words of the address. A word that is none filters nothing here: an address that somebody typed
    /// should show a list.
    record FilterForm(@Nullable String q, @Nullable String status, @Nullable String severity, @Nullable String service,
            @Nullable String review) {

        IncidentFilter filter() {
            return new IncidentFilter(status == null ? null : Status.of(status).orElse(null),
                    severity == null ? null : Severity.of(severity).orElse(null), text(service), text(q),
                    "true".equals(review) ? true : null);
        }

        public boolean any() {
            return !filter().equals(IncidentFilter.ALL);
        }

        String address(@Nullable String cursor) {
            UriComponentsBuilder address = UriComponentsBuilder.fromPath("/incidents");
            for (var parameter : List.of(new Parameter("q", text(q)), new Parameter("status", text(status)),
                    new Parameter("severity", text(severity)), new Parameter("service", text(service)),
                    new Parameter("review", text(review)), new Parameter("cursor", cursor))) {
                if (parameter.value() != null) address.queryParam(parameter.name(), "{" + parameter.name() + "}");
            }
            return address.encode().build().expand(values(cursor)).toUriString();
        }

        private Map<String, String> values(@Nullable String cursor) {
            return Map.of("q", orEmpty(q), "status", orEmpty(status), "severity", orEmpty(severity), "service", orEmpty(service),
                    "review", orEmpty(review), "cursor", orEmpty(cursor));
        }

        private static String orEmpty(@Nullable String text) {
            return text == null ? "" : text.strip();
        }

        private static @Nullable String text(@Nullable String text) {
            return text == null || text.isBlank() ? null : text.strip();
        }

        private record Parameter(String name, @Nullable String value) {}
    }

    @GetMapping("/")
    String start() {
        return "redirect:/incidents";
    }

    @GetMapping(path = "/incidents", produces = MediaType.TEXT_HTML_VALUE)
    String list(FilterForm form, @RequestParam(required = false) @Nullable String cursor,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String part, Model model, HttpServletResponse response) {
        Instant now = clock.instant();
        Page page = archive.page(form.filter(), valid(cursor), PER_PAGE);
        model.addAttribute("page", new PageModel("Incidents", Sessions.caller()));
        model.addAttribute("form", form);
        model.addAttribute("rows", page.incidents().stream().map(incident -> IncidentRow.of(incident, now)).toList());
        model.addAttribute("here", form.address(valid(cursor)));
        model.addAttribute("first", cursor == null ? null : form.address(null));
        model.addAttribute("next", page.next() == null ? null : form.address(page.next()));
        // The same address is a page or a part of one, and a browser must not show the one for the other when it goes back.
        response.setHeader(HttpHeaders.VARY, "HX-Request");
        return part == null ? "incidents" : "incidents :: results";
    }

    @GetMapping(path = "/incidents/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter stream(HttpServletResponse response) {
        response.setHeader("X-Accel-Buffering", "no");
        return streams.changes(Sessions.caller());
    }

    private static @Nullable String valid(@Nullable String cursor) {
        if (cursor == null) return null;
        try {
            return IncidentId.parse(cursor).toString();
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
