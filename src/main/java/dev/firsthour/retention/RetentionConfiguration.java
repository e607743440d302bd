package dev.firsthour.retention;

import java.time.InstantSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import dev.firsthour.intake.AlertBodies;
import dev.firsthour.job.Jobs;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.privacy.SealedPseudonyms;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Timeline;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RetentionProperties.class)
@EnableScheduling
class RetentionConfiguration {

    @Bean
    Erasure erasure(Timeline timeline, AlertBodies alerts, SealedPseudonyms book, Redactor redactor, InstantSource clock) {
        return new Erasure(timeline, alerts::erase, book::erase, redactor, clock);
    }

    @Bean
    DailyErasure dailyErasure(Archive archive, Erasure erasure, RetentionProperties properties, InstantSource clock) {
        return new DailyErasure(archive, erasure, properties, clock);
    }

    @Bean
    Keeper keeper(ObjectProvider<Jobs> jobs, RetentionProperties properties) {
        return new Keeper(jobs, properties);
    }

    /// Sees to it that the daily job is there: asking twice is asking once, and one that was put aside is taken up again.
    record Keeper(ObjectProvider<Jobs> jobs, RetentionProperties properties) {

        @Scheduled(initialDelayString = "PT10S", fixedDelayString = "PT1H")
        void ask() {
            if (properties.erases()) jobs.getObject().enqueue(DailyErasure.JOB, DailyErasure.KEY);
        }
    }
}
