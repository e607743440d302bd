package dev.firsthour.investigation;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.firsthour.evidence.Collector;
import dev.firsthour.evidence.EvidenceProperties;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.incident.Ids;
import dev.firsthour.job.JobProperties;
import dev.firsthour.job.Jobs;
import dev.firsthour.knowledge.Runbooks;
import dev.firsthour.llm.Gateway;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Timeline;

import io.micrometer.core.instrument.MeterRegistry;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({InvestigationProperties.class, LlmProperties.class})
class InvestigationConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(InvestigationConfiguration.class);

    // What computes runs on few platform threads: virtual threads are not preempted.
    @Bean(destroyMethod = "shutdownNow", defaultCandidate = false)
    ExecutorService computing(InvestigationProperties properties) {
        return Executors.newFixedThreadPool(properties.computingThreads(), Thread.ofPlatform().name("diagnosis-", 0).daemon().factory());
    }

    @Bean
    ModelSupplier models(LlmProperties properties, Archive archive, MeterRegistry meters, InstantSource clock) {
        Supplier<Optional<Gateway>> gateway = Gateway.to(properties, new StoredSpending(archive, clock), meters, clock);
        return () -> gateway.get();
    }

    // Beside the work, as a slow model takes minutes: what is not known yet counts as unknown.
    @Bean
    ApplicationListener<ApplicationReadyEvent> modelProbe(LlmProperties properties, ModelSupplier models, RandomGenerator random) {
        return _ -> {
            if (properties.probe())
                Thread.ofVirtual().name("model-probe").start(() -> models.get().ifPresent(gateway -> probe(gateway, random)));
        };
    }

    private static void probe(Gateway gateway, RandomGenerator random) {
        gateway.probe(false, () -> "heron-" + random.nextInt(1 << 20), System::nanoTime, (endpoint, _, found) -> {
            if (found.trouble() == null)
                LOG.info("{} ({}) answers: schema {}, tools {}, {} tokens a second", found.model(), endpoint, found.schema(),
                        found.tools(), found.tokensPerSecond());
            else
                LOG.warn("{} ({}) does not answer: {}", found.model(), endpoint, found.trouble());
        });
    }

    @Bean
    Investigator investigator(Timeline timeline, Archive archive, Collector collector, List<EvidenceSource> sources, Runbooks runbooks,
            ModelSupplier models,
            LlmProperties settings, Redactor redactor, EvidenceProperties evidenceProperties, InvestigationProperties properties,
            JobProperties jobProperties,
            @Qualifier("computing") ExecutorService computing, Ids ids, InstantSource clock, RandomGenerator random) {
        return new Investigator(timeline, archive, collector, sources, runbooks, () -> models.get().map(LanguageModel.class::cast),
                settings,
                redactor, evidenceProperties, properties,
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

    /// Finds the way to the models, if there is one now.
    interface ModelSupplier extends Supplier<Optional<Gateway>> {}
}
