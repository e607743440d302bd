package dev.firsthour.investigation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.firsthour.incident.Severity;

import static org.assertj.core.api.Assertions.assertThat;

class ModeTest {

    @ParameterizedTest
    @EnumSource(Severity.class)
    void anAbleModelIsSentDeepWhereItIsSevere(Severity severity) {
        assertThat(Mode.choose("auto", Cast.ABLE, severity, 0).mode())
                .isEqualTo(severity == Severity.CRITICAL || severity == Severity.HIGH ? Mode.DEEP : Mode.LEAN);
        assertThat(Mode.choose("deep", Cast.ABLE, severity, 0).mode()).isEqualTo(Mode.DEEP);
        assertThat(Mode.choose("lean", Cast.ABLE, severity, 0).mode()).isEqualTo(Mode.LEAN);
    }

    @Test
    void aBudgetThatSpecialistsWouldUseUpKeepsItLean() {
        assertThat(Mode.choose("auto", Cast.ABLE, Severity.CRITICAL, 50_000)).satisfies(choice -> {
            assertThat(choice.mode()).isEqualTo(Mode.LEAN);
            assertThat(choice.why()).contains("50000");
        });
        assertThat(Mode.choose("auto", Cast.ABLE, Severity.CRITICAL, 500_000).mode()).isEqualTo(Mode.DEEP);
    }
}
