package dev.firsthour.evidence.cloudwatch;

import java.time.InstantSource;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.firsthour.aws.AwsSignature;
import dev.firsthour.evidence.EvidenceSource;

/// Asks CloudWatch as soon as a region is known. Named, since the room of intake has a configuration called so too.
@Configuration(value = "cloudwatchEvidence", proxyBeanMethods = false)
@ConditionalOnProperty(prefix = CloudwatchProperties.PREFIX, name = "region")
@EnableConfigurationProperties(CloudwatchProperties.class)
class CloudwatchConfiguration {

    @Bean
    EvidenceSource cloudwatchMetricsSource(CloudwatchProperties properties, InstantSource clock) {
        return new MetricsSource(properties, signature("monitoring", properties), clock);
    }

    @Bean
    EvidenceSource cloudwatchLogsSource(CloudwatchProperties properties) {
        return new LogsSource(properties, signature("logs", properties));
    }

    private static AwsSignature signature(String service, CloudwatchProperties properties) {
        return new AwsSignature(service, properties.inRegion(), false);
    }
}
