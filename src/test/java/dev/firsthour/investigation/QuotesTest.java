package dev.firsthour.investigation;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class QuotesTest {

    @ParameterizedTest
    @ValueSource(strings = {"It says \"no connection left in the pool\" fifty times.", "It says \"No connection   left in the POOL.\"",
            "It says “no connection left … after 5007 ms”.", "The template \"no connection left in the pool after <number> ms\" is new.",
            "The diff takes out `connection.close();`.", "The status is `pool timeout` in `checkout`.", "`pool_active` rose.",
            "Commit `4f2a91c0ffee` came before.", "The incident is `checkout fails` itself."})
    void whatStandsInTheEvidenceHolds(String text) {
        Quotes quotes = Quotes.of(List.of(text), Matters.matter());
        assertThat(quotes.quoted()).isPositive();
        assertThat(quotes.unfounded()).isEmpty();
        assertThat(quotes.held()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"It says \"disk quota exceeded on node 7\".", "It says “no connection left … after 9999 ms”.",
            "It says \"left no connection in the pool\".", "The method `connection.abort()` is called."})
    void whatStandsNowhereIsNamed(String text) {
        Quotes quotes = Quotes.of(List.of(text), Matters.matter());
        assertThat(quotes.unfounded()).hasSize(1);
        assertThat(quotes.held()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"The pool is \"healthy\" again.", "A \"noisy neighbour\" is no suspect.", "Nothing is quoted here."})
    void emphasisIsNoQuote(String text) {
        assertThat(Quotes.of(List.of(text), Matters.matter()).quoted()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"`", "\"\"\"\"", "“”", "``` ```", "\"<number>\"", "\"...\""})
    void marksWithNothingBetweenThemAreNone(String text) {
        assertThat(Quotes.of(List.of(text), Matters.matter()).quoted()).isZero();
    }
}
