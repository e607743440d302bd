package dev.firsthour.investigation;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Entity;
import dev.firsthour.incident.Hypothesis;

/// What an analyst, engine or model, makes of an incident, before it is checked and weighed.
///
/// @param claimed the confidence that the analyst claims, 0 to 100; NaN if it claims none
record Account(String rootCause, String reasoning, String mitigation, String prevention, String recommendation, @Nullable Entity culprit,
        @Nullable String trigger, List<String> contributingFactors, List<Hypothesis> hypotheses, double claimed) {

    Account {
        contributingFactors = List.copyOf(contributingFactors);
        hypotheses = List.copyOf(hypotheses);
    }
}
