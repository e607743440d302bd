package dev.firsthour.web.page;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

import dev.firsthour.access.Sessions;
import dev.firsthour.incident.InvalidInput;
import dev.firsthour.intake.Silence;
import dev.firsthour.intake.Silences;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;

/// Silences and maintenance windows: what is expected for a while, until when, and what was held back.
@Controller
@Hidden
class SilencePageController {

    private static final String HERE = "redirect:/silences";
    /// Of those that are over, the newest.
    private static final int MOST_OVER = 50;
    private static final int MOST_HELD = 20;

    private final Silences silences;
    private final InstantSource clock;

    SilencePageController(Silences silences, InstantSource clock) {
        this.silences = silences;
        this.clock = clock;
    }

    @GetMapping(path = "/silences", produces = MediaType.TEXT_HTML_VALUE)
    String silences(Model model) {
        return page(model, SilenceForm.EMPTY);
    }

    /// What is wrong with it is said beside what was entered.
    @PostMapping("/silences")
    String begin(@RequestParam(defaultValue = "") String matchers, @RequestParam(defaultValue = "") String reason,
            @RequestParam(name = "starts_at", defaultValue = "") @Nullable String starts, @RequestParam(name = "lasts") int hours,
            Model model,
            HttpServletResponse response) {
        SilenceForm form = new SilenceForm(matchers, reason, Objects.requireNonNullElse(starts, ""), hours, List.of());
        try {
            silences.add(form.body(clock.instant()), Sessions.caller().name());
        } catch (InvalidInput invalid) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            return page(model, form.with(invalid.flaws()));
        }
        return HERE;
    }

    @PostMapping("/silences/{id}/end")
    String end(@PathVariable UUID id) {
        silences.end(id, Sessions.caller().name());
        return HERE;
    }

    private String page(Model model, SilenceForm form) {
        Instant now = clock.instant();
        List<Silence> all = silences.all();
        List<Silence> current = all.stream().filter(silence -> silence.endsAt().isAfter(now)).sorted(Comparator.comparing(Silence::endsAt))
                .toList();
        List<Silence> over = all.stream().filter(silence -> !silence.endsAt().isAfter(now))
                .sorted(Comparator.comparing(Silence::endsAt).reversed()).limit(MOST_OVER).toList();
        model.addAttribute("page", new PageModel("Silences", Sessions.caller()));
        model.addAttribute("form", form);
        model.addAttribute("current", parts(current, now));
        model.addAttribute("over", parts(over, now));
        return "silences";
    }

    private List<SilencePart> parts(List<Silence> some, Instant now) {
        Map<UUID, List<Silences.Held>> held = silences.held(some.stream().map(Silence::id).toList(), MOST_HELD);
        return some.stream().map(silence -> SilencePart.of(silence, held.getOrDefault(silence.id(), List.of()), now)).toList();
    }
}
