package dev.firsthour.job;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

import javax.sql.DataSource;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({JobProperties.class, NodeProperties.class})
class JobConfiguration {

    // Jobs are closed by their lifecycle, before the beans that they use are.
    @Bean(destroyMethod = "")
    Jobs jobs(DataSource dataSource, PlatformTransactionManager transactions, List<JobHandler> handlers, JobProperties properties,
            InstantSource clock, RandomGenerator random, MeterRegistry meters) throws UnknownHostException {
        String node = InetAddress.getLocalHost().getHostName() + "/" + ProcessHandle.current().pid();
        Jobs jobs = new Jobs(dataSource, new TransactionTemplate(transactions), handlers, properties, clock, random, node);
        Gauge.builder("firsthour.jobs", jobs, Jobs::depth).description("Jobs that wait or run").register(meters);
        Gauge.builder("firsthour.jobs.set_aside", jobs, all -> all.setAside().size()).description("Jobs that were given up")
                .register(meters);
        return jobs;
    }

    @Bean
    SmartLifecycle jobLifecycle(Jobs jobs, NodeProperties node) {
        return new JobLifecycle(jobs, node.isWorker());
    }

    private static final class JobLifecycle implements SmartLifecycle {

        private final Jobs jobs;
        private final boolean worker;
        private volatile boolean running;

        JobLifecycle(Jobs jobs, boolean worker) {
            this.jobs = jobs;
            this.worker = worker;
        }

        @Override
        public void start() {
            if (worker) jobs.start();
            running = true;
        }

        @Override
        public void stop() {
            jobs.close();
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }
    }
}
