package dev.firsthour.intake;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// When alerts that their senders did not join are taken for one fault.
///
/// @param window how far apart the beginnings of an incident and of an alert that joins it may lie; 0 joins nothing but what its sender joins
/// @param labels labels whose value names a thing that can fail: alerts that share one belong together
/// @param anyService what is no service of anybody's: names that a scrape job gives to alerts about many things
/// @param calls who calls whom, beside what traces show, as in `checkout=payment,cart`
/// @param remember how long it is remembered that evidence showed one service calling another
/// @param alerts how many alerts an incident may have for another to join it by likeness
/// @param analyses how many analyses an incident may have for an alert that joins it to ask for another
/// @param flapping within what time an alert that fires again reopens the incident that it had resolved; 0 for never
/// @param flaps how often in a row it may do so and be investigated again
@ConfigurationProperties("firsthour.intake.grouping")
public record GroupingProperties(@DefaultValue("10m") Duration window,
        @DefaultValue({
                "node", "host", "hostname", "instance", "pod", "device"}) List<String> labels,
        @DefaultValue({"node", "node-exporter", "node_exporter", "blackbox", "blackbox-exporter", "cadvisor", "kubelet",
                "kube-state-metrics",
                "kubernetes-nodes", "kubernetes-pods", "kubernetes-service-endpoints", "prometheus"}) Set<String> anyService,
        @DefaultValue Map<String, List<String>> calls, @DefaultValue("30d") Duration remember, @DefaultValue("200") int alerts,
        @DefaultValue("3") int analyses, @DefaultValue("10m") Duration flapping, @DefaultValue("3") int flaps) {

    public GroupingProperties {
        labels = List.copyOf(labels);
        anyService = Set.copyOf(anyService);
        calls = Map.copyOf(calls);
    }
}
