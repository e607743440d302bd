package dev.firsthour.intake.gitlab;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GitlabProperties.class)
class GitlabConfiguration {

    @Bean
    GitlabWebhook gitlabWebhook(GitlabProperties properties) {
        return new GitlabWebhook(properties);
    }
}
