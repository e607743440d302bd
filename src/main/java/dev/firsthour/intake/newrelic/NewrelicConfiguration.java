package dev.firsthour.intake.newrelic;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class NewrelicConfiguration {

    @Bean
    NewrelicWebhook newrelicWebhook() {
        return new NewrelicWebhook();
    }
}
