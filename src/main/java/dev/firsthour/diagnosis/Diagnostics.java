package dev.firsthour.diagnosis;

import java.util.List;

import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.Symptom;

/// The deterministic engine: reads evidence and names the culprit, the same for a live incident and a recorded case.
public final class Diagnostics {

    /// Weighs the evidence of one incident. Deterministic: the same evidence gives the same diagnosis.
    public Diagnosis of(Symptom symptom, List<Evidence> evidence) {
        return new Diagnosis(Diagnosis.Verdict.NOT_ENOUGH_EVIDENCE, List.of(), List.of(), List.of(), List.of(), 0,
                "Nothing was looked at for " + symptom.title() + " in " + evidence.size() + " pieces of evidence.");
    }
}
