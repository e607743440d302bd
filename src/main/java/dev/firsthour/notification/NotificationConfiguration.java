package dev.firsthour.notification;

import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.firsthour.job.Jobs;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Timeline;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(NotificationProperties.class)
class NotificationConfiguration {

    @Bean
    Announcements announcements(List<Channels> channels, ObjectProvider<Jobs> jobs) {
        return new Announcements(all(channels), jobs::getObject);
    }

    @Bean
    Deliveries deliveries(List<Channels> channels, Timeline timeline, Archive archive, ObjectProvider<Jobs> jobs,
            NotificationProperties properties, InstantSource clock, RandomGenerator random) {
        return new Deliveries(all(channels), timeline, archive, jobs::getObject, properties, clock, random);
    }

    private static List<Channel> all(List<Channels> kinds) {
        List<Channel> channels = kinds.stream().flatMap(kind -> kind.get().stream()).toList();
        channels.stream().collect(Collectors.groupingBy(Channel::name)).forEach((name, same) -> {
            if (!name.matches("[a-z0-9-]{1,64}")) {
                throw new IllegalArgumentException(
                        "a channel of notifications is called by small letters, digits and hyphens, not '" + name + "'");
            }
            if (same.size() > 1) throw new IllegalArgumentException("two channels of notifications are called " + name + ": rename one");
        });
        return channels;
    }
}
