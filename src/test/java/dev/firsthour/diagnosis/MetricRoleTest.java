package dev.firsthour.diagnosis;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MetricRoleTest {

    @Test
    void namesAreReadAsTheirWordsHoweverTheyAreJoined() {
        assertThat(MetricRole.words("CPUUtilization")).containsExactly("cpu", "utilization");
        assertThat(MetricRole.words("http_server.request-duration")).containsExactly("http", "server", "request", "duration");
        assertThat(MetricRole.words("PodServerLatencyP90(s)")).containsExactly("pod", "server", "latency", "p90", "s");
        assertThat(MetricRole.words("lat_99")).containsExactly("lat", "99");
        assertThat(MetricRole.words("(%)")).isEmpty();
    }

    @Test
    void aMetricMeansWhatItsWordsSay() {
        assertThat(role("http_request_duration_seconds")).isEqualTo(MetricRole.LATENCY);
        assertThat(role("connection_errors")).isEqualTo(MetricRole.ERRORS);
        assertThat(role("SuccessRate(%)")).isEqualTo(MetricRole.SUCCESS);
        assertThat(role("requests")).isEqualTo(MetricRole.TRAFFIC);
        assertThat(role("container_memory_usage_bytes")).isEqualTo(MetricRole.RESOURCE);
        assertThat(role("DiskQueueDepth")).isEqualTo(MetricRole.RESOURCE);
        assertThat(role("xyzzy")).isEqualTo(MetricRole.OTHER);
    }

    @Test
    void whichWayIsBadDependsOnTheMeaning() {
        assertThat(MetricRole.LATENCY.isBad(1)).isTrue();
        assertThat(MetricRole.LATENCY.isBad(-1)).isFalse();
        assertThat(MetricRole.SUCCESS.isBad(-1)).isTrue();
        assertThat(MetricRole.SUCCESS.isBad(1)).isFalse();
        assertThat(MetricRole.RESOURCE.isBad(-1)).isTrue();
    }

    private static MetricRole role(String name) {
        return MetricRole.of(WrittenSeries.series("checkout", name, 1).series());
    }
}
