package dev.firsthour.evidence.jaeger;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.firsthour.evidence.EvidenceSource;

/// Asks Jaeger as soon as there is an address.
@Configuration(value = "jaegerEvidence", proxyBeanMethods = false)
@ConditionalOnProperty(prefix = JaegerProperties.PREFIX, name = "url")
@EnableConfigurationProperties(JaegerProperties.class)
class JaegerConfiguration {

    @Bean
    EvidenceSource jaegerSource(JaegerProperties properties) {
        return new JaegerSource(properties);
    }
}
