package dev.firsthour.evidence.changes;

import java.time.InstantSource;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ChangesProperties.class)
class ChangesConfiguration {

    @Bean
    StoredChanges storedChanges(JdbcClient jdbc) {
        return new StoredChanges(jdbc);
    }

    @Bean
    ChangesSource changesSource(StoredChanges changes, ChangesProperties properties, InstantSource clock) {
        return new ChangesSource(changes, properties, clock);
    }
}
