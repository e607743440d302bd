package dev.firsthour.web.api;

import java.util.List;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.firsthour.investigation.Calibration;
import dev.firsthour.investigation.Reliability;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Outcome;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

@RestController
@RequestMapping(path = "/api/v1/calibration", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "analyses")
class CalibrationController {

    private final Archive archive;

    CalibrationController(Archive archive) {
        this.archive = archive;
    }

    @GetMapping
    @Operation(summary = "How far stated confidences held, by the feedback that people gave")
    CalibrationView now() {
        List<Outcome> outcomes = archive.outcomes(Calibration.NEWEST);
        return CalibrationView.of(Reliability.of(outcomes), Calibration.of(outcomes));
    }
}
