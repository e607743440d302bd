package dev.firsthour.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import tools.jackson.databind.JsonNode;

/// The scorer against cases counted by hand.
class ScorerTest {

    @TempDir
    private Path root;

    private Scores score(String set, String labels, Map<String, String> predictions) throws IOException {
        Files.writeString(root.resolve("labels.json"), labels);
        var parsed = new LinkedHashMap<String, JsonNode>();
        predictions.forEach((id, json) -> parsed.put(id, Json.MAPPER.readTree(json)));
        return new Scorer(root, parsed, root).score(set);
    }

    @Test
    void aCommitIsHitBySevenCharactersADecoyIsCountedAndAMissingPredictionIsAMiss() throws IOException {
        Scores scores = score("rootcausebench",
                """
                        [{"case":"a","culprit":"0123456789","first_failing_service":"s","blast_radius":["x"],"decoys":["ffffffffff"],"difficulty":"easy"},
                         {"case":"b","culprit":"none","first_failing_service":"s","blast_radius":[],"decoys":["ffffffffff"],"difficulty":"easy"},
                         {"case":"c","culprit":"abcdefabcd","first_failing_service":"s","blast_radius":[],"decoys":[],"difficulty":"hard"}]
                        """,
                Map.of("a", "{\"culprit\":\"0123456\",\"service\":\"s\",\"ranking\":[\"0123456\"],\"blast_radius\":[\"x\",\"y\"]}", "b",
                        "{\"culprit\":\"fffffff\",\"service\":\"t\"}"));

        assertThat(scores.missed()).containsExactly("b", "c");
        assertThat(scores.rows().getFirst().number("pass")).isEqualTo(1.0 / 3);
        assertThat(scores.rows()).filteredOn(row -> row.group().equals("decoy blamed")).singleElement()
                .satisfies(row -> assertThat(row.number("count")).isEqualTo(1));
        assertThat(scores.rows()).filteredOn(row -> row.group().equals("blast radius")).singleElement()
                .satisfies(row -> assertThat(row.number("jaccard")).isEqualTo(0.5));
    }

    @Test
    void ranksCountDistinctEntitiesAndAbsenceCostsTen() throws IOException {
        Scores scores = score("changerca", """
                [{"case":"a","service":"cart","candidates":["cart","ads"]},{"case":"b","service":"ads","candidates":["ads"]}]
                """, Map.of("a", "{\"ranking\":[\"ads\",\"ads\",\"cart\"]}"));

        assertThat(scores.rows().getFirst().number("HR@1")).isZero();
        assertThat(scores.rows().getFirst().number("HR@3")).isEqualTo(0.5);
        assertThat(scores.rows().getFirst().number("MAR")).isEqualTo((2 + 10) / 2.0);
        assertThat(scores.rows().getLast().number("MAR")).isEqualTo(2);
    }

    @Test
    void anEmptyRankingIsRightWhereNothingIsWrongAndNoneIsAMiss() throws IOException {
        Scores scores = score("petshop", """
                [{"case":"a","system":"low_traffic","target_metric":"latency","kind":"none","node":"none"},
                 {"case":"b","system":"low_traffic","target_metric":"latency","kind":"none","node":"none"},
                 {"case":"c","system":"low_traffic","target_metric":"latency","kind":"issue","node":"Site"}]
                """, Map.of("a", "{\"ranking\":[]}", "c", "{\"ranking\":[\"Other\",\"Site\"]}"));

        assertThat(scores.missed()).containsExactly("b", "c");
        assertThat(scores.rows().getFirst().number("AC@3")).isEqualTo(1);
        assertThat(scores.rows().getLast().number("specificity")).isEqualTo(0.5);
    }

    @Test
    void aPlaceInTheCodeIsHitByBothPositionsWhole() throws IOException {
        String labels = """
                [{"case":"a","service":"ts-route","type":"return","fine":{"kind":"code","from":"R#40","to":"R#53"}}]
                """;

        Scores right = score("nezha-trainticket", labels,
                Map.of("a",
                        "{\"ranking\":[\"ts-route-5b67c48447-fj8b7\"],\"fine_ranking\":[\"ts-route|x|y -> z\",\"ts-route|R#40 -> R#53\"]}"));
        Scores wrong = score("nezha-trainticket", labels,
                Map.of("a", "{\"ranking\":[\"ts-route\"],\"fine_ranking\":[\"ts-route|R#40 -> R#531\"]}"));

        assertThat(right.rows().getFirst().number("AC@1")).isEqualTo(1);
        assertThat(right.rows()).filteredOn(row -> row.group().equals("fine, all")).singleElement()
                .satisfies(row -> assertThat(List.of(row.number("AC@1"), row.number("AC@3"))).containsExactly(0.0, 1.0));
        assertThat(wrong.rows()).filteredOn(row -> row.group().equals("fine, all")).singleElement()
                .satisfies(row -> assertThat(row.number("AC@5")).isZero());
    }

    @Test
    void halvesAreRoundedToTheEvenDigitOfTheExactValue() {
        assertThat(Scores.shown(0.0625)).isEqualTo("0.062");
        assertThat(Scores.shown(0.1875)).isEqualTo("0.188");
        assertThat(Scores.shown(1.0)).isEqualTo("1.000");
        assertThat(Scores.shown(Double.NaN)).isEqualTo("-");
    }

    @Test
    void wilsonsIntervalIsTheTextbooks() {
        Scores.Interval interval = Scores.Interval.wilson(7, 24);

        assertThat(interval.low()).isCloseTo(0.149, within(0.001));
        assertThat(interval.high()).isCloseTo(0.492, within(0.001));
    }

    @Test
    void theMapFromScoreToChanceNeverFallsAndFindsACalibratedScoreCalibrated() {
        var outcomes = new ArrayList<Calibration.Outcome>();
        for (int i = 0; i < 400; i++) {
            double score = (i % 20 + 0.5) / 20;
            int round = i / 20;
            outcomes.add(new Calibration.Outcome(score, round < score * 20));
        }

        Calibration map = Calibration.of(Map.of("a set", outcomes));

        for (double score = 0.05; score < 1; score += 0.05) {
            assertThat(map.chance(score)).isGreaterThanOrEqualTo(map.chance(score - 0.05)).isCloseTo(score, within(0.12));
        }
        assertThat(Calibration.quality(outcomes).error()).isLessThan(0.06);
    }

    @Test
    void incidentsThatTheEngineHadNotSeenWeighAsMuchAsAllOthersTogether() {
        List<Calibration.Outcome> right = Collections.nCopies(900, new Calibration.Outcome(0.6, true));
        List<Calibration.Outcome> wrong = Collections.nCopies(100, new Calibration.Outcome(0.6, false));

        assertThat(Calibration.of(Map.of("a set", right, "another", wrong)).chance(0.6)).isCloseTo(0.9, within(0.01));
        assertThat(Calibration.of(Map.of("a set", right, Calibration.FIRST_SIGHT, wrong)).chance(0.6)).isCloseTo(0.5, within(0.01));
    }

    @Test
    void whatWasDiagnosedAtFirstSightIsKeptWithTheProject() {
        assertThat(Calibration.firstSight()).hasSize(106).extracting(Calibration.Outcome::right).contains(true, false);
    }
}
