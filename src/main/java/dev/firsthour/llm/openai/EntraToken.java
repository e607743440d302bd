package dev.firsthour.llm.openai;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.firsthour.llm.Exchange;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Reply;
import dev.firsthour.llm.Wire;

import tools.jackson.databind.JsonNode;

/// Azure's way in without a key: a token from Entra ID, by the client credentials flow of OAuth 2.0 (RFC 6749, 4.4), kept until shortly before it runs out.
final class EntraToken implements Credential {

    private static final String SCOPE = "https://cognitiveservices.azure.com/.default";
    /// A token must outlive the question that it is sent with.
    private static final Duration SPARE = Duration.ofMinutes(5);
    private static final int SHORTEST_SECONDS = 60;

    private final URI address;
    private final String form;
    private final Wire wire;
    private final InstantSource clock;
    private @Nullable Given token;
    private Instant until = Instant.MIN;

    EntraToken(LlmProperties.Azure azure, Wire wire, InstantSource clock) {
        this.address = URI.create(azure.authority().toString().replaceAll("/+$", "") + "/" + azure.tenant() + "/oauth2/v2.0/token");
        this.form = "grant_type=client_credentials&client_id=" + encoded(Objects.requireNonNull(azure.clientId())) + "&client_secret="
                + encoded(Objects.requireNonNull(azure.clientSecret())) + "&scope=" + encoded(SCOPE);
        this.wire = wire;
        this.clock = clock;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    // Locked while it asks, so that many questions at once fetch one token.
    @Override
    public synchronized Answer headers(Duration timeout) {
        if (token != null && clock.instant().isBefore(until)) return token;
        Exchange exchange = wire.exchange(timeout);
        try {
            exchange.post(address, Map.of("Content-Type", "application/x-www-form-urlencoded"), form);
        } catch (RuntimeException thrown) {
            // Whatever it was, it is classified there, and rethrown if it is a fault of ours.
            return new Denied(exchange.failure(thrown));
        }
        JsonNode answer = exchange.json();
        String text = answer.path("access_token").asString("");
        if (text.isEmpty()) {
            return new Denied(new Reply.Away("the authority at " + address + " answered without an access_token"));
        }
        Duration life = Duration.ofSeconds(Math.max(SHORTEST_SECONDS, answer.path("expires_in").asLong(0)));
        until = clock.instant().plus(life.compareTo(SPARE.multipliedBy(2)) > 0 ? life.minus(SPARE) : life.dividedBy(2));
        token = new Given(Map.of("Authorization", "Bearer " + text));
        return token;
    }
}
