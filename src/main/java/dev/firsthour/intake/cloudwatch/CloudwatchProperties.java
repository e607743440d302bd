package dev.firsthour.intake.cloudwatch;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Whose messages are taken.
///
/// @param topics the ARNs of the SNS topics that may deliver here and whose subscriptions are confirmed: everybody can have Amazon sign messages, so
///         the signature alone says nothing
@ConfigurationProperties(CloudwatchProperties.PREFIX)
record CloudwatchProperties(@DefaultValue List<String> topics) {

    /// What prefixes each setting's name.
    static final String PREFIX = "firsthour.intake.cloudwatch";

    CloudwatchProperties { topics = topics.stream().filter(topic -> !topic.isBlank()).map(String::strip).toList(); }
}
