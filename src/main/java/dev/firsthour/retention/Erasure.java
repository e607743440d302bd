package dev.firsthour.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

import dev.firsthour.incident.EventData.BodiesErased;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Flaw;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.InvalidInput;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.Timeline;

/// Erases what lies beside an incident's timeline, for good: the contents of its evidence, what models were asked and answered, what its alerts said, and
/// what its pseudonyms stand for. The timeline, its digests and the analyses stay.
public final class Erasure {

    private static final String SYSTEM = "system";
    private static final int LONGEST_REASON = 1_000;

    private final Timeline timeline;
    private final ToIntFunction<IncidentId> alerts;
    private final ToIntFunction<String> pseudonyms;
    private final Redactor redactor;
    private final InstantSource clock;

    /// @param alerts erases what an incident's alerts said, and says of how many
    /// @param pseudonyms erases what the pseudonyms of a scope stand for, and says of how many
    Erasure(Timeline timeline, ToIntFunction<IncidentId> alerts, ToIntFunction<String> pseudonyms, Redactor redactor, InstantSource clock) {
        this.timeline = timeline;
        this.alerts = alerts;
        this.pseudonyms = pseudonyms;
        this.redactor = redactor;
        this.clock = clock;
    }

    /// Erases because somebody says so, and notes it in their name. Where nothing is left to erase, nothing is noted.
    ///
    /// @param reason why
    /// @return what is gone now
    /// @throws InvalidInput without a reason
    /// @throws dev.firsthour.timeline.NoSuchIncident if there is none
    /// @throws dev.firsthour.incident.NotPossibleNow while an analysis is under way
    public BodiesErased erase(IncidentId id, String actor, String reason) {
        if (reason.isBlank())
            throw new InvalidInput(new Flaw("reason", reason, "is empty", "say why it has to go: it stands on the timeline"));
        if (reason.length() > LONGEST_REASON) {
            throw new InvalidInput(new Flaw("reason", reason, "has " + reason.length() + " characters", "write at most " + LONGEST_REASON));
        }
        String why = redactor.redact(reason.strip(), id.toString()).text();
        return erase(id, actor, why, actor + " erased ");
    }

    /// Erases because it was kept for as long as it is to be kept.
    BodiesErased expired(IncidentId id, Duration kept) {
        long days = kept.toDays();
        return erase(id, SYSTEM, "bodies are kept for " + days + (days == 1 ? " day" : " days") + " (firsthour.retention.bodies)",
                "Erased ");
    }

    private BodiesErased erase(IncidentId id, String actor, String reason, String who) {
        Instant now = clock.instant();
        return timeline.erase(id, now, erased -> {
            BodiesErased all = new BodiesErased(reason, erased.evidence(), erased.exchanges(), alerts.applyAsInt(id),
                    pseudonyms.applyAsInt(id.toString()));
            return isNothing(all)
                    ? Optional.empty()
                    : Optional.of(new NewEvent(now, actor, EventType.BODIES_ERASED, who + listed(all) + ": " + reason, all));
        }).map(event -> (BodiesErased) event.data()).orElseGet(() -> new BodiesErased(reason, 0, 0, 0, 0));
    }

    private static boolean isNothing(BodiesErased erased) {
        return erased.evidence() + erased.exchanges() + erased.alerts() + erased.pseudonyms() == 0;
    }

    private static String listed(BodiesErased erased) {
        List<String> parts = new ArrayList<>();
        count(parts, erased.evidence(), "the contents of %d piece of evidence", "the contents of %d pieces of evidence");
        count(parts, erased.exchanges(), "the texts of %d exchange with models", "the texts of %d exchanges with models");
        count(parts, erased.alerts(), "what %d alert said", "what %d alerts said");
        count(parts, erased.pseudonyms(), "what %d pseudonym stands for", "what %d pseudonyms stand for");
        return String.join(", ", parts);
    }

    private static void count(List<String> parts, int count, String one, String many) {
        if (count > 0) parts.add((count == 1 ? one : many).formatted(count));
    }
}
