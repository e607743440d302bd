package dev.firsthour.evidence;

import java.time.InstantSource;
import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.firsthour.privacy.Redactor;
import dev.firsthour.timeline.Timeline;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EvidenceProperties.class)
class EvidenceConfiguration {

    @Bean
    Collector collector(Timeline timeline, Redactor redactor, EvidenceProperties properties, InstantSource clock) {
        return new Collector(timeline, redactor, properties, clock);
    }

    @Bean
    Sources sources(List<EvidenceSource> sources, ObjectProvider<Peer> peers, EvidenceProperties properties) {
        return new Sources(sources, peers.stream().toList(), properties.deadline());
    }
}
