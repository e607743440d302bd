package dev.firsthour.intake.alertmanager;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AlertmanagerConfiguration {

    @Bean
    AlertmanagerWebhook alertmanagerWebhook() {
        return new AlertmanagerWebhook();
    }
}
