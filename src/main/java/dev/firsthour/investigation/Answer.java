package dev.firsthour.investigation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Claim;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Hypothesis;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The reasoning agent's answer, valid by its schema in full or in part, read as an account.
final class Answer {

    /// What an answer decides.
    static final List<String> FIELDS = List.of("root_cause", "reasoning", "mitigation", "prevention", "recommendation", "culprit");
    static final String FAULT = "as the model sees it";

    private static final int MOST = 8;
    /// The engine's word counts for less where the model has another.
    private static final double BEHIND = 4;

    private Answer() {}

    /// A valid answer.
    ///
    /// @param existing the evidence there is: claims that cite nothing of it are left out
    static Account read(ObjectNode answer, Account engine, Set<EvidenceId> existing) {
        Entity culprit = culprit(answer.get("culprit"));
        return new Account(text(answer, "root_cause"), text(answer, "reasoning"), text(answer, "mitigation"), text(answer, "prevention"),
                text(answer, "recommendation"), culprit, Objects.equals(culprit, engine.culprit()) ? engine.trigger() : null,
                texts(answer.get("contributing_factors")), hypotheses(answer.get("hypotheses"), existing),
                texts(answer.get("evidence_gaps")),
                answer.path("confidence").asDouble(Double.NaN));
    }

    /// What is valid of an answer, the rest from the engine's account.
    static Filled fill(ObjectNode valid, Account engine, Set<EvidenceId> existing) {
        List<String> filled = new ArrayList<>();
        Entity culprit = culprit(valid.get("culprit"));
        // A root cause and its culprit belong together: one of the model beside one of the engine would contradict itself.
        boolean own = valid.has("root_cause") && culprit != null;
        if (!own) filled.add("root_cause");
        Account account = new Account(own ? text(valid, "root_cause") : engine.rootCause(),
                or(valid, "reasoning", engine.reasoning(), filled, own),
                or(valid, "mitigation", engine.mitigation(), filled, own), or(valid, "prevention", engine.prevention(), filled, own),
                or(valid, "recommendation", engine.recommendation(), filled, own), own ? culprit : engine.culprit(),
                own ? null : engine.trigger(), engine.contributingFactors(),
                own && valid.has("hypotheses") ? hypotheses(valid.get("hypotheses"), existing) : engine.hypotheses(),
                texts(valid.get("evidence_gaps")), Double.NaN);
        return new Filled(account, filled);
    }

    /// @param fromFindings the fields that come from the engine's findings
    record Filled(Account account, List<String> fromFindings) {}

    private static String or(ObjectNode valid, String field, String engine, List<String> filled, boolean own) {
        if (own && valid.has(field)) return text(valid, field);
        filled.add(field);
        return engine;
    }

    private static List<Hypothesis> hypotheses(@Nullable JsonNode nodes, Set<EvidenceId> existing) {
        List<Hypothesis> hypotheses = new ArrayList<>();
        if (nodes == null) return hypotheses;
        for (JsonNode node : nodes) {
            int rank = hypotheses.size() + 1;
            JsonNode ruledOut = node.get("ruled_out");
            hypotheses.add(new Hypothesis("H" + rank, node.path("statement").asString(""), culprit(node.get("culprit")), FAULT, null,
                    1.0 / (rank + 1),
                    claims(node.get("evidence_for"), existing), claims(node.get("evidence_against"), existing),
                    ruledOut == null || ruledOut.isNull() || ruledOut.asString("").isBlank() ? null : ruledOut.asString()));
        }
        return hypotheses;
    }

    /// What competes: the model's hypotheses, then those of the engine that blame something the model does not speak of, renumbered. An engine's hypothesis
    /// that stands keeps standing: that a model is silent on it rules nothing out.
    static List<Hypothesis> competing(List<Hypothesis> model, List<Hypothesis> engine) {
        List<Hypothesis> competing = new ArrayList<>(model);
        for (Hypothesis other : engine) {
            boolean spokenOf = model.stream().anyMatch(own -> Judge.same(own.culprit(), other));
            if (spokenOf || competing.size() >= MOST) continue;
            competing.add(new Hypothesis("H" + (competing.size() + 1), other.statement(), other.culprit(), other.fault(), other.trigger(),
                    other.score() / BEHIND, other.evidenceFor(), other.evidenceAgainst(), other.ruledOut()));
        }
        return competing;
    }

    private static List<Claim> claims(@Nullable JsonNode nodes, Set<EvidenceId> existing) {
        List<Claim> claims = new ArrayList<>();
        if (nodes == null) return claims;
        for (JsonNode node : nodes) {
            List<EvidenceId> cites = texts(node.get("cites")).stream()
                    .flatMap(text -> EvidenceId.citedIn("[" + text.replaceAll("[\\[\\]]", "") + "]"))
                    .filter(existing::contains).distinct().toList();
            if (!cites.isEmpty()) claims.add(new Claim(node.path("text").asString(""), cites));
        }
        return claims;
    }

    private static @Nullable Entity culprit(@Nullable JsonNode node) {
        if (node == null || !node.isObject()) return null;
        String name = node.path("name").asString("").strip();
        if (name.isEmpty() || name.equalsIgnoreCase("none") || name.equalsIgnoreCase("unknown")) return null;
        String word = node.path("kind").asString("");
        for (Entity.Kind kind : Entity.Kind.values()) {
            if (kind.word().equalsIgnoreCase(word)) return new Entity(kind, name);
        }
        return Entity.service(name);
    }

    private static String text(ObjectNode node, String field) {
        return node.path(field).asString("").strip();
    }

    private static List<String> texts(@Nullable JsonNode nodes) {
        List<String> texts = new ArrayList<>();
        if (nodes != null) nodes.forEach(node -> texts.add(node.asString("")));
        return texts;
    }
}
