package dev.firsthour.evidence.cloudwatch;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class NamingTest {

    @ParameterizedTest
    @CsvSource({"checkout, checkout", "Checkout, checkout", "checkout-service, checkout", "checkout, checkout-service",
            "prod-checkout-handler, checkout",
            "app/checkout-alb/50dc6c495c0c9188, checkout", "targetgroup/checkout-tg/943f017f100becff, checkout",
            "prod-ShopStack-CheckoutHandler1A2B3C4D-q7WxYz12AbCd, checkout", "/ecs/checkout/web, checkout",
            "/aws/lambda/checkout-api, checkout-api",
            "CheckoutApi, checkout-api", "checkout_api, checkout-api",
            "arn:aws:states:eu-central-1:123456789012:stateMachine:checkout, checkout",
            "checkout-blue, checkout", "checkout-db-1, checkout"})
    void whatIsTheServicesNameWithDecorationIsItsOwn(String name, String service) {
        assertThat(Naming.isOf(name, service, "blue")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"payments-api, api", "checkout-history, checkout", "checkouts, checkout", "precheckout, checkout",
            "app/other-alb/50dc6c495c0c9188, app-x",
            "checkout-blue-canary, checkout", "ab12cd34, checkout"})
    void whatHasAWordOfItsOwnIsAnothers(String name, String service) {
        assertThat(Naming.isOf(name, service, "blue")).isFalse();
    }

    @Test
    void ofSeveralEnvironmentsTheIncidentsIsTakenAndWhatNamesNone() {
        List<String> all = List.of("/staging/a", "/prd/a", "/shared/a");

        assertThat(Naming.within("production", all, Stream::of)).containsExactly("/prd/a", "/shared/a");
        assertThat(Naming.within("emea", all, Stream::of)).isEqualTo(all);
        assertThat(Naming.within(null, all, Stream::of)).isEqualTo(all);
    }
}
