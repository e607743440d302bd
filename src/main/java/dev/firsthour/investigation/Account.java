package dev.firsthour.investigation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Entity;
import dev.firsthour.incident.Hypothesis;

/// What an analyst, engine or model, makes of an incident, before it is checked and weighed.
///
/// @param gaps what the analyst wanted to see and could not, beyond what is known to be missing
/// @param claimed the confidence that the analyst claims, 0 to 100; NaN if it claims none
record Account(String rootCause, String reasoning, String mitigation, String prevention, String recommendation, @Nullable Entity culprit,
        @Nullable String trigger, List<String> contributingFactors, List<Hypothesis> hypotheses, List<String> gaps, double claimed) {

    Account {
        contributingFactors = List.copyOf(contributingFactors);
        hypotheses = List.copyOf(hypotheses);
        gaps = List.copyOf(gaps);
    }

    /// All that it says of the evidence, which its quotes can be checked in; advice is not among it.
    List<String> told() {
        List<String> told = new ArrayList<>(List.of(rootCause, reasoning));
        told.addAll(contributingFactors);
        hypotheses.stream().flatMap(hypothesis -> Stream.concat(hypothesis.evidenceFor().stream(), hypothesis.evidenceAgainst().stream()))
                .forEach(claim -> told.add(claim.text()));
        return told;
    }

    /// The same with other hypotheses.
    Account with(List<Hypothesis> others) {
        return new Account(rootCause, reasoning, mitigation, prevention, recommendation, culprit, trigger, contributingFactors, others,
                gaps,
                claimed);
    }
}
