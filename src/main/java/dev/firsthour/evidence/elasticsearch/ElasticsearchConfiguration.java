package dev.firsthour.evidence.elasticsearch;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.firsthour.evidence.EvidenceSource;

/// Asks Elasticsearch or OpenSearch as soon as there is an address.
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(prefix = ElasticsearchProperties.PREFIX, name = "url")
@EnableConfigurationProperties(ElasticsearchProperties.class)
class ElasticsearchConfiguration {

    @Bean
    EvidenceSource elasticsearchSource(ElasticsearchProperties properties) {
        return new ElasticsearchSource(properties);
    }
}
