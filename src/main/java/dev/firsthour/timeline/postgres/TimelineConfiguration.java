package dev.firsthour.timeline.postgres;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Chain;
import dev.firsthour.timeline.Timeline;

@Configuration(proxyBeanMethods = false)
class TimelineConfiguration {

    @Bean
    Timeline timeline(JdbcClient jdbc, PlatformTransactionManager transactions, Chain chain) {
        return new PostgresTimeline(jdbc, new TransactionTemplate(transactions), chain);
    }

    @Bean
    Archive archive(JdbcClient jdbc) {
        return new PostgresArchive(jdbc);
    }
}
