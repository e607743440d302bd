package dev.firsthour.investigation;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.firsthour.evidence.Collector;
import dev.firsthour.evidence.EvidenceProperties;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.incident.Ids;
import dev.firsthour.job.JobProperties;
import dev.firsthour.job.Jobs;
import dev.firsthour.knowledge.Runbooks;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Models;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Timeline;

import io.micrometer.core.instrument.MeterRegistry;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({InvestigationProperties.class, LlmProperties.class})
class InvestigationConfiguration {

    // What computes runs on few platform threads: virtual threads are not preempted.
    @Bean(destroyMethod = "shutdownNow", defaultCandidate = false)
    ExecutorService computing(InvestigationProperties properties) {
        return Executors.newFixedThreadPool(properties.computingThreads(), Thread.ofPlatform().name("diagnosis-", 0).daemon().factory());
    }

    @Bean
    ModelSupplier models(LlmProperties properties) {
        if (properties.kind().equals(LlmProperties.AUTO)) return () -> Models.of(properties);
        Optional<LanguageModel> configured = Models.of(properties);
        return () -> configured;
    }

    @Bean
    Investigator investigator(Timeline timeline, Archive archive, Collector collector, List<EvidenceSource> sources, Runbooks runbooks, ModelSupplier models,
            LlmProperties settings, Redactor redactor, EvidenceProperties evidenceProperties, InvestigationProperties properties,
            JobProperties jobProperties,
            @Qualifier("computing") ExecutorService computing, Ids ids, InstantSource clock, RandomGenerator random) {
        return new Investigator(timeline, archive, collector, sources, runbooks, models, settings, redactor, evidenceProperties, properties,
                jobProperties.backoff(), computing, ids, clock, random);
    }

    @Bean
    Recollections recollections(Archive archive, Runbooks runbooks, Redactor redactor) {
        return new Recollections(archive, runbooks, redactor);
    }

    @Bean
    Investigations investigations(Timeline timeline, Archive archive, Investigator investigator, InvestigationProperties properties,
            Ids ids,
            InstantSource clock, ObjectProvider<Jobs> jobs, MeterRegistry meters) {
        return new Investigations(timeline, archive, investigator, properties, ids, clock, jobs::getObject, meters);
    }

    /// Finds the model, if there is one now.
    interface ModelSupplier extends Supplier<Optional<LanguageModel>> {}
}
