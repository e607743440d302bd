package dev.firsthour.notification.slack;

import java.util.List;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.firsthour.notification.Channel;
import dev.firsthour.notification.Channels;

@Configuration(value = "slackNotificationConfiguration", proxyBeanMethods = false)
@EnableConfigurationProperties(SlackProperties.class)
class SlackConfiguration {

    @Bean
    Channels slackChannels(SlackProperties properties) {
        List<Channel> channels = properties.secret().isSet() ? List.of(new SlackChannel(properties)) : List.of();
        return () -> channels;
    }
}
