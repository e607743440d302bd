package dev.firsthour.web.api;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.firsthour.access.Sessions;
import dev.firsthour.incident.EventData.BodiesErased;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.retention.Erasure;
import dev.firsthour.web.problem.Complaint;
import dev.firsthour.web.problem.Problem;
import dev.firsthour.web.problem.Refused;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

/// Erases what lies beside an incident's timeline, before its time.
@RestController
@RequestMapping(path = "/api/v1/incidents/{id}/erase", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "privacy")
class ErasureController {

    private final Erasure erasure;

    ErasureController(Erasure erasure) {
        this.erasure = erasure;
    }

    /// @param reason why it has to go
    record EraseRequest(@Nullable String reason) {}

    /// How much is gone now; all zero if nothing was left to erase.
    ///
    /// @param evidence pieces of evidence that lost their contents
    /// @param exchanges exchanges with models that lost their texts
    /// @param alerts alerts that are no longer kept whole
    /// @param pseudonyms pseudonyms of which it is no longer known what they stand for
    record ErasedView(int evidence, int exchanges, int alerts, int pseudonyms) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Erases the bodies of evidence, model exchanges and alerts and what pseudonyms stand for, for good; for administrators")
    ErasedView erase(@PathVariable IncidentId id, @RequestBody EraseRequest request) {
        String reason = request.reason();
        if (reason == null) {
            throw new Refused(Problem.badRequest(new Complaint("reason", null, "the field 'reason' is missing",
                    "say why it has to go: it stands on the timeline")));
        }
        BodiesErased erased = erasure.erase(id, Sessions.caller().name(), reason);
        return new ErasedView(erased.evidence(), erased.exchanges(), erased.alerts(), erased.pseudonyms());
    }
}
