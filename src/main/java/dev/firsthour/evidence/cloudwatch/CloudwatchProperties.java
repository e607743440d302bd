package dev.firsthour.evidence.cloudwatch;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.Endpoint;

/// Where CloudWatch is asked. Without a region nobody is asked. Credentials are what AWS' standard chain finds: environment, web identity, profiles,
/// containers, instances.
///
/// @param region the region that is asked, as in `eu-central-1`
/// @param url the address of the metrics, if it is not `https://monitoring.REGION.amazonaws.com`, as of a VPC endpoint
/// @param logsUrl the address of the logs, if it is not `https://logs.REGION.amazonaws.com`
/// @param dimensions the dimensions that name what a metric is about; a service is looked for in their values
/// @param namespaces the only namespaces whose metrics are looked at, as in `AWS/Lambda`; all by default
/// @param resources what belongs to a service and does not bear its name: `resources.checkout=DBInstanceIdentifier=orders-1,TableName=orders`
/// @param logGroups the log groups of a service whose names do not tell: `log-groups.checkout=/var/log/messages`
/// @param sharedLogGroups log groups that many services write to, as of a cluster: of their lines those are taken that name the service
/// @param lines how many lines of one log group are fetched at most, spread over the window
/// @param connectTimeout how long until it accepts a connection
/// @param readTimeout how long until one answer is here in full
/// @param deadline how long all questions about one incident may take, of metrics and of logs each
/// @param maxAnswer how large one answer may be
@ConfigurationProperties("firsthour.evidence.cloudwatch")
record CloudwatchProperties(@Nullable String region, @Nullable URI url, @Nullable URI logsUrl,
        @DefaultValue({
                "ServiceName", "Service", "FunctionName", "ApiName", "LoadBalancer", "TargetGroup", "DBInstanceIdentifier",
                "DBClusterIdentifier", "CacheClusterId", "TableName", "QueueName", "TopicName", "StreamName", "StateMachineArn",
                "AutoScalingGroupName", "ClusterName"}) List<String> dimensions,
        @DefaultValue List<String> namespaces, @DefaultValue Map<String, List<String>> resources,
        @DefaultValue Map<String, List<String>> logGroups, @DefaultValue List<String> sharedLogGroups, @DefaultValue("5000") int lines,
        @DefaultValue("2s") Duration connectTimeout, @DefaultValue("10s") Duration readTimeout, @DefaultValue("18s") Duration deadline,
        @DefaultValue("16MB") DataSize maxAnswer) {

    /// What prefixes each setting's name.
    static final String PREFIX = "firsthour.evidence.cloudwatch";

    CloudwatchProperties {
        if (region == null || !region.matches("[a-z]{2,3}(-[a-z]+)+-[0-9]{1,2}")) {
            throw new IllegalArgumentException(PREFIX + ".region is a region as in eu-central-1, not " + region);
        }
        if (lines < LogsSource.SLICES) {
            throw new IllegalArgumentException(PREFIX + ".lines is at least " + LogsSource.SLICES + ", not " + lines);
        }
        dimensions = List.copyOf(dimensions);
        namespaces = List.copyOf(namespaces);
        resources = lists(resources);
        logGroups = lists(logGroups);
        sharedLogGroups = List.copyOf(sharedLogGroups);
        resources.values().stream().flatMap(List::stream).filter(one -> one.indexOf('=') <= 0).findFirst().ifPresent(one -> {
            throw new IllegalArgumentException(PREFIX + ".resources names a dimension and its value, as in TableName=orders, not " + one);
        });
    }

    private static Map<String, List<String>> lists(Map<String, List<String>> all) {
        return all.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
    }

    /// The region, which the constructor made sure of.
    String inRegion() {
        return Objects.requireNonNull(region, "a region was checked for");
    }

    Endpoint.Limits limits() {
        return new Endpoint.Limits(connectTimeout, readTimeout, maxAnswer.toBytes());
    }
}
