package dev.firsthour.investigation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.firsthour.diagnosis.Reliability;
import dev.firsthour.incident.Confidence;
import dev.firsthour.incident.Confidence.Factor;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.Hypothesis;

/// Computes the confidence of an analysis.
///
/// It starts from the chance that the engine's verdict is right, by its score ([Reliability]), and moves by each factor in turn, by a stated number of points, so that a reader can add it up. The model's own
/// claim is one input that moves little; the sceptic can only lower; a fallback never rises above the findings it stands on.
final class Judge {

    private static final double COVERAGE = 12;
    private static final double AGREEMENT = 15;
    private static final double CITATIONS = 15;
    private static final double QUOTES = 15;
    private static final double MARGIN = 8;
    private static final double GAPS = 3;
    private static final int MOST_GAPS = 4;
    private static final double CLAIM = 5;
    /// The sorts of telemetry that an investigation hopes for.
    private static final List<String> HOPED_FOR = List.of("logs", "metrics", "traces", "changes");

    private Judge() {}

    /// How an account stands on what there was to read.
    ///
    /// @param cited the share of its sentences that cite evidence that exists, 0 to 1
    /// @param quoted how much it quotes
    /// @param held the share of its quotes that stand somewhere, 0 to 1
    /// @param gaps how much somebody wanted to see and could not
    record Grounds(double cited, int quoted, double held, int gaps) {}

    /// What the factors add up to, before it is mapped by [Calibration].
    ///
    /// @param culprit whom the account blames
    /// @param claimed what the model claims, 0 to 100; NaN if no model spoke
    /// @param doubts the sceptic's verdict; null if it gave none
    static Confidence weigh(Diagnosis diagnosis, List<Evidence> evidence, @Nullable Entity culprit, Grounds grounds, double claimed,
            @Nullable Doubts doubts) {
        double cited = grounds.cited();
        boolean model = !Double.isNaN(claimed);
        double worth = worth(diagnosis);
        Sum sum = new Sum(worth);
        sum.factors.add(new Factor("findings", diagnosis.score(), worth, "how often the engine is right where it is as sure as this"));
        Set<String> kinds = evidence.stream().map(Evidence::content).map(Content::kind).collect(Collectors.toSet());
        double coverage = (double) HOPED_FOR.stream().filter(kinds::contains).count() / HOPED_FOR.size();
        sum.move("coverage", coverage, -COVERAGE * (1 - coverage),
                HOPED_FOR.stream().filter(kind -> !kinds.contains(kind)).toList().isEmpty()
                        ? "logs, metrics, traces and changes were all seen"
                        : "not seen: " + String.join(", ", HOPED_FOR.stream().filter(kind -> !kinds.contains(kind)).toList()));
        if (model) {
            double agreement = agreement(diagnosis, culprit);
            sum.move("agreement", agreement, AGREEMENT * (2 * agreement - 1), agreement == 1
                    ? "the model and the engine blame the same thing"
                    : agreement > 0 ? "the model blames what the engine ranks lower" : "the model blames what the engine does not suspect");
        }
        sum.move("citations", cited, -CITATIONS * (1 - cited), Math.round(100 * cited) + " % of the sentences cite evidence that exists");
        if (grounds.quoted() > 0) {
            sum.move("quotes", grounds.held(), -QUOTES * (1 - grounds.held()),
                    grounds.held() == 1
                            ? "what it quotes stands in the evidence"
                            : Math.round(grounds.quoted() * (1 - grounds.held())) + " of " + grounds.quoted() + " quotes stand nowhere");
        }
        double margin = margin(diagnosis.hypotheses());
        sum.move("margin", margin, MARGIN * (margin - 1) / 2,
                "the leading hypothesis is ahead of the next by " + Math.round(100 * margin) + " %");
        int gaps = Math.min(MOST_GAPS, grounds.gaps());
        sum.move("gaps", (double) gaps / MOST_GAPS, -GAPS * gaps,
                gaps == 0
                        ? "nothing was missing"
                        : grounds.gaps() + (gaps == 1 ? " thing" : " things") + " it wanted to see and could not");
        if (model)
            sum.move("claim", claimed / 100, CLAIM * (claimed / 100 - 1),
                    "the model claims " + Math.round(claimed) + " of itself, which counts little");
        if (doubts != null) {
            double capped = Math.min(sum.score, doubts.cap());
            sum.move("sceptic", doubts.cap() / 100, capped - sum.score, doubts.summary());
        }
        return sum.confidence();
    }

    /// The confidence of an account in which findings stand in for a model: never above what they are worth by themselves, and never above what
    /// the engine alone would state.
    static Confidence fallback(Diagnosis diagnosis, List<Evidence> evidence, Grounds grounds, Calibration calibration) {
        Doubts doubts = Sceptic.ofEngine(diagnosis);
        Confidence own = calibration.apply(weigh(diagnosis, evidence, null, grounds, Double.NaN, doubts));
        double most = worth(diagnosis);
        if (own.score() <= most) return own;
        List<Factor> factors = new ArrayList<>(own.factors());
        factors.add(new Factor("fallback", diagnosis.score(), most - own.score(), "never above the findings it stands on"));
        return new Confidence(most, factors);
    }

    /// What the findings are worth by themselves, 0 to 100.
    static double worth(Diagnosis diagnosis) {
        return 100 * Reliability.probability(diagnosis.score());
    }

    private static double agreement(Diagnosis diagnosis, @Nullable Entity culprit) {
        List<Hypothesis> ranked = diagnosis.hypotheses();
        if (culprit == null) return ranked.isEmpty() ? 1 : 0;
        for (int i = 0; i < ranked.size(); i++) {
            if (same(culprit, ranked.get(i))) return 1.0 / (i + 1);
        }
        return 0;
    }

    /// Whether a hypothesis blames that thing, or holds it for the trigger.
    static boolean same(@Nullable Entity culprit, Hypothesis hypothesis) {
        if (culprit == null) return hypothesis.culprit() == null;
        String name = culprit.name().toLowerCase(Locale.ROOT);
        Entity other = hypothesis.culprit();
        boolean sameEntity = other != null && matches(name, other.name().toLowerCase(Locale.ROOT));
        return sameEntity || matches(name, Objects.requireNonNullElse(hypothesis.trigger(), "").toLowerCase(Locale.ROOT));
    }

    /// Equal, or one an abbreviated commit of the other.
    private static boolean matches(String one, String other) {
        int shortest = 7;
        return one.equals(other) || (one.length() >= shortest && other.startsWith(one))
                || (other.length() >= shortest && one.startsWith(other));
    }

    private static double margin(List<Hypothesis> ranked) {
        List<Hypothesis> standing = ranked.stream().filter(hypothesis -> hypothesis.ruledOut() == null).toList();
        if (standing.isEmpty()) return 1;
        double first = standing.getFirst().score();
        double second = standing.size() < 2 ? 0 : standing.get(1).score();
        return first <= 0 ? 0 : Math.clamp((first - second) / first, 0, 1);
    }

    /// The sceptic's verdict.
    ///
    /// @param cap above which the confidence must not lie, 0 to 100
    record Doubts(double cap, String summary) {}

    private static final class Sum {

        private double score;
        private final List<Factor> factors = new ArrayList<>();

        Sum(double score) {
            this.score = score;
        }

        /// The effect that is noted is the one it had: the score stays within 0 and 100.
        void move(String name, double value, double points, String why) {
            double next = Math.clamp(score + points, 0, 100);
            factors.add(new Factor(name, value, next - score, why));
            score = next;
        }

        Confidence confidence() {
            return new Confidence(score, factors);
        }
    }
}
