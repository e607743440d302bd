package dev.firsthour.evidence.slack;

import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

import dev.firsthour.evidence.EvidenceSource;

/// Reads threads of Slack as soon as there is a token.
@Configuration(value = "slackEvidenceConfiguration", proxyBeanMethods = false)
@Conditional(SlackConfiguration.TokenGiven.class)
@EnableConfigurationProperties(SlackProperties.class)
class SlackConfiguration {

    @Bean
    EvidenceSource slackSource(SlackProperties properties) {
        return new SlackSource(properties);
    }

    static final class TokenGiven extends AnyNestedCondition {

        TokenGiven() {
            super(ConfigurationPhase.PARSE_CONFIGURATION);
        }

        @ConditionalOnProperty(prefix = SlackProperties.PREFIX, name = "token")
        static final class ByValue {}

        @ConditionalOnProperty(prefix = SlackProperties.PREFIX, name = "token-file")
        static final class ByFile {}
    }
}
