package dev.firsthour.evidence.prometheus;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.firsthour.evidence.EvidenceSource;

/// Asks Prometheus as soon as there is an address.
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(prefix = PrometheusProperties.PREFIX, name = "url")
@EnableConfigurationProperties(PrometheusProperties.class)
class PrometheusConfiguration {

    @Bean
    EvidenceSource prometheusSource(PrometheusProperties properties) {
        return new PrometheusSource(properties);
    }
}
