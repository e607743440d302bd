package dev.firsthour.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import org.jspecify.annotations.Nullable;
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
@EnableConfigurationProperties({IntakeProperties.class, GroupingProperties.class})
@EnableScheduling
class IntakeConfiguration {

    @Bean
    Ledger ledger(JdbcClient jdbc) {
        return new Ledger(jdbc);
    }

    @Bean
    Calls calls(JdbcClient jdbc, GroupingProperties properties, InstantSource clock) {
        return new Calls(jdbc, properties, clock);
    }

    @Bean
    Likeness likeness(GroupingProperties properties, Calls calls) {
        return new Likeness(properties, calls);
    }

    @Bean
    Silences silences(JdbcClient jdbc, Redactor redactor, Ids ids, InstantSource clock) {
        return new Silences(jdbc, redactor, ids, clock);
    }

    @Bean
    LateAlerts lateAlerts(Timeline timeline, Archive archive, Collector collector, Ledger ledger, Investigations investigations,
            ObjectProvider<Jobs> jobs, GroupingProperties properties, InstantSource clock) {
        return new LateAlerts(timeline, archive, collector, ledger, investigations, jobs::getObject, properties, clock);
    }

    @Bean
    Grouping grouping(Timeline timeline, Archive archive, Investigations investigations, Ledger ledger, Handling handling,
            Likeness likeness,
            Silences silences, LateAlerts late, Redactor redactor, GroupingProperties properties, Ids ids, InstantSource clock) {
        return new Grouping(timeline, archive, investigations, ledger, handling, likeness, silences, late, redactor, properties, ids,
                clock);
    }

    @Bean
    Intake intake(Timeline timeline, Archive archive, Collector collector, Investigations investigations, Ledger ledger,
            StoredChanges changes, Handling handling, Grouping grouping, ObjectProvider<Jobs> jobs, List<WebhookSource> webhooks,
            IntakeProperties properties, InstantSource clock) {
        return new Intake(timeline, archive, collector, investigations, ledger, changes, handling, grouping, jobs::getObject, webhooks,
                properties, clock);
    }

    @Bean
    Handling handling(Timeline timeline, Archive archive, Redactor redactor, Investigations investigations, InstantSource clock) {
        return new Handling(timeline, archive, redactor, investigations, clock);
    }

    @Bean
    Regrouping regrouping(Timeline timeline, Archive archive, Ledger ledger, Likeness likeness, Investigations investigations,
            LateAlerts late,
            Redactor redactor, Ids ids, InstantSource clock) {
        return new Regrouping(timeline, archive, ledger, likeness, investigations, late, redactor, ids, clock);
    }

    @Bean
    Learning learning(Calls calls) {
        return new Learning(calls);
    }

    /// Reads who calls whom out of new evidence.
    static final class Learning {

        private final Calls calls;
        private @Nullable Instant since;

        Learning(Calls calls) {
            this.calls = calls;
        }

        @Scheduled(initialDelayString = "PT10S", fixedDelayString = "PT10S")
        void learn() {
            since = calls.learn(since);
        }
    }

    @Bean
    Disclosure disclosure(Timeline timeline, Archive archive, SealedPseudonyms book, Redactor redactor, InstantSource clock) {
        return new Disclosure(timeline, archive, book, redactor, clock);
    }

    @Bean
    Forgetting forgetting(Ledger ledger, StoredChanges changes, Silences silences, Calls calls, IntakeProperties properties,
            GroupingProperties grouping, ChangesProperties keeping, InstantSource clock) {
        return new Forgetting(ledger, changes, silences, calls, properties, grouping, keeping, clock);
    }

    /// Forgets idempotency keys, deliveries, changes, silences and calls once they are old enough.
    record Forgetting(Ledger ledger, StoredChanges changes, Silences silences, Calls calls, IntakeProperties properties,
            GroupingProperties grouping, ChangesProperties keeping, InstantSource clock) {

        /// How long silences are kept that are over.
        private static final Duration SILENCES = Duration.ofDays(30);

        @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1H")
        void forget() {
            ledger.forget(clock.instant(), properties.remember());
            ledger.forgetDeliveries(clock.instant(), properties.remember());
            // An alert may come late by as much as a sender's own retries take.
            ledger.forgetMarks(clock.instant().minus(grouping.window()).minus(Duration.ofDays(1)));
            silences.forget(clock.instant().minus(SILENCES));
            calls.forget(clock.instant());
            changes.forget(clock.instant().minus(keeping.keep()), keeping.kept());
        }
    }
}
