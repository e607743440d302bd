package dev.firsthour.web.api;

import java.net.URI;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

import dev.firsthour.intake.Accepted;

/// What became of something that was sent in; it is durable. The incident itself is not read back: accepting is one transaction and no more.
///
/// @param id the incident it belongs to; null if it concerns none that is open
/// @param outcome `opened`, `joined`, `repeated`, `silenced`, `nothing_open`, `recorded` or `noted`
/// @param warnings what could not be understood and was left out
record AcceptedView(@Nullable String id, String outcome, List<String> warnings) {

    static ResponseEntity<AcceptedView> answer(Accepted accepted) {
        AcceptedView view = new AcceptedView(accepted.id() == null ? null : accepted.id().toString(),
                accepted.outcome().name().toLowerCase(Locale.ROOT), accepted.warnings());
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(HttpStatus.ACCEPTED);
        if (accepted.id() != null) answer.location(URI.create("/api/v1/incidents/" + accepted.id()));
        return answer.body(view);
    }
}
