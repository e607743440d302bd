package dev.firsthour.evidence.github;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.firsthour.evidence.EvidenceSource;

/// Asks GitHub as soon as it is known whose repositories are meant. Named, since the room of intake has a configuration called so too.
@Configuration(value = "githubEvidence", proxyBeanMethods = false)
@ConditionalOnProperty(prefix = GithubProperties.PREFIX, name = "owner")
@EnableConfigurationProperties(GithubProperties.class)
class GithubConfiguration {

    @Bean
    EvidenceSource githubSource(GithubProperties properties) {
        return new GithubSource(properties);
    }
}
