package dev.firsthour.evidence.prometheus;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/// How metrics are asked for by what their names say they are.
class CatalogueTest {

    private static final String SELECTOR = "job=\"checkout\"";

    private static List<String> asked(Set<String> names) {
        return new Catalogue(names, null).measures(SELECTOR, Optional.of("code=~\"5..\""), Duration.ofMinutes(2)).stream()
                .map(measure -> measure.name() + " = " + measure.expression() + " [" + measure.unit() + "]").toList();
    }

    @Test
    void aHistogramIsARateAHighQuantileAndAShareOfErrors() {
        assertThat(asked(Set.of("http_server_request_duration_seconds_bucket", "http_server_request_duration_seconds_count",
                "http_server_request_duration_seconds_sum"))).containsExactly(
                        "http_server_request_duration_seconds_rate = "
                                + "sum(rate(http_server_request_duration_seconds_count{job=\"checkout\"}[120s])) [1/s]",
                        "http_server_request_duration_seconds_p99 = histogram_quantile(0.99, sum by (le) "
                                + "(rate(http_server_request_duration_seconds_bucket{job=\"checkout\"}[120s]))) [s]",
                        "http_server_request_duration_seconds_error_ratio = "
                                + "(sum(rate(http_server_request_duration_seconds_count{job=\"checkout\", code=~\"5..\"}[120s])) or 0 * "
                                + "sum(rate(http_server_request_duration_seconds_count{job=\"checkout\"}[120s]))) / "
                                + "sum(rate(http_server_request_duration_seconds_count{job=\"checkout\"}[120s])) [1]");
    }

    @Test
    void aTimerWithoutBucketsGivesItsMean() {
        assertThat(asked(Set.of("cache_gets_seconds_count", "cache_gets_seconds_sum"))).containsExactly(
                "cache_gets_seconds_rate = sum(rate(cache_gets_seconds_count{job=\"checkout\"}[120s])) [1/s]",
                "cache_gets_seconds_mean = sum(rate(cache_gets_seconds_sum{job=\"checkout\"}[120s])) / "
                        + "sum(rate(cache_gets_seconds_count{job=\"checkout\"}[120s])) [s]");
    }

    @Test
    void secondsASecondAreAShare() {
        assertThat(asked(Set.of("process_cpu_seconds_total"))).containsExactly(
                "process_cpu_seconds_rate = sum(rate(process_cpu_seconds_total{job=\"checkout\"}[120s])) [1]");
    }

    @Test
    void allGaugesAreOneQuestionAndUpIsTheLeastOfItsInstances() {
        assertThat(asked(Set.of("up", "hikaricp_connections_active", "process_open_fds"))).containsExactly(
                "null = max by (__name__) ({__name__=~\"hikaricp_connections_active|process_open_fds\", job=\"checkout\"}) [null]",
                "up = min(up{job=\"checkout\"}) [1]");
    }

    @Test
    void housekeepingIsLeftOut() {
        assertThat(asked(Set.of("go_gc_duration_seconds", "build_info", "scrape_duration_seconds", "jobs_created", "ALERTS"))).isEmpty();
    }

    @Test
    void theBoundsKeepTheTellingMetricsAndTheAlertsOwn() {
        Set<String> names = IntStream.range(0, 500).mapToObj(i -> "a_business_counter_" + i + "_total").collect(Collectors.toSet());
        names.addAll(Set.of("http_requests_total", "zz_errors_total", "zzz_alerted_total"));

        var measures = new Catalogue(names, "zzz_alerted").measures(SELECTOR, Optional.empty(), Duration.ofMinutes(2));

        assertThat(measures).hasSize(Catalogue.MOST_COUNTERS).extracting(Measure::name).startsWith("zzz_alerted_rate", "http_requests_rate",
                "zz_errors_rate");
    }
}
