package dev.firsthour.intake.datadog;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DatadogConfiguration {

    @Bean
    DatadogWebhook datadogWebhook() {
        return new DatadogWebhook();
    }
}
