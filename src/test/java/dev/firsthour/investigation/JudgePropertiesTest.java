package dev.firsthour.investigation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Confidence;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.Hypothesis;
import dev.firsthour.testing.Samples;
import dev.firsthour.timeline.Outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class JudgePropertiesTest {

    private static final double EPSILON = 1e-9;

    private static Diagnosis diagnosis(double score, List<Double> others, int gaps) {
        List<Hypothesis> hypotheses = new ArrayList<>();
        for (double other : others) {
            hypotheses.add(Matters.hypothesis(hypotheses.size() + 1, "service" + hypotheses.size(), other, null));
        }
        return Matters.diagnosis(score, List.of(Matters.finding("The pool ran dry.", 0.9)), hypotheses,
                IntStream.range(0, gaps).mapToObj(gap -> "gap " + gap).toList());
    }

    private static @Nullable Entity culprit(int which) {
        return which == 0 ? null : Entity.service("service" + which);
    }

    @Property
    void theScepticCanOnlyLower(@ForAll @DoubleRange(max = 1) double score,
            @ForAll @Size(max = 4) List<@DoubleRange(max = 1) Double> others,
            @ForAll @IntRange(max = 6) int gaps, @ForAll @IntRange(max = 3) int blamed, @ForAll @DoubleRange(max = 1) double cited,
            @ForAll @DoubleRange(max = 1) double held, @ForAll @DoubleRange(max = 100) double claimed,
            @ForAll @DoubleRange(max = 100) double cap) {
        Diagnosis diagnosis = diagnosis(score, others, gaps);
        var grounds = new Judge.Grounds(cited, 3, held, gaps);
        Confidence undoubted = Judge.weigh(diagnosis, Matters.evidence(), culprit(blamed), grounds, claimed, null);
        Confidence doubted = Judge.weigh(diagnosis, Matters.evidence(), culprit(blamed), grounds, claimed, new Judge.Doubts(cap, "doubts"));
        assertThat(doubted.score()).isLessThanOrEqualTo(undoubted.score()).isLessThanOrEqualTo(cap + EPSILON);
    }

    @Property
    void aFallbackIsNeverSurerThanTheFindingsItStandsOnWhateverMapPeopleTaught(@ForAll @DoubleRange(max = 1) double score,
            @ForAll @Size(max = 4) List<@DoubleRange(max = 1) Double> others, @ForAll @IntRange(max = 6) int gaps,
            @ForAll @DoubleRange(max = 1) double cited, @ForAll @DoubleRange(max = 1) double held, @ForAll boolean taught) {
        Diagnosis diagnosis = diagnosis(score, others, gaps);
        Confidence fallback = Judge.fallback(diagnosis, Matters.evidence(), new Judge.Grounds(cited, 3, held, gaps),
                Calibration.of(taught ? alwaysRight() : List.of()));
        assertThat(fallback.score()).isLessThanOrEqualTo(Judge.worth(diagnosis) + EPSILON);
    }

    /// Outcomes that teach a map on which nearly everything rises.
    private static List<Outcome> alwaysRight() {
        return IntStream.range(0, 200).mapToObj(i -> new Outcome(Samples.IDS.incident(), Samples.IDS.analysis(),
                new Confidence(i % 20 == 0 ? 1 : 10, List.of()), i % 20 != 0, Samples.NOON)).toList();
    }

    @Property
    void theFactorsAddUpToTheScore(@ForAll @DoubleRange(max = 1) double score,
            @ForAll @Size(max = 4) List<@DoubleRange(max = 1) Double> others,
            @ForAll @DoubleRange(max = 1) double cited, @ForAll @DoubleRange(max = 1) double held,
            @ForAll @DoubleRange(max = 100) double claimed) {
        Confidence confidence = Judge.weigh(diagnosis(score, others, 2), Matters.evidence(), culprit(1),
                new Judge.Grounds(cited, 2, held, 2),
                claimed, new Judge.Doubts(60, "doubts"));
        assertThat(confidence.factors().stream().mapToDouble(Confidence.Factor::effect).sum()).isCloseTo(confidence.score(), within(1e-6));
    }

    @Property
    void lessHeldQuotesNeverRaise(@ForAll @DoubleRange(max = 1) double score, @ForAll @DoubleRange(max = 1) double more,
            @ForAll @DoubleRange(max = 1) double less) {
        Diagnosis diagnosis = diagnosis(score, List.of(0.5), 0);
        double high = Judge.weigh(diagnosis, Matters.evidence(), culprit(1), new Judge.Grounds(1, 4, Math.max(more, less), 0), 90, null)
                .score();
        double low = Judge.weigh(diagnosis, Matters.evidence(), culprit(1), new Judge.Grounds(1, 4, Math.min(more, less), 0), 90, null)
                .score();
        assertThat(low).isLessThanOrEqualTo(high + EPSILON);
    }
}
