package dev.firsthour.web.page;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PagePartsTest {

    private static final Set<EvidenceId> KNOWN = Set.of(new EvidenceId(3), new EvidenceId(7));

    @Test
    void onlyWhatStandsInBracketsAndExistsBecomesALink() {
        Cited cited = Cited.of("E3 shows [E3, E7], not [E9] nor [E3x] nor array[E] nor [1]", KNOWN);

        assertThat(cited.pieces().stream().filter(Cited.Piece::isLink).map(Cited.Piece::text)).containsExactly("E3", "E7");
        assertThat(cited.pieces().stream().filter(Cited.Piece::isEmptyCitation).map(Cited.Piece::text)).containsExactly("E9");
    }

    @Property
    void thePiecesPutTogetherAreTheText(@ForAll String text) {
        assertThat(Cited.of(text, KNOWN).pieces().stream().map(Cited.Piece::text).collect(Collectors.joining())).isEqualTo(text);
    }

    @Test
    void aSpikeOfOneSampleSurvivesTheThinning() {
        long[] times = IntStream.range(0, 100_000).mapToLong(i -> i * 1_000L).toArray();
        double[] values = new double[100_000];
        values[54_321] = 99;
        values[777] = Double.NaN;

        ChartSeries thinned = ChartSeries.of(new MetricSeries("checkout", "latency", "s", Map.of(), new Samples(times, values)), null);

        assertThat(thinned.values()).hasSizeLessThan(1_300).contains(99.0);
        assertThat(thinned.times().get(thinned.values().indexOf(99.0))).isEqualTo(54_321.0);
        assertThat(thinned.times()).isSorted();
    }

    @Test
    void aSeriesWithoutAnyNumberIsAllGaps() {
        ChartSeries gaps = ChartSeries.of(
                new MetricSeries(null, "x", null, Map.of(),
                        new Samples(new long[]{1, 2}, new double[]{Double.NaN, Double.POSITIVE_INFINITY})),
                null);

        assertThat(gaps.values()).containsOnlyNulls();
    }

    @Test
    void numbersAreShortAndKeepTheirSize() {
        assertThat(Numbers.plain(1_204)).isEqualTo("1,204");
        assertThat(Numbers.plain(0.0431)).isEqualTo("0.043");
        assertThat(Numbers.plain(3.14159)).isEqualTo("3.14");
        assertThat(Numbers.plain(Double.NaN)).isEqualTo("–");
        assertThat(Numbers.signed(-8)).isEqualTo("−8.0");
        assertThat(Numbers.length(Duration.ofMillis(2_310))).isEqualTo("2.31 s");
        assertThat(Numbers.length(Duration.ofSeconds(72))).isEqualTo("1 min 12 s");
        assertThat(Moment.ago(Duration.ofMinutes(12))).isEqualTo("12 min");
        assertThat(Moment.ago(Duration.ofSeconds(-5))).isEqualTo("0 s");
    }

    @Test
    void aDiffTellsAddedFromRemoved() {
        assertThat(DiffLine.of("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new\n same").stream().map(DiffLine::tone))
                .containsExactly("file", "file", "hunk", "removed", "added", "context");
    }
}
