package dev.firsthour.investigation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
/// @param plan how the agents are to go about it; null before that is settled
/// @param calls the calls of tools that each agent made, by rising number
/// @param reports what specialists handed back, by their names
/// @param overspent whether a budget was used up
/// @param refuted whether the sceptic's refutation stands on the timeline
/// @param suspected whether it is noted what text from outside speaks to models
/// @param waits how many times in a row it was put off
record Progress(@Nullable Instant startedAt, @Nullable String analyst, Set<String> settled, boolean diagnosed, boolean proposed,
        boolean modelProposed, EventData.@Nullable AnalysisPlanned plan, Map<String, List<EventData.ToolCalled>> calls,
        Map<String, EventData.SpecialistReported> reports, boolean overspent, boolean refuted, boolean suspected, int waits) {

    static Progress of(List<Event> events, AnalysisId analysis) {
        Instant startedAt = null;
        String analyst = null;
        Set<String> settled = new HashSet<>();
        boolean diagnosed = false;
        boolean proposed = false;
        boolean modelProposed = false;
        EventData.AnalysisPlanned plan = null;
        Map<String, List<EventData.ToolCalled>> calls = new HashMap<>();
        Map<String, EventData.SpecialistReported> reports = new LinkedHashMap<>();
        boolean overspent = false;
        boolean refuted = false;
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
                    modelProposed |= hypothesis.by().equals(Investigator.REASONING);
                }
                case EventData.ModelCalled called when called.analysisId().equals(analysis)
                        && Exchanges.SAID.contains(called.outcome()) ->
                    waits = 0;
                case EventData.AnalysisPlanned planned when planned.analysisId().equals(analysis) -> plan = planned;
                case EventData.ToolCalled call when call.analysisId().equals(analysis) ->
                    calls.computeIfAbsent(call.agent(), _ -> new ArrayList<>()).add(call);
                case EventData.SpecialistReported report when report.analysisId().equals(analysis) ->
                    reports.put(report.specialist(), report);
                case EventData.BudgetExhausted budget when budget.analysisId().equals(analysis) -> overspent = true;
                case EventData.HypothesisRefuted refutation when refutation.analysisId().equals(analysis) ->
                    refuted |= refutation.by().equals(Investigator.SCEPTIC);
                case EventData.InjectionSuspected suspicion when suspicion.analysisId().equals(analysis) -> suspected = true;
                case EventData.RetryScheduled retry when retry.analysisId().equals(analysis) -> waits++;
                default -> {
                }
            }
        }
        return new Progress(startedAt, analyst, settled, diagnosed, proposed, modelProposed, plan, calls, reports, overspent,
                refuted, suspected, waits);
    }

    boolean started() {
        return startedAt != null;
    }
}
