package dev.firsthour.evidence.kubernetes;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.firsthour.evidence.EvidenceSource;

/// Asks a cluster as soon as there is an address.
@Configuration(value = "kubernetesEvidence", proxyBeanMethods = false)
@ConditionalOnProperty(prefix = KubernetesProperties.PREFIX, name = "url")
@EnableConfigurationProperties(KubernetesProperties.class)
class KubernetesConfiguration {

    @Bean
    EvidenceSource kubernetesSource(KubernetesProperties properties) {
        return new KubernetesSource(properties);
    }
}
