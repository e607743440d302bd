package dev.firsthour.investigation;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Event;
import dev.firsthour.incident.EventData;

/// What the timeline already says of one analysis: where a later attempt goes on from.
///
/// @param startedAt when the first attempt began; null if none did
/// @param analyst who was to write the analysis; null if no attempt began
/// @param settled the sources that have answered, or never will
/// @param diagnosed whether the recorded diagnosis saw all the evidence there is
/// @param proposed whether the engine's hypotheses stand on the timeline
/// @param modelProposed whether the model's do
/// @param suspected whether it is noted what text from outside speaks to models
/// @param waits how many times in a row it was put off
record Progress(@Nullable Instant startedAt, @Nullable String analyst, Set<String> settled, boolean diagnosed, boolean proposed,
        boolean modelProposed, boolean suspected, int waits) {

    static Progress of(List<Event> events, AnalysisId analysis) {
        Instant startedAt = null;
        String analyst = null;
        Set<String> settled = new HashSet<>();
        boolean diagnosed = false;
        boolean proposed = false;
        boolean modelProposed = false;
        boolean suspected = false;
        int waits = 0;
        for (Event event : events) {
            switch (event.data()) {
                case EventData.AnalysisStarted started when started.analysisId().equals(analysis) -> {
                    startedAt = event.occurredAt();
                    analyst = started.analyst();
                    settled.clear();
                    diagnosed = false;
                }
                case EventData.EvidenceCollected collected -> {
                    settled.add(collected.source());
                    diagnosed = false;
                    waits = 0;
                }
                case EventData.EvidenceMissing missing -> settled.add(missing.source());
                case EventData.SourceUnavailable unavailable when unavailable.lasting() -> settled.add(unavailable.source());
                case EventData.DiagnosisCompleted completed when completed.analysisId().equals(analysis) -> diagnosed = true;
                case EventData.HypothesisProposed hypothesis when hypothesis.analysisId().equals(analysis) -> {
                    boolean byEngine = hypothesis.by().equals(Investigator.ENGINE);
                    proposed |= byEngine;
                    modelProposed |= !byEngine;
                }
                case EventData.InjectionSuspected suspicion when suspicion.analysisId().equals(analysis) -> suspected = true;
                case EventData.ModelCalled called when called.analysisId().equals(analysis)
                        && called.outcome().equals(Exchanges.ANSWERED) ->
                    waits = 0;
                case EventData.RetryScheduled retry when retry.analysisId().equals(analysis) -> waits++;
                default -> {
                }
            }
        }
        return new Progress(startedAt, analyst, settled, diagnosed, proposed, modelProposed, suspected, waits);
    }

    boolean started() {
        return startedAt != null;
    }
}
