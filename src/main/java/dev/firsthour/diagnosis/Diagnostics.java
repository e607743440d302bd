package dev.firsthour.diagnosis;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.Symptom;

/// The deterministic engine: reads evidence and names the culprit, the same for a live incident and a recorded case.
///
/// Logs, metrics and spans give findings; findings give complaints in words and say who suffers since when. Explanations compete on one
/// scale: each change by time, place and mechanism ({@link ChangeSuspects}), each cause outside our changes ({@link OutsideCauses}), and
/// a fault of unknown origin inside each service that suffers. The share of the mass that an explanation gets is its score (a softmax over
/// strengths). Cost: linear in the telemetry, plus changes times complaints. Deterministic: ties are broken by a hash of names.
public final class Diagnostics {

    /// Weighs the evidence of one incident. Deterministic: the same evidence gives the same diagnosis.
    public Diagnosis of(Symptom symptom, List<Evidence> evidence) {
        return of(symptom, evidence, List.of());
    }

    /// The same with logs that are too many for memory: they are read once, in passing, beside those among the evidence.
    public Diagnosis of(Symptom symptom, List<Evidence> evidence, Iterable<CitedLog> logs) {
        return diagnosis(symptom, evidence, logs, null);
    }

    /// The same, for one who keeps a part of the logs that pass by.
    ///
    /// @param sample told, once the logs have passed by, of those that are worth keeping: of each template the first, those around the
    ///         detection, and the line that findings show; some ten thousand at most, by time
    public Diagnosis of(Symptom symptom, List<Evidence> evidence, Iterable<CitedLog> logs, Consumer<CitedLog> sample) {
        return diagnosis(symptom, evidence, logs, sample);
    }

    private static Diagnosis diagnosis(Symptom symptom, List<Evidence> evidence, Iterable<CitedLog> logs,
            @Nullable Consumer<CitedLog> sample) {
        Telemetry telemetry = Telemetry.of(symptom, evidence, logs, sample);
        Diagnosis diagnosis = new Weighing(symptom, telemetry).diagnosis();
        List<String> contradictions = Contradictions.of(telemetry);
        if (contradictions.isEmpty()) return diagnosis;
        List<String> gaps = Stream.concat(diagnosis.gaps().stream(), contradictions.stream()).toList();
        return new Diagnosis(diagnosis.verdict(), diagnosis.findings(), diagnosis.hypotheses(), diagnosis.affected(), gaps,
                diagnosis.score(), diagnosis.summary());
    }
}
