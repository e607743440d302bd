package dev.firsthour.evidence.cloudwatch;

import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class MetricTest {

    /// As AWS' documentation recommends for its own metrics.
    @ParameterizedTest
    @CsvSource({"Errors, SUM", "Invocations, SUM", "Duration, P99", "ConcurrentExecutions, MAXIMUM", "IteratorAge, MAXIMUM",
            "RequestCount, SUM",
            "TargetResponseTime, P99", "HealthyHostCount, MINIMUM", "UnHealthyHostCount, MAXIMUM", "HTTPCode_ELB_5XX_Count, SUM",
            "CPUUtilization, MAXIMUM",
            "FreeableMemory, MINIMUM", "FreeStorageSpace, MINIMUM", "BurstBalance, MINIMUM", "CPUCreditBalance, MINIMUM",
            "DatabaseConnections, MAXIMUM",
            "ReplicaLag, MAXIMUM", "DiskQueueDepth, MAXIMUM", "ApproximateNumberOfMessagesVisible, MAXIMUM",
            "ApproximateAgeOfOldestMessage, MAXIMUM",
            "NumberOfMessagesSent, SUM", "ThrottledRequests, SUM", "Throttles, SUM", "ProcessedBytes, SUM", "HeapUsedBytes, AVERAGE",
            "ErrorRate, AVERAGE",
            "5XXError, SUM", "Latency, P99", "DBLoad, MAXIMUM"})
    void theStatisticFollowsFromWhatAMetricMeasures(String name, Metric.Statistic statistic) {
        assertThat(new Metric("AWS/Any", name, Map.of()).statistics().getFirst()).isEqualTo(statistic);
    }
}
