package dev.firsthour.evidence.loki;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.firsthour.evidence.EvidenceSource;

/// Asks Loki as soon as there is an address.
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(prefix = LokiProperties.PREFIX, name = "url")
@EnableConfigurationProperties(LokiProperties.class)
class LokiConfiguration {

    @Bean
    EvidenceSource lokiSource(LokiProperties properties) {
        return new LokiSource(properties);
    }
}
