package dev.firsthour.intake;

import java.time.InstantSource;
import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import dev.firsthour.evidence.Collector;
import dev.firsthour.evidence.changes.ChangesProperties;
import dev.firsthour.evidence.changes.StoredChanges;
import dev.firsthour.incident.Ids;
import dev.firsthour.investigation.Investigations;
import dev.firsthour.job.Jobs;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.privacy.SealedPseudonyms;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Timeline;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IntakeProperties.class)
@EnableScheduling
class IntakeConfiguration {

    @Bean
    Ledger ledger(JdbcClient jdbc) {
        return new Ledger(jdbc);
    }

    @Bean
    Intake intake(Timeline timeline, Archive archive, Collector collector, Investigations investigations, Ledger ledger,
            StoredChanges changes, Handling handling, ObjectProvider<Jobs> jobs, Redactor redactor, List<WebhookSource> webhooks,
            IntakeProperties properties, Ids ids, InstantSource clock) {
        return new Intake(timeline, archive, collector, investigations, ledger, changes, handling, jobs::getObject, redactor, webhooks,
                properties, ids, clock);
    }

    @Bean
    Handling handling(Timeline timeline, Archive archive, Redactor redactor, InstantSource clock) {
        return new Handling(timeline, archive, redactor, clock);
    }

    @Bean
    Disclosure disclosure(Timeline timeline, Archive archive, SealedPseudonyms book, Redactor redactor, InstantSource clock) {
        return new Disclosure(timeline, archive, book, redactor, clock);
    }

    @Bean
    Forgetting forgetting(Ledger ledger, StoredChanges changes, IntakeProperties properties, ChangesProperties keeping,
            InstantSource clock) {
        return new Forgetting(ledger, changes, properties, keeping, clock);
    }

    /// Forgets idempotency keys, deliveries and changes once they are old enough.
    record Forgetting(Ledger ledger, StoredChanges changes, IntakeProperties properties, ChangesProperties keeping, InstantSource clock) {

        @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1H")
        void forget() {
            ledger.forget(clock.instant(), properties.remember());
            ledger.forgetDeliveries(clock.instant(), properties.remember());
            changes.forget(clock.instant().minus(keeping.keep()), keeping.kept());
        }
    }
}
