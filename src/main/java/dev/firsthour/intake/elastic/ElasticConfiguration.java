package dev.firsthour.intake.elastic;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ElasticConfiguration {

    @Bean
    ElasticWebhook elasticWebhook() {
        return new ElasticWebhook();
    }
}
