package dev.firsthour.intake.cloudevents;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CloudeventsConfiguration {

    @Bean
    CloudeventsWebhook cloudeventsWebhook() {
        return new CloudeventsWebhook();
    }
}
