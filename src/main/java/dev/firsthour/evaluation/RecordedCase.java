package dev.firsthour.evaluation;

import java.util.ArrayList;
import java.util.List;

import dev.firsthour.diagnosis.CitedLog;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Symptom;

/// One incident of a public set, in the words of a live one.
///
/// @param evidence in the order of collection, numbered from 1
/// @param logs records too many to hold, read once in passing; empty if they stand among the evidence
record RecordedCase(String id, Symptom symptom, List<Evidence> evidence, Iterable<CitedLog> logs) {

    RecordedCase { evidence = List.copyOf(evidence); }

    /// Numbers contents as the live system numbers evidence.
    static final class Pieces {
        private final List<Evidence> evidence = new ArrayList<>();

        /// @return the id that the piece got
        EvidenceId add(String title, Content content) {
            var id = new EvidenceId(evidence.size() + 1);
            evidence.add(new Evidence(id, "attached", title, title, null, content, "", java.time.Instant.EPOCH, 0, false, null));
            return id;
        }

        List<Evidence> all() {
            return evidence;
        }
    }
}
