package dev.firsthour.knowledge;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.firsthour.privacy.Redactor;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KnowledgeProperties.class)
class KnowledgeConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(KnowledgeConfiguration.class);
    private static final Duration LONGEST_PULL = Duration.ofSeconds(60);

    @Bean
    Runbooks runbooks(KnowledgeProperties properties, Redactor redactor) {
        Path folder = properties.folder();
        if (folder == null) return Runbooks.NONE;
        Embeddings embeddings = properties.embeddings().url() == null ? null : new EmbeddingEndpoint(properties.embeddings());
        return new FolderRunbooks(new RunbookFolder(folder, properties.pageUrl(), properties.files(), properties.size().toBytes()),
                properties.pull() ? new Checkout(folder, LONGEST_PULL) : null, embeddings, redactor);
    }

    /// Reads the runbooks by a thread of its own, so that a start waits for none of it.
    @Bean
    Refreshing refreshing(Runbooks runbooks, KnowledgeProperties properties) {
        return new Refreshing(runbooks, properties.refresh());
    }

    /// Refreshes until it is closed.
    static final class Refreshing implements AutoCloseable {

        private final ScheduledExecutorService thread = Executors
                .newSingleThreadScheduledExecutor(Thread.ofPlatform().name("runbooks").daemon().factory());

        Refreshing(Runbooks runbooks, Duration every) {
            if (runbooks instanceof FolderRunbooks folder) {
                var _ = thread.scheduleWithFixedDelay(() -> refresh(folder), 0, every.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        // A thread's last word, as with any job: one fault must not end the schedule.
        private static void refresh(FolderRunbooks folder) {
            try {
                folder.refresh();
            } catch (RuntimeException fault) {
                LOG.error("The runbooks could not be read anew; what was read before stays", fault);
            }
        }

        @Override
        public void close() {
            thread.shutdownNow();
        }
    }
}
