package dev.firsthour.intake.azure;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AzureProperties.class)
class AzureConfiguration {

    @Bean
    AzureWebhook azureWebhook(AzureProperties properties) {
        return new AzureWebhook(properties);
    }
}
