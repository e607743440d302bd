package dev.firsthour.web.page;

import java.util.List;

import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

import dev.firsthour.access.Sessions;
import dev.firsthour.investigation.Calibration;
import dev.firsthour.investigation.Reliability;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Outcome;

import io.swagger.v3.oas.annotations.Hidden;

/// How far stated confidences held.
@Controller
@Hidden
class CalibrationPageController {

    private final Archive archive;

    CalibrationPageController(Archive archive) {
        this.archive = archive;
    }

    @GetMapping(path = "/calibration", produces = MediaType.TEXT_HTML_VALUE)
    String calibration(Model model) {
        List<Outcome> outcomes = archive.outcomes(Calibration.NEWEST);
        model.addAttribute("page", new PageModel("Calibration", Sessions.caller()));
        model.addAttribute("part", CalibrationPart.of(Reliability.of(outcomes), Calibration.of(outcomes)));
        return "calibration";
    }
}
