package dev.firsthour.notification.webhook;

import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.firsthour.notification.Channel;
import dev.firsthour.notification.Channels;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebhookProperties.class)
class WebhookConfiguration {

    @Bean
    Channels webhookChannels(WebhookProperties properties, InstantSource clock) {
        List<Channel> channels = IntStream.range(0, properties.webhooks().size())
                .<Channel>mapToObj(i -> WebhookChannel.of(properties.webhooks().get(i), i, clock)).toList();
        return () -> channels;
    }
}
