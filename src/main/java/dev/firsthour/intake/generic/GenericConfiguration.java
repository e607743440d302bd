package dev.firsthour.intake.generic;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({GenericProperties.class, SendersProperties.class})
@Import(Senders.class)
class GenericConfiguration {

    @Bean
    GenericWebhook genericWebhook(GenericProperties properties) {
        return new GenericWebhook("generic", GenericProperties.PREFIX, properties);
    }
}
