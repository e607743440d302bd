package dev.firsthour.intake.generic;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GenericProperties.class)
class GenericConfiguration {

    @Bean
    GenericWebhook genericWebhook(GenericProperties properties) {
        return new GenericWebhook(properties);
    }
}
