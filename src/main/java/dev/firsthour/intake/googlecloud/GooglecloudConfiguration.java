package dev.firsthour.intake.googlecloud;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GooglecloudProperties.class)
class GooglecloudConfiguration {

    @Bean
    GooglecloudWebhook googlecloudWebhook(GooglecloudProperties properties) {
        return new GooglecloudWebhook(properties);
    }
}
