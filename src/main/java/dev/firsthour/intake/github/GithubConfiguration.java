package dev.firsthour.intake.github;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GithubProperties.class)
class GithubConfiguration {

    @Bean
    GithubWebhook githubWebhook(GithubProperties properties) {
        return new GithubWebhook(properties);
    }
}
