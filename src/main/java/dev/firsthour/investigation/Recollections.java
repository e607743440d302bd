package dev.firsthour.investigation;

import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.knowledge.Runbooks;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.NoSuchIncident;

/// What incidents remind of, for people to read. Asks nobody outside.
public final class Recollections {

    private final Archive archive;
    private final Runbooks runbooks;
    private final Redactor redactor;

    Recollections(Archive archive, Runbooks runbooks, Redactor redactor) {
        this.archive = archive;
        this.runbooks = runbooks;
        this.redactor = redactor;
    }

    /// By the incident's title and the newest findings.
    ///
    /// @throws NoSuchIncident if there is none
    public Recollection of(IncidentId id) {
        Incident incident = archive.incident(id).orElseThrow(() -> new NoSuchIncident(id));
        AnalysisId newest = incident.standing().analysisId();
        return Recollection.of(incident, newest == null ? null : archive.diagnosis(newest).orElse(null), archive, runbooks, redactor,
                false);
    }
}
