package dev.firsthour.web.api;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.firsthour.intake.Intake;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

@RestController
@RequestMapping(path = "/api/v1/webhooks", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "webhooks")
class WebhooksController {

    private final Intake intake;

    WebhooksController(Intake intake) {
        this.intake = intake;
    }

    @PostMapping("/{source}")
    @Operation(summary = "Takes one delivery of another system's webhook, as of Alertmanager at /api/v1/webhooks/alertmanager")
    @ApiResponse(responseCode = "202", description = "It is durable")
    ResponseEntity<AcceptedView> deliver(@PathVariable String source, @RequestBody byte[] body) {
        return AcceptedView.answer(intake.webhook(source, body));
    }
}
