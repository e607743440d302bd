package dev.firsthour.intake.cloudwatch;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Severity;
import dev.firsthour.intake.AlertDraft;
import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.Sent;
import dev.firsthour.intake.Signature;
import dev.firsthour.intake.WebhookSource;

/// Reads CloudWatch's alarms as SNS delivers them, wrapped or raw, and as EventBridge does; and SNS's own messages about a subscription.
public final class CloudwatchWebhook implements WebhookSource {

    /// Dimensions that name what an alarm is about, the most telling first.
    private static final List<String> DIMENSIONS = List.of("ServiceName", "FunctionName", "ApiName", "LoadBalancer", "TargetGroup",
            "DBInstanceIdentifier", "DBClusterIdentifier", "TableName", "QueueName", "StreamName", "CacheClusterId", "AutoScalingGroupName",
            "ClusterName", "InstanceId");
    private static final int REGION_OF_ARN = 3;

    private final Signature signature;
    private final List<String> topics;

    CloudwatchWebhook(CloudwatchProperties properties, Certificates certificates) {
        this.topics = properties.topics();
        this.signature = new SnsSignature(topics, certificates);
    }

    @Override
    public String name() {
        return "cloudwatch";
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Reading read(Delivery delivery, Instant now) {
        Sent body = delivery.body();
        String type = Objects.requireNonNullElse(body.text("/Type"), "");
        Reading.Matter matter = switch (type) {
            case "SubscriptionConfirmation" -> confirm(body);
            case "UnsubscribeConfirmation" -> new Reading.Nothing("the subscription of " + body.text("/TopicArn") + " has ended");
            default -> new Reading.Alerts(List.of((body.has("/detail/alarmName")
                    ? ofEventBridge(body, now)
                    : alarm(body.has("/Message") ? body.at("/Message") : body, body, now)).build()), null);
        };
        return new Reading(body.text("/MessageId", "/id"), matter);
    }

    private Reading.Matter confirm(Sent body) {
        String topic = String.valueOf(body.text("/TopicArn"));
        if (!topics.contains(topic)) {
            return new Reading.Nothing(
                    "the subscription of " + topic + " was not confirmed: name it in " + CloudwatchProperties.PREFIX + ".topics");
        }
        String address = body.text("/SubscribeURL");
        Optional<AmazonAddress> checked = AmazonAddress.ofConfirmation(address);
        return checked.isPresent()
                ? new Reading.Errand(SubscriptionConfirmation.JOB, checked.get().uri().toString())
                : new Reading.Nothing("the subscription of " + topic + " was not confirmed: " + address + " does not lie with SNS");
    }

    private AlertDraft alarm(Sent alarm, Sent body, Instant now) {
        Map<String, String> dimensions = new LinkedHashMap<>();
        alarm.each("/Trigger/Dimensions").forEach(one -> put(dimensions, one.text("/name", "/Name"), one.text("/value", "/Value")));
        String arn = alarm.text("/AlarmArn");
        AlertDraft draft = draft(alarm.text("/AlarmName"), arn, alarm.text("/NewStateValue"), dimensions, body, now)
                .description(lines(alarm.text("/AlarmDescription"), alarm.text("/NewStateReason")))
                .severity(alarm.text("/Priority", "/Severity"))
                .startedAt(alarm.time("/StateChangeTime")).label("metric", alarm.text("/Trigger/MetricName", "/MetricName"))
                .label("namespace", alarm.text("/Trigger/Namespace", "/Namespace")).label("account", alarm.text("/AWSAccountId"))
                .label("topic", body.text("/TopicArn"));
        // What comes through a topic and is no alarm at all, as of another service: its subject says what it is about.
        return alarm.has("/AlarmName")
                ? draft
                : draft.title(body.text("/Subject")).description(body.text("/Message")).group(body.text("/Subject"));
    }

    private AlertDraft ofEventBridge(Sent body, Instant now) {
        Sent detail = body.at("/detail");
        Map<String, String> dimensions = detail.map("/configuration/metrics/0/metricStat/metric/dimensions");
        return draft(detail.text("/alarmName"), body.text("/resources/0"), detail.text("/state/value"), dimensions, body, now)
                .description(lines(detail.text("/configuration/description"), detail.text("/state/reason")))
                .startedAt(detail.time("/state/timestamp")).label("metric", detail.text("/configuration/metrics/0/metricStat/metric/name"))
                .label("namespace", detail.text("/configuration/metrics/0/metricStat/metric/namespace"))
                .label("account", body.text("/account"));
    }

    private AlertDraft draft(@Nullable String alarm, @Nullable String arn, @Nullable String state, Map<String, String> dimensions,
            Sent body, Instant now) {
        String region = region(arn);
        String known = Objects.requireNonNullElse(state, "ALARM").toUpperCase(Locale.ROOT);
        AlertDraft draft = new AlertDraft(name(), body, now).title(alarm).labels(dimensions).label("region", region).label("alarm_arn", arn)
                .group(arn == null ? alarm : arn).fingerprint(arn == null ? alarm : arn).resolved(known.equals("OK"));
        if (known.equals("INSUFFICIENT_DATA")) {
            draft.severity(Severity.LOW).warning("CloudWatch has too little data to tell whether anything is wrong");
        } else if (!known.equals("ALARM") && !known.equals("OK")) {
            draft.warning("state '" + state + "' is not known and was taken for ALARM");
        }
        for (int i = DIMENSIONS.size() - 1; i >= 0; i--) {
            draft.service(dimensions.get(DIMENSIONS.get(i)));
        }
        if (region != null && alarm != null) {
            draft.link("https://" + region + ".console.aws.amazon.com/cloudwatch/home?region=" + region + "#alarmsV2:alarm/"
                    + URLEncoder.encode(alarm, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return draft;
    }

    private static @Nullable String region(@Nullable String arn) {
        String[] parts = arn == null ? new String[0] : arn.split(":", -1);
        return parts.length > REGION_OF_ARN && parts[REGION_OF_ARN].matches("[a-z0-9-]{3,30}") ? parts[REGION_OF_ARN] : null;
    }

    private static void put(Map<String, String> map, @Nullable String name, @Nullable String value) {
        if (name != null && value != null) map.put(name, value);
    }

    private static @Nullable String lines(@Nullable String one, @Nullable String other) {
        if (one == null || other == null) return one == null ? other : one;
        return one + "\n" + other;
    }
}
