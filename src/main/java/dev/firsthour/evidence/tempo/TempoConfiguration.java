package dev.firsthour.evidence.tempo;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.firsthour.evidence.EvidenceSource;

/// Asks Tempo as soon as there is an address.
@Configuration(value = "tempoEvidence", proxyBeanMethods = false)
@ConditionalOnProperty(prefix = TempoProperties.PREFIX, name = "url")
@EnableConfigurationProperties(TempoProperties.class)
class TempoConfiguration {

    @Bean
    EvidenceSource tempoSource(TempoProperties properties) {
        return new TempoSource(properties);
    }
}
