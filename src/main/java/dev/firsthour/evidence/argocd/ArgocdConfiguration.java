package dev.firsthour.evidence.argocd;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.firsthour.evidence.EvidenceSource;

/// Asks Argo CD as soon as there is an address. Named, since the room of intake has a configuration called so too.
@Configuration(value = "argocdEvidence", proxyBeanMethods = false)
@ConditionalOnProperty(prefix = ArgocdProperties.PREFIX, name = "url")
@EnableConfigurationProperties(ArgocdProperties.class)
class ArgocdConfiguration {

    @Bean
    EvidenceSource argocdSource(ArgocdProperties properties) {
        return new ArgocdSource(properties);
    }
}
