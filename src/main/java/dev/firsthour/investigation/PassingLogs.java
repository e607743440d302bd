package dev.firsthour.investigation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import dev.firsthour.diagnosis.CitedLog;
import dev.firsthour.diagnosis.Diagnostics;
import dev.firsthour.evidence.Collector;
import dev.firsthour.evidence.LogStream;
import dev.firsthour.evidence.Passage;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.Symptom;
import dev.firsthour.timeline.Run;

/// Logs that are too many to be evidence: they pass by a diagnosis once, and what the diagnosis found worth keeping becomes the evidence that
/// its findings cite.
///
/// @param stream the logs, closed when they have passed by
record PassingLogs(LogStream stream) {

    /// The diagnosis of the evidence and of the logs together; in the end the kept part of the logs is on the timeline.
    Diagnosis diagnosis(Diagnostics diagnostics, Symptom symptom, List<Evidence> evidence, Collector collector, Run run) {
        try (Passage passage = collector.passage(run.incidentId(), stream)) {
            Map<EvidenceId, List<LogRecord>> sample = new HashMap<>();
            Diagnosis diagnosis = diagnostics.of(symptom, evidence, () -> cited(passage.iterator()),
                    kept -> sample.computeIfAbsent(kept.evidence(), _ -> new ArrayList<>()).add(kept.log()));
            collector.keep(run, passage, sample);
            return noting(diagnosis, passage.flaws());
        }
    }

    private static Iterator<CitedLog> cited(Iterator<Passage.Passing> passing) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return passing.hasNext();
            }

            @Override
            public CitedLog next() {
                Passage.Passing next = passing.next();
                return new CitedLog(next.evidence(), next.log());
            }
        };
    }

    /// The diagnosis with flaws of its evidence among its gaps.
    static Diagnosis noting(Diagnosis diagnosis, List<String> flaws) {
        if (flaws.isEmpty()) return diagnosis;
        List<String> gaps = new ArrayList<>(diagnosis.gaps());
        gaps.addAll(flaws);
        return new Diagnosis(diagnosis.verdict(), diagnosis.findings(), diagnosis.hypotheses(), diagnosis.affected(), gaps,
                diagnosis.score(), diagnosis.summary());
    }
}
