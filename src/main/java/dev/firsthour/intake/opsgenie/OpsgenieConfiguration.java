package dev.firsthour.intake.opsgenie;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class OpsgenieConfiguration {

    @Bean
    OpsgenieWebhook opsgenieWebhook() {
        return new OpsgenieWebhook();
    }
}
