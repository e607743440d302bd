package dev.firsthour.intake;

import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Flaw;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.InvalidInput;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.privacy.SealedPseudonyms;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.NoSuchIncident;
import dev.firsthour.timeline.Timeline;

/// Tells people with the right to it what an incident's pseudonyms stand for, and notes on the timeline that it did, before it does.
public final class Disclosure {

    private static final int LONGEST_REASON = 1_000;

    private final Timeline timeline;
    private final Archive archive;
    private final SealedPseudonyms book;
    private final Redactor redactor;
    private final InstantSource clock;

    Disclosure(Timeline timeline, Archive archive, SealedPseudonyms book, Redactor redactor, InstantSource clock) {
        this.timeline = timeline;
        this.archive = archive;
        this.book = book;
        this.redactor = redactor;
        this.clock = clock;
    }

    /// What pseudonyms stand for, by pseudonym. Whose originals were never kept, or are erased, is left out.
    ///
    /// @param reason why somebody needs to know
    /// @param only the pseudonyms asked for; null for all of the incident
    /// @throws InvalidInput without a reason
    /// @throws NoSuchIncident if there is none
    public Map<String, String> reveal(IncidentId id, String actor, String reason, @Nullable Collection<String> only) {
        if (reason.isBlank())
            throw new InvalidInput(new Flaw("reason", reason, "is empty", "say why you need to know: it stands on the timeline"));
        if (reason.length() > LONGEST_REASON) {
            throw new InvalidInput(new Flaw("reason", reason, "has " + reason.length() + " characters", "write at most " + LONGEST_REASON));
        }
        if (archive.incident(id).isEmpty()) throw new NoSuchIncident(id);
        Map<String, String> originals = book.of(id.toString(), only);
        String why = redactor.redact(reason.strip(), id.toString()).text();
        timeline.append(id,
                new NewEvent(clock.instant(), actor, EventType.PSEUDONYMS_REVEALED,
                        actor + " saw what " + originals.size() + (originals.size() == 1 ? " pseudonym stands" : " pseudonyms stand")
                                + " for: "
                                + why,
                        new EventData.PseudonymsRevealed(why, originals.size())));
        return originals;
    }
}
