package dev.firsthour.diagnosis;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReliabilityTest {

    @Test
    void aHigherScoreIsNeverWorthLess() {
        double last = 0;
        for (int i = 0; i <= 1000; i++) {
            double chance = Reliability.probability(i / 1000.0);
            assertThat(chance).isBetween(last, 1.0);
            last = chance;
        }
    }

    @Test
    void whatIsNoScoreIsRefused() {
        assertThatThrownBy(() -> Reliability.probability(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> Reliability.probability(1.1)).hasMessageContaining("1.1");
    }
}
