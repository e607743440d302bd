package dev.firsthour.investigation;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.firsthour.incident.EvidenceId;

import static org.assertj.core.api.Assertions.assertThat;

class CitationsTest {

    private static final Set<EvidenceId> EXISTING = Set.of(new EvidenceId(1), new EvidenceId(2));

    @ParameterizedTest
    @ValueSource(strings = {"The pool ran dry [E1]. Nothing else changed [E2].", "The pool ran dry. [E1] Nothing else changed. [E2]",
            "The pool ran dry. [E1]\nnothing else changed. [E2]", "paylane said so at 09:34:00 UTC. [E1]\npaylane said it again. [E2]",
            "The pool ran dry [E1]\nnothing else changed [E1, E2]"})
    void aCitationBelongsToTheSentenceItStandsBehind(String text) {
        Citations citations = Citations.of(text, EXISTING);
        assertThat(citations.sentences()).isEqualTo(2);
        assertThat(citations.unsupported()).isEmpty();
        assertThat(citations.supported()).isEqualTo(1);
        assertThat(citations.cited()).containsExactly(new EvidenceId(1), new EvidenceId(2));
    }

    @Test
    void whatCitesNothingThatExistsIsUnsupportedAndLosesTheId() {
        Citations citations = Citations.of("The pool ran dry [E1]. It was the moon [E9]. It rained.", EXISTING);
        assertThat(citations.unsupported()).containsExactly("It was the moon.", "It rained.");
        assertThat(citations.invented()).isEqualTo(List.of(new EvidenceId(9)));
        assertThat(citations.text()).isEqualTo("The pool ran dry [E1]. It was the moon. It rained.");
    }
}
