package dev.firsthour.intake;

import java.time.Duration;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How much is taken in.
///
/// @param atOnce how many requests are accepted at once; more wait a while and are then answered 503
/// @param patience how long they wait
/// @param webhooksAtOnce how many transactions take deliveries of webhooks in at once; what comes meanwhile waits, and is taken in by the next together
/// @param webhooksTogether how many deliveries one transaction takes in at most
/// @param webhookPatience how long webhooks wait: who is sent away comes again, and makes a storm worse
/// @param retryAfter what they are told about when to come back
/// @param ahead how far in the future a time may lie before it is refused: clocks differ
/// @param remember how long an `Idempotency-Key` or a sender's name for its delivery is remembered
/// @param services what senders call a service, and what it is called here, as in `Hello-World=checkout`: a repository, a PagerDuty service
@ConfigurationProperties("firsthour.intake")
public record IntakeProperties(@DefaultValue("64") int atOnce, @DefaultValue("500ms") Duration patience,
        @DefaultValue("2") int webhooksAtOnce, @DefaultValue("256") int webhooksTogether, @DefaultValue("30s") Duration webhookPatience,
        @DefaultValue("5s") Duration retryAfter, @DefaultValue("5m") Duration ahead, @DefaultValue("24h") Duration remember,
        @DefaultValue Map<String, String> services) {

    public IntakeProperties { services = Map.copyOf(services); }
}
