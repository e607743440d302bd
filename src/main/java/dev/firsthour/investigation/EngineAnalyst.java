package dev.firsthour.investigation;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Claim;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.Hypothesis;
import dev.firsthour.incident.Incident;

/// Writes an account from the diagnosis alone: the analyst where no model is configured, and the stand-in where one fails.
final class EngineAnalyst {

    static final String NAME = "firsthour engine";

    private static final int REASONS = 8;
    private static final int RULED_OUT = 4;

    private EngineAnalyst() {}

    static Account account(Incident incident, Diagnosis diagnosis) {
        return switch (diagnosis.verdict()) {
            case FAULT -> diagnosis.hypotheses().isEmpty() ? unknown(diagnosis) : fault(incident, diagnosis);
            case NO_FAULT -> calm(diagnosis,
                    "Nothing needs to be done about the system. Check the alert's threshold and its window before it fires again.");
            case RECOVERED -> calm(diagnosis,
                    "Nothing needs to be done right now. Watch the affected services for another hour.");
            case NOT_ENOUGH_EVIDENCE -> unknown(diagnosis);
        };
    }

    private static Account fault(Incident incident, Diagnosis diagnosis) {
        Hypothesis leading = diagnosis.hypotheses().getFirst();
        Remedy remedy = Remedy.of(leading, incident.service());
        return new Account(leading.statement(), reasoning(diagnosis, leading), remedy.mitigation(), remedy.prevention(),
                remedy.recommendation(),
                leading.culprit(), leading.trigger(), contributing(diagnosis, leading), diagnosis.hypotheses(), List.of(), Double.NaN);
    }

    private static Account calm(Diagnosis diagnosis, String mitigation) {
        return new Account(diagnosis.summary(), findings(diagnosis.findings().stream(), diagnosis.summary()), mitigation,
                "Alert on symptoms that users feel, over a window long enough that a passing spike does not page anybody.",
                "Look at how often this alert fired without a fault in the last weeks, and adjust or remove it.", null, null, List.of(),
                diagnosis.hypotheses(), List.of(), Double.NaN);
    }

    private static Account unknown(Diagnosis diagnosis) {
        String gaps = diagnosis.gaps().isEmpty() ? "" : " Missing: " + String.join("; ", diagnosis.gaps()) + ".";
        return new Account("There is not enough evidence to name a cause." + gaps,
                findings(diagnosis.findings().stream(), diagnosis.summary()),
                "Look at the affected service by hand, and attach what you find: logs, metrics, traces and recent changes around the start of the trouble.",
                "Connect the missing sources, so that the next investigation can see them.",
                "Make sure that logs, metrics, traces and deployments of this service are collected and kept for at least a day.", null,
                null,
                List.of(), diagnosis.hypotheses(), List.of(), Double.NaN);
    }

    private static String reasoning(Diagnosis diagnosis, Hypothesis leading) {
        Stream<String> forIt = leading.evidenceFor().stream().limit(REASONS).map(EngineAnalyst::sentence);
        Stream<String> againstIt = leading.evidenceAgainst().stream().limit(REASONS).map(claim -> "Against it: " + sentence(claim));
        Stream<String> others = diagnosis.hypotheses().stream().skip(1).filter(other -> other.ruledOut() != null).limit(RULED_OUT)
                .map(other -> "Ruled out that " + clause(other.statement()) + ": " + clause(String.valueOf(other.ruledOut()))
                        + cites(other) + ".");
        String story = Stream.of(forIt, againstIt, others).flatMap(part -> part).collect(Collectors.joining("\n"));
        return story.isBlank() ? findings(diagnosis.findings().stream(), diagnosis.summary()) : story;
    }

    /// A sentence as a part of another.
    private static String clause(String sentence) {
        String text = sentence.strip();
        String open = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        return open.isEmpty() ? open : Character.toLowerCase(open.charAt(0)) + open.substring(1);
    }

    private static String cites(Hypothesis hypothesis) {
        return Stream.concat(hypothesis.evidenceAgainst().stream(), hypothesis.evidenceFor().stream()).findFirst()
                .map(claim -> " " + claim.cites()).orElse("");
    }

    private static String sentence(Claim claim) {
        String text = claim.text().strip();
        return text + (text.endsWith(".") ? "" : ".") + " " + claim.cites();
    }

    private static String findings(Stream<Finding> findings, String otherwise) {
        String told = findings.limit(REASONS).map(finding -> finding.statement().strip() + " " + finding.cites())
                .collect(Collectors.joining("\n"));
        return told.isBlank() ? otherwise : told;
    }

    /// What may have made it worse without having set it off: the next hypothesis that still stands, if it is not far behind.
    private static List<String> contributing(Diagnosis diagnosis, Hypothesis leading) {
        return diagnosis.hypotheses().stream().skip(1).filter(other -> other.ruledOut() == null && other.score() > leading.score() / 2)
                .limit(1)
                .map(Hypothesis::statement).toList();
    }

    /// What to do, by the kind of thing that is to blame.
    private record Remedy(String mitigation, String prevention, String recommendation) {

        static Remedy of(Hypothesis leading, @Nullable String service) {
            Entity culprit = leading.culprit();
            String name = culprit == null ? "the affected service" : culprit.name();
            String fault = leading.fault().toLowerCase(Locale.ROOT);
            if (leading.trigger() != null || (culprit != null && culprit.kind() == Entity.Kind.CHANGE)) {
                String change = leading.trigger() != null ? leading.trigger() : name;
                if (fault.contains("flag")) {
                    return new Remedy("Turn the flag back: " + change + ". Then watch the error rate and latency of "
                            + (service == null ? "the affected services" : service) + " return to normal.",
                            "Roll flags out to a small share of traffic first, and turn them back by themselves when errors rise.",
                            "Add a test for the path that the flag opens, and an alert on its error rate before the flag goes on again.");
                }
                return new Remedy("Roll back " + change
                        + ". Then watch the error rate and latency of the affected services return to normal.",
                        "Roll out in stages with a comparison of old against new, and stop by itself when errors or latency of the new version rise.",
                        "Write a test that fails on what this change did, and fix it forward before it goes out again.");
            }
            if ((culprit != null && culprit.kind() == Entity.Kind.DEPENDENCY) || fault.contains("vendor") || fault.contains("outside")
                    || fault.contains("extern")) {
                return new Remedy("No change of yours is to blame: do not roll back. Fail over from or degrade without " + name
                        + ", and follow its status page.",
                        "Put a time limit, a circuit breaker and a fallback between your services and " + name + ".",
                        "Agree on how long you can do without " + name + ", and rehearse it.");
            }
            if (fault.contains("resource") || fault.contains("cpu") || fault.contains("memory") || fault.contains("saturat")
                    || fault.contains("exhaust")) {
                return new Remedy("Give " + name + " room right now: add replicas or raise its limit, and shed load that can wait.",
                        "Alert on saturation of " + name + " well before its limit, and scale it by itself.",
                        "Find what uses the resource (a profile, the top statements) and put a bound on it.");
            }
            return new Remedy("Restart or isolate " + name + " and take load off it, while its owner looks at the findings above.",
                    "Put time limits, bounded retries and a circuit breaker between " + name + " and those who call it.",
                    "Reproduce the fault from the findings above, and add an alert on its first sign.");
        }
    }
}
