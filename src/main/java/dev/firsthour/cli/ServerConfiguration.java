package dev.firsthour.cli;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.firsthour.database.DataFolder;
import dev.firsthour.incident.Ids;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.privacy.Redactors;
import dev.firsthour.timeline.Chain;

/// What the rooms of the server are given from outside: time, identity, chance, and the installation's secrets.
@Configuration(proxyBeanMethods = false)
class ServerConfiguration {

    static final String TIMELINE_KEY = "timeline.key";
    static final String PSEUDONYM_KEY = "pseudonym.key";

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    RandomGenerator random() {
        return new SecureRandom();
    }

    @Bean
    Ids ids() {
        return Ids.system();
    }

    @Bean
    Chain chain(DataFolder folder) {
        return new Chain(folder.secret(TIMELINE_KEY));
    }

    @Bean
    Redactor redactor(DataFolder folder) {
        return Redactors.standard(folder.secret(PSEUDONYM_KEY));
    }
}
