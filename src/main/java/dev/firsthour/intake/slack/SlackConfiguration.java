package dev.firsthour.intake.slack;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

import dev.firsthour.evidence.Endpoint;
import dev.firsthour.intake.Answer;
import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.Intake;

import io.micrometer.core.instrument.MeterRegistry;

@Configuration(value = "slackIntakeConfiguration", proxyBeanMethods = false)
@EnableConfigurationProperties(SlackProperties.class)
class SlackConfiguration {

    /// What Slack answers with is a line.
    private static final long MOST_BYTES = 256 * 1024;

    @Bean
    SlackWebhook slackWebhook(SlackProperties properties) {
        return new SlackWebhook(properties);
    }

    /// Listens as soon as there is an app-level token.
    @Configuration(value = "slackSocketConfiguration", proxyBeanMethods = false)
    @Conditional(TokenGiven.class)
    static class Listening {

        @Bean
        SocketMode slackSocketMode(SlackProperties properties, Intake intake, SlackWebhook webhook, MeterRegistry meters,
                InstantSource clock, RandomGenerator random) {
            Tickets tickets = new Tickets(properties.url(), properties.appCredential(),
                    new Endpoint.Limits(properties.connectTimeout(), properties.readTimeout(), MOST_BYTES));
            return new SocketMode(tickets, delivery -> taken(intake, webhook, delivery), meters, clock, random,
                    SocketMode.Pace.usual(properties.connectTimeout()));
        }

        /// The same way that a request goes. Whoever is connected with the app's own token needs no signature.
        private static Answer taken(Intake intake, SlackWebhook webhook, Delivery delivery) {
            var accepted = intake.webhook(webhook.name(), delivery, true);
            return intake.answer(webhook.name(), delivery, accepted).orElse(Answer.EMPTY);
        }
    }

    static final class TokenGiven extends AnyNestedCondition {

        TokenGiven() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty(prefix = SlackProperties.PREFIX, name = "app-token")
        static final class ByValue {}

        @ConditionalOnProperty(prefix = SlackProperties.PREFIX, name = "app-token-file")
        static final class ByFile {}
    }
}
