package dev.firsthour.diagnosis;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class FailureTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "402 from the maps provider | ACCOUNT",
            "call to payments failed: status 503 | UPSTREAM",
            "GET /cart 502 12ms | UPSTREAM",
            "\"POST /v1/orders HTTP/1.1\" 504 0 | TIMEOUT",
            "upstream answered with status code: 409 | DUPLICATE",
            "{\"level\":\"error\",\"status\":401} | UNAUTHORIZED",
            "http_status=404 for the avatar | NOT_FOUND",
            "storefront got a 503 from checkout | UPSTREAM",
            "charge declined (402) | ACCOUNT",
            "Server returned HTTP response code: 500 for URL https://api.example/v1 | UPSTREAM",
            "http_server_requests_503 | UPSTREAM",
            "responses of 502 or 504 | TIMEOUT",
            "https://geo.example/v2/places?q=1 -> 402 | ACCOUNT",
    })
    void aStatusIsReadWhereItStandsAsOne(String text, Failure failure) {
        assertThat(Failure.in(text)).contains(failure);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cannot find row 402 of table lines", "no line with id 402", "served request 503 of ledger", "wrote 404 rows",
            "GET /orders/402 done", "order_id=409 shipped", "waited with 500 ms to go", "seen at line 401", "took a nap of 504 s"})
    void aNumberThatIsNoStatusIsNoTrouble(String text) {
        assertThat(Failure.in(text)).doesNotContain(Failure.ACCOUNT, Failure.UPSTREAM, Failure.TIMEOUT, Failure.NOT_FOUND,
                Failure.DUPLICATE,
                Failure.UNAUTHORIZED, Failure.INVALID_DATA);
    }
}
