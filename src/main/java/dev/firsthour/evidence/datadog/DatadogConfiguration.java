package dev.firsthour.evidence.datadog;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.firsthour.evidence.EvidenceSource;

/// Asks Datadog as soon as its site is known. Named, since the room of intake has a configuration called so too.
@Configuration(value = "datadogEvidence", proxyBeanMethods = false)
@ConditionalOnProperty(prefix = DatadogProperties.PREFIX, name = "site")
@EnableConfigurationProperties(DatadogProperties.class)
class DatadogConfiguration {

    @Bean
    EvidenceSource datadogSource(DatadogProperties properties) {
        return new DatadogSource(properties);
    }
}
