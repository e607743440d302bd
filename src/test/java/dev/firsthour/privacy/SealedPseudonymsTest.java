package dev.firsthour.privacy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.firsthour.testing.Postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SealedPseudonymsTest {

    private static final byte[] KEY = "a key of at least sixteen bytes".getBytes(StandardCharsets.UTF_8);

    private final JdbcTemplate database = new JdbcTemplate(Postgres.fresh());
    private final SealedPseudonyms book = new SealedPseudonyms(database, KEY);
    private final Redactor redactor = Redactors.of(KEY, PrivacyRules.NONE, book);

    @AfterEach
    void close() {
        book.close();
    }

    @Test
    void whatAPseudonymStandsForIsKeptForItsScopeAndGivenBack() {
        String text = redactor.redact("10.1.2.3 asked for ada@example.com, as did 10.1.2.3", "one").text();
        redactor.redact("10.9.9.9", "two");
        Map<String, String> originals = book.of("one", null);
        assertThat(originals.values()).containsExactlyInAnyOrder("10.1.2.3", "ada@example.com");
        assertThat(originals.keySet()).allSatisfy(pseudonym -> assertThat(text).contains(pseudonym));
        String ip = originals.keySet().stream().filter(name -> name.startsWith("ip-")).findFirst().orElseThrow();
        assertThat(book.of("one", List.of(ip, "ip-00000000"))).containsExactly(Map.entry(ip, "10.1.2.3"));
    }

    @Test
    void numbersOfCardsAccountsAndPersonsAreNeverKept() {
        redactor.redact("paid by 4111 1111 1111 1111 from DE89370400440532013000, cpf=52998224725", "one");
        assertThat(book.of("one", null)).isEmpty();
    }

    @Test
    void theDatabaseHoldsNoOriginalAndIsOfNoUseWithoutTheKey() {
        redactor.redact("ada@example.com", "one");
        book.flush();
        byte[] sealed = database.queryForObject("select sealed from pseudonym", byte[].class);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("ada");
        try (SealedPseudonyms other = new SealedPseudonyms(database, "another key of sixteen bytes".getBytes(StandardCharsets.UTF_8))) {
            assertThatThrownBy(() -> other.of("one", null)).hasMessageContaining("another key").hasMessageContaining("pseudonym.key");
        }
        database.update("update pseudonym set scope = 'two'");
        assertThatThrownBy(() -> book.of("two", null)).as("a line moved to another incident opens no more")
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsErasedIsGoneAlsoIfItStillWaited() {
        redactor.redact("10.1.2.3", "one");
        book.flush();
        redactor.redact("10.1.2.4", "one");
        book.erase("one");
        assertThat(book.of("one", null)).isEmpty();
    }

    @Test
    void whatIsMetAgainAfterItWasErasedIsKeptAgain() {
        redactor.redact("10.1.2.3", "one");
        redactor.redact("10.1.2.3", "two");
        book.flush();
        assertThat(book.erase("one")).isEqualTo(1);
        redactor.redact("10.1.2.3", "one");
        assertThat(book.of("one", null)).containsValue("10.1.2.3");
        assertThat(book.of("two", null)).as("another incident's stay").containsValue("10.1.2.3");
    }

    @Test
    void whatWaitsIsWrittenWhenItIsClosed() {
        redactor.redact("10.1.2.3", "one");
        book.close();
        assertThat(database.queryForObject("select count(*) from pseudonym", Integer.class)).isEqualTo(1);
    }
}
