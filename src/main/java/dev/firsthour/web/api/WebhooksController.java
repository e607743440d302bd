package dev.firsthour.web.api;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

import dev.firsthour.access.Sessions;
import dev.firsthour.intake.Accepted;
import dev.firsthour.intake.Answer;
import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.Intake;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;

@RestController
@RequestMapping(path = "/api/v1/webhooks", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "webhooks")
class WebhooksController {

    private static final byte[] NO_BODY = {};

    private final Intake intake;

    WebhooksController(Intake intake) {
        this.intake = intake;
    }

    @PostMapping("/{source}")
    @Operation(summary = "Takes one delivery of another system's webhook, as of Alertmanager at /api/v1/webhooks/alertmanager; signed, or with a key")
    @ApiResponse(responseCode = "202", description = "It is durable", content = @Content(schema = @Schema(implementation = AcceptedView.class)))
    @ApiResponse(responseCode = "200", description = "It is durable, and this is what such a sender wants to hear", content = @Content)
    ResponseEntity<?> deliver(@PathVariable String source, @RequestBody(required = false) byte @Nullable [] body,
            HttpServletRequest request) {
        Delivery delivery = new Delivery(body == null ? NO_BODY : body, headers(request), parameters(request));
        Accepted accepted = intake.webhook(source, delivery, Sessions.knownCaller().isPresent());
        Answer answer = intake.answer(source, delivery, accepted).orElse(null);
        // As bytes, whatever the call produces otherwise.
        return answer == null
                ? AcceptedView.answer(accepted)
                : ResponseEntity.ok().contentType(MediaType.parseMediaType(answer.type()))
                        .body(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> headers(HttpServletRequest request) {
        Map<String, String> headers = new HashMap<>();
        Collections.list(request.getHeaderNames()).forEach(name -> headers.put(name, request.getHeader(name)));
        return headers;
    }

    /// Those of the address alone: asking the request for them would read a body of a form.
    private static Map<String, String> parameters(HttpServletRequest request) {
        if (request.getQueryString() == null) return Map.of();
        Map<String, String> parameters = new HashMap<>();
        UriComponentsBuilder.newInstance().query(request.getQueryString()).build().getQueryParams()
                .forEach((name, values) -> parameters.put(name, values.isEmpty() || values.getFirst() == null ? "" : values.getFirst()));
        return parameters;
    }
}
