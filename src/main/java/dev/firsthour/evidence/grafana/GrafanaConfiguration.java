package dev.firsthour.evidence.grafana;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.firsthour.evidence.EvidenceSource;

/// Asks Grafana as soon as there is an address. Named, since the room of intake has a configuration called so too.
@Configuration(value = "grafanaEvidence", proxyBeanMethods = false)
@ConditionalOnProperty(prefix = GrafanaProperties.PREFIX, name = "url")
@EnableConfigurationProperties(GrafanaProperties.class)
class GrafanaConfiguration {

    @Bean
    EvidenceSource grafanaSource(GrafanaProperties properties) {
        return new GrafanaSource(properties);
    }
}
