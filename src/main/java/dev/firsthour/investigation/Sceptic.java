package dev.firsthour.investigation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.Hypothesis;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Tries to refute the leading hypothesis. It can only lower the confidence.
final class Sceptic {

    private static final double NO_DOUBT = 100;
    /// A cause that only one sort of telemetry speaks for may be a fault of that telemetry.
    private static final double ONE_SORT = 75;
    private static final double SPOKEN_AGAINST = 85;
    private static final double REFUTED = 35;
    /// Nobody doubted the account: that is no reason to believe it more than an engine's own.
    private static final double NOT_HEARD = 90;

    private Sceptic() {}

    /// The doubts that need no model.
    static Judge.Doubts ofEngine(Diagnosis diagnosis) {
        if (diagnosis.verdict() != Diagnosis.Verdict.FAULT || diagnosis.hypotheses().isEmpty()) {
            return new Judge.Doubts(NO_DOUBT, "there is no hypothesis to doubt");
        }
        Hypothesis leading = diagnosis.hypotheses().getFirst();
        Set<String> sorts = diagnosis.findings().stream().map(Finding::signal).map(signal -> signal.getClass().getSimpleName())
                .collect(Collectors.toSet());
        double cap = NO_DOUBT;
        List<String> doubts = new ArrayList<>();
        if (!leading.evidenceAgainst().isEmpty()) {
            cap = Math.min(cap, SPOKEN_AGAINST);
            doubts.add("evidence speaks against it: " + leading.evidenceAgainst().getFirst().text());
        }
        if (sorts.size() < 2) {
            cap = Math.min(cap, ONE_SORT);
            doubts.add("only one sort of signal speaks at all");
        }
        return new Judge.Doubts(cap, doubts.isEmpty() ? "nothing speaks against the leading hypothesis" : String.join("; ", doubts));
    }

    /// What a sceptical model is asked.
    static String question(String briefing, String answer) {
        return briefing + "\n\n# The analysis to doubt\n" + answer;
    }

    /// What a sceptical model said; doubts that cite nothing that exists do not count.
    static Judge.Doubts ofModel(Conversation.End end, Set<EvidenceId> existing) {
        return switch (end) {
            case Conversation.End.Valid(var answer) -> said(answer, existing);
            case Conversation.End.Lost(var reason, _, _) -> new Judge.Doubts(NOT_HEARD, "the sceptic gave no valid verdict: " + reason);
            case Conversation.End.Waiting(var reason, _) -> new Judge.Doubts(NOT_HEARD, "the sceptic was not heard: " + reason);
            case Conversation.End.Called _ -> new Judge.Doubts(NOT_HEARD, "the sceptic was not heard");
        };
    }

    /// Why the leading hypothesis is refuted, in words; null if it is not, or by nothing that exists. A refutation rests on evidence.
    static @Nullable String refutation(Conversation.End end, Set<EvidenceId> existing) {
        if (!(end instanceof Conversation.End.Valid(var answer)) || !answer.path("refuted").asBoolean(false)) return null;
        for (JsonNode doubt : answer.path("doubts")) {
            List<EvidenceId> cited = cites(doubt.get("cites")).stream().filter(existing::contains).distinct().toList();
            if (!cited.isEmpty()) return doubt.path("text").asString("") + " " + cited;
        }
        return null;
    }

    private static Judge.Doubts said(ObjectNode answer, Set<EvidenceId> existing) {
        List<String> doubts = new ArrayList<>();
        for (JsonNode doubt : answer.path("doubts")) {
            if (cites(doubt.get("cites")).stream().anyMatch(existing::contains)) doubts.add(doubt.path("text").asString(""));
        }
        boolean refuted = answer.path("refuted").asBoolean(false);
        double cap = Math.clamp(answer.path("confidence_cap").asDouble(NO_DOUBT), 0, NO_DOUBT);
        if (refuted) cap = Math.min(cap, REFUTED);
        String verdict = refuted ? "the sceptic holds it refuted" : "the sceptic lets it stand";
        return new Judge.Doubts(cap, doubts.isEmpty() ? verdict : verdict + ": " + String.join("; ", doubts));
    }

    private static List<EvidenceId> cites(@Nullable JsonNode nodes) {
        List<EvidenceId> ids = new ArrayList<>();
        if (nodes != null)
            nodes.forEach(node -> EvidenceId.citedIn("[" + node.asString("").replaceAll("[\\[\\]]", "") + "]").forEach(ids::add));
        return ids;
    }
}
