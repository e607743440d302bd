package dev.firsthour.intake.slack;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(value = "slackIntakeConfiguration", proxyBeanMethods = false)
@EnableConfigurationProperties(SlackProperties.class)
class SlackConfiguration {

    @Bean
    SlackWebhook slackWebhook(SlackProperties properties) {
        return new SlackWebhook(properties);
    }
}
