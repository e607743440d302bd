package dev.firsthour.timeline;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.ExecutionStatus;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.ModelExchange;
import dev.firsthour.incident.Usage;

/// Incidents and what their entries brought along, to be read.
public interface Archive {

    Optional<Incident> incident(IncidentId id);

    /// The open incident (any status but resolved) that a grouping key belongs to.
    Optional<Incident> openIncident(String groupingKey);

    /// The newest incident that a grouping key belongs to, resolved or not.
    Optional<Incident> newestIncident(String groupingKey);

    /// The incident that a message is about, by what the channel that it was sent to calls it ([dev.firsthour.incident.EventData.NotificationSent]).
    Optional<Incident> messageAbout(String channel, String reference);

    /// One page of incidents, the newest first.
    ///
    /// @param cursor where the page before ended; null for the first
    Page page(IncidentFilter filter, @Nullable String cursor, int limit);

    /// The incidents written to at or after an instant, the newest first, at most so many: a hint that somebody should look again.
    List<Touch> touched(Instant since, int limit);

    /// All evidence with its bodies, by id.
    List<Evidence> evidence(IncidentId id);

    Optional<Evidence> evidence(IncidentId id, EvidenceId evidenceId);

    /// What evidence there is, without its bodies, by id.
    List<EvidenceHead> evidenceHeads(IncidentId id);

    /// Every finished run, the newest first.
    List<Analysis> analyses(IncidentId id);

    /// The incident's analysis: the newest finished run that did not fail, else the newest.
    default Optional<Analysis> analysis(IncidentId id) {
        List<Analysis> all = analyses(id);
        return all.stream().filter(run -> run.executionStatus() != ExecutionStatus.FAILED).findFirst()
                .or(() -> all.stream().findFirst());
    }

    /// What the engine found in a run, finished or not.
    Optional<Diagnosis> diagnosis(AnalysisId id);

    /// What models were asked and answered in a run, oldest first.
    List<ModelExchange> exchanges(AnalysisId id);

    /// What models cost in a run so far.
    Usage usage(AnalysisId id);

    /// What models cost in all runs, in calls that began at or after an instant.
    Usage usageSince(Instant from);

    /// Past incidents that resemble one, whose cause is known or was concluded, the most alike first, at most `limit`.
    List<Precedent> similar(Resemblance resemblance, int limit);

    /// What people said of analyses, one for each analysis, the newest word first, at most `limit`: read off the timelines, stored nowhere else.
    List<Outcome> outcomes(int limit);
}
