package dev.firsthour.investigation;

import java.util.List;

import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.Incident;

/// All that is known of an incident when a model is asked about it.
///
/// @param reports what specialists handed back; empty before they did, and in the lean way
/// @param recalled past incidents and runbooks like it
record Matter(Incident incident, Diagnosis diagnosis, List<Evidence> evidence, List<EventData.SpecialistReported> reports,
        Recollection recalled) {

    Matter {
        evidence = List.copyOf(evidence);
        reports = List.copyOf(reports);
    }
}
