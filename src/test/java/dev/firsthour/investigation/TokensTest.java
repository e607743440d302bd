package dev.firsthour.investigation;

import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;

import static org.assertj.core.api.Assertions.assertThat;

class TokensTest {

    private static final String PROSE = "A cause comes before its effects. Ask what changed first, and what everything else can follow from. The "
            + "service that is loudest is often a victim of the one that it calls, and a change near the start is suspect only if something ties "
            + "it to the symptoms.";
    private static final String LOGS = """
            2026-03-01T12:00:00.123Z ERROR [checkout-7d9f4b8c6-x2x1p] c.e.PoolExhaustedException: no connection left after 5000 ms (active=50, idle=0)
            10.0.3.17 - - [01/Mar/2026:12:00:01 +0000] "GET /api/v1/orders/8842?expand=items HTTP/1.1" 503 197 "-" "curl/8.5.0"
            {"ts":1772366400,"level":"warn","trace":"4bf92f3577b34da6a3ce929d0e0e4736","msg":"retrying","attempt":3}
                at com.example.orders.OrderRepository.findAllByCustomerId(OrderRepository.java:117)
            """;

    static Stream<String> texts() {
        Random random = new Random(7);
        StringBuilder hex = new StringBuilder();
        random.ints(2000, 0, 16).forEach(digit -> hex.append(Character.forDigit(digit, 16)));
        return Stream.of(PROSE, LOGS, PROSE + "\n\n" + LOGS, hex.toString(), "Größe überschritten, Übertragung schlägt fehl: ÄÖÜ",
                "接続プールが枯渇しました。しばらくしてから再試行してください。", "-".repeat(500), "     deeply\n\n\n        indented\t\ttext", "🔥 alert 🔥");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void itIsNeverBelowWhatPublicVocabulariesTake(String text) {
        for (EncodingType type : new EncodingType[]{EncodingType.CL100K_BASE, EncodingType.O200K_BASE, EncodingType.P50K_BASE}) {
            assertThat(Tokens.of(text)).as("%s of %s", type, text).isGreaterThanOrEqualTo(encoding(type).countTokensOrdinary(text));
        }
    }

    @ParameterizedTest
    @EnumSource(value = EncodingType.class, names = {"CL100K_BASE", "O200K_BASE"})
    void itWastesNoMoreThanTheFactorOfTwo(EncodingType type) {
        assertThat(Tokens.of(PROSE)).isLessThan(2 * encoding(type).countTokensOrdinary(PROSE));
        assertThat(Tokens.of(LOGS)).isLessThan(2 * encoding(type).countTokensOrdinary(LOGS));
    }

    private static Encoding encoding(EncodingType type) {
        return Encodings.newLazyEncodingRegistry().getEncoding(type);
    }
}
