package dev.firsthour.intake.cloudwatch;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CloudwatchProperties.class)
class CloudwatchConfiguration {

    @Bean
    Amazon amazon() {
        return Amazon.overHttp();
    }

    @Bean
    CloudwatchWebhook cloudwatchWebhook(CloudwatchProperties properties, Amazon amazon) {
        return new CloudwatchWebhook(properties, new Certificates(amazon, Thread.ofVirtual().name("sns-certificate-", 0)::start));
    }

    @Bean
    SubscriptionConfirmation subscriptionConfirmation(Amazon amazon) {
        return new SubscriptionConfirmation(amazon);
    }
}
