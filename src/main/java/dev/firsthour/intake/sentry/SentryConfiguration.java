package dev.firsthour.intake.sentry;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SentryProperties.class)
class SentryConfiguration {

    @Bean
    SentryWebhook sentryWebhook(SentryProperties properties) {
        return new SentryWebhook(properties);
    }
}
