package dev.firsthour.timeline.postgres;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Chain;
import dev.firsthour.timeline.Listener;
import dev.firsthour.timeline.Timeline;

@Configuration(proxyBeanMethods = false)
class TimelineConfiguration {

    @Bean
    Timeline timeline(JdbcClient jdbc, PlatformTransactionManager transactions, Chain chain, ObjectProvider<Listener> listeners) {
        // Asked for late: a listener enqueues jobs, and jobs need handlers that write to the timeline.
        return new PostgresTimeline(jdbc, new TransactionTemplate(transactions), chain,
                (incident, entry) -> listeners.orderedStream().forEach(listener -> listener.appended(incident, entry)));
    }

    @Bean
    Archive archive(JdbcClient jdbc) {
        return new PostgresArchive(jdbc);
    }
}
