package dev.firsthour.evidence.pagerduty;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.firsthour.evidence.EvidenceSource;

/// Asks PagerDuty as soon as there is an address. Named, since the room of intake has a configuration called so too.
@Configuration(value = "pagerdutyEvidence", proxyBeanMethods = false)
@ConditionalOnProperty(prefix = PagerdutyProperties.PREFIX, name = "url")
@EnableConfigurationProperties(PagerdutyProperties.class)
class PagerdutyConfiguration {

    @Bean
    EvidenceSource pagerdutySource(PagerdutyProperties properties) {
        return new PagerdutySource(properties);
    }
}
