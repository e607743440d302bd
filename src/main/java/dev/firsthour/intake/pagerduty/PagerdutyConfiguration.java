package dev.firsthour.intake.pagerduty;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PagerdutyProperties.class)
class PagerdutyConfiguration {

    @Bean
    PagerdutyWebhook pagerdutyWebhook(PagerdutyProperties properties) {
        return new PagerdutyWebhook(properties);
    }
}
