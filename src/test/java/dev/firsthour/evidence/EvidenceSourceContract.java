package dev.firsthour.evidence;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.NothingFound;
import dev.firsthour.incident.Window;

import static org.assertj.core.api.Assertions.assertThat;

/// What every source keeps to, whatever it asks. The adapter's test brings a source that knows something of the service `checkout` in
/// [#WINDOW], and nothing of `nobody`.
public abstract class EvidenceSourceContract {

    protected static final Window WINDOW = new Window(Instant.parse("2026-03-12T13:17:00Z"), Instant.parse("2026-03-12T14:32:00Z"));

    /// A question about one service, as an alert about it would raise it.
    protected static EvidenceQuery about(String service) {
        return new EvidenceQuery(List.of(service), null, WINDOW, Map.of(), null);
    }

    /// A source that knows something of `checkout`.
    protected abstract EvidenceSource source();

    @Test
    void whatIsThereIsFoundAndSaysWhatItIsAndHowItWasAsked() {
        assertThat(source().ask(about("checkout"))).isInstanceOfSatisfying(Found.class,
                found -> assertThat(found.drafts()).allSatisfy(draft -> {
                    assertThat(draft.content().size()).isPositive();
                    assertThat(draft.query()).isNotBlank();
                    assertThat(draft.title()).isNotBlank();
                }));
    }

    @Test
    void whatIsNotThereIsNotFoundAndSaysWhereItWasLookedFor() {
        assertThat(source().ask(about("nobody"))).isInstanceOfSatisfying(NothingFound.class, nothing -> {
            assertThat(nothing.query()).isNotBlank();
            assertThat(nothing.reason()).contains("nobody");
        });
    }

    @Test
    void aQuestionThatNamesNothingIsAnswered() {
        var nothing = new EvidenceQuery(List.of(), null, WINDOW, Map.of(), null);

        assertThat(source().ask(nothing)).isNotNull();
    }

    @Test
    void theNameIsOneWord() {
        assertThat(source().name()).matches("[a-z][a-z0-9_]*");
    }
}
