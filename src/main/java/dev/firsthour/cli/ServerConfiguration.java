package dev.firsthour.cli;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.firsthour.database.DataFolder;
import dev.firsthour.incident.Ids;
import dev.firsthour.privacy.PrivacyProperties;
import dev.firsthour.privacy.PseudonymBook;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.privacy.Redactors;
import dev.firsthour.privacy.SealedPseudonyms;
import dev.firsthour.timeline.Chain;

/// What the rooms of the server are given from outside: time, identity, chance, and the installation's secrets.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PrivacyProperties.class)
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
    SealedPseudonyms sealedPseudonyms(JdbcTemplate database, DataFolder folder) {
        return new SealedPseudonyms(database, folder.secret(PSEUDONYM_KEY));
    }

    @Bean
    Redactor redactor(DataFolder folder, PrivacyProperties settings, SealedPseudonyms book) {
        return Redactors.of(folder.secret(PSEUDONYM_KEY), settings.rules(), settings.keepOriginals() ? book : PseudonymBook.NONE);
    }
}
