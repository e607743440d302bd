package dev.firsthour.evidence.gitlab;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.firsthour.evidence.EvidenceSource;

/// Asks GitLab as soon as it is known whose projects are meant. Named, since the room of intake has a configuration called so too.
@Configuration(value = "gitlabEvidence", proxyBeanMethods = false)
@ConditionalOnProperty(prefix = GitlabProperties.PREFIX, name = "group")
@EnableConfigurationProperties(GitlabProperties.class)
class GitlabConfiguration {

    @Bean
    EvidenceSource gitlabSource(GitlabProperties properties) {
        return new GitlabSource(properties);
    }
}
