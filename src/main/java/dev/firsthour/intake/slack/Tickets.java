package dev.firsthour.intake.slack;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Credential;
import dev.firsthour.evidence.Endpoint;
import dev.firsthour.network.Addresses;

import tools.jackson.databind.JsonNode;

/// Asks Slack where to connect to, by the method `apps.connections.open` of its Web API: it gives out an address for each connection, good for once.
/// That address leads to Slack's own hosts, or to the host that is configured; any other is refused.
final class Tickets {

    /// The domains that Slack's sockets are in.
    private static final Set<String> SLACK = Set.of("slack.com", "slack-gov.com");
    /// The errors of the method that pass by themselves.
    private static final Set<String> PASSING = Set.of("ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable",
            "request_timeout", "team_added_to_org");

    private final Endpoint endpoint;
    private final Duration limit;
    private final String host;
    private final boolean plain;

    /// How asking ended.
    sealed interface Answer {

        /// @param names looks the address's host up, guarded
        record Granted(URI address, Addresses names) implements Answer {}

        /// @param lasting whether somebody has to mend something first
        /// @param after how long Slack wants to be left alone; null if it does not say
        record Refused(String reason, boolean lasting, @Nullable Duration after) implements Answer {}
    }

    Tickets(URI url, Credential token, Endpoint.Limits limits) {
        this.endpoint = new Endpoint("slack", SlackProperties.PREFIX, url, token, Map.of(), limits);
        this.limit = limits.read();
        this.host = url.getHost().toLowerCase(Locale.ROOT);
        this.plain = "http".equals(url.getScheme());
    }

    /// Where Slack's Web API is.
    URI base() {
        return endpoint.base();
    }

    Answer ask() {
        Endpoint.Exchange exchange = endpoint.exchange("POST", Endpoint.Request.get("/apps.connections.open"),
                Map.of("Content-Type", "application/x-www-form-urlencoded"), limit);
        return switch (exchange.answer()) {
            case Endpoint.Answer.Failed(var reason, var lasting, _) -> new Answer.Refused(reason, lasting, after(exchange.headers()));
            case Endpoint.Answer.Data(var body) -> body.path("ok").asBoolean(false)
                    ? granted(body.path("url").asString(""))
                    : refused(body, after(exchange.headers()));
        };
    }

    private static @Nullable Duration after(Map<String, String> headers) {
        String value = headers.getOrDefault("retry-after", "").strip();
        return value.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(value)) : null;
    }

    private Answer granted(String url) {
        URI address;
        try {
            address = new URI(url);
        } catch (URISyntaxException _) {
            address = URI.create("");
        }
        String to = address.getHost() == null ? "" : address.getHost().toLowerCase(Locale.ROOT);
        boolean slacks = SLACK.stream().anyMatch(domain -> to.equals(domain) || to.endsWith("." + domain));
        boolean encrypted = "wss".equals(address.getScheme());
        // Unencrypted only where the configured address is, and there alone: a proxy of one's own, a test.
        boolean ours = to.equals(host) && (encrypted || (plain && "ws".equals(address.getScheme())));
        if (address.getUserInfo() != null || !(ours || (slacks && encrypted))) {
            return new Answer.Refused("slack at " + endpoint.base() + " wants us to connect to "
                    + (to.isEmpty() ? "no host" : "the host " + to) + ", which is not Slack's: nothing is connected to there; check "
                    + SlackProperties.PREFIX + ".url", true, null);
        }
        try {
            return new Answer.Granted(address,
                    new Addresses(to, SlackProperties.PREFIX + ".url", SystemDefaultDnsResolver.INSTANCE, System::nanoTime));
        } catch (IllegalArgumentException forbidden) {
            return new Answer.Refused(String.valueOf(forbidden.getMessage()), true, null);
        }
    }

    private Answer refused(JsonNode body, @Nullable Duration after) {
        String error = body.path("error").asString("");
        if (error.isEmpty()) {
            return new Answer.Refused("slack answered at " + endpoint.base() + " with something that is not its Web API: check "
                    + SlackProperties.PREFIX + ".url", true, after);
        }
        String word = error.matches("[a-z_]{1,80}") ? error : "an unknown error";
        return new Answer.Refused("slack refused apps.connections.open with " + word + remedy(word), !PASSING.contains(word), after);
    }

    private static String remedy(String error) {
        return switch (error) {
            case "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type" ->
                ": set " + SlackProperties.PREFIX + ".app-token to the app-level token, which begins with xapp- (Basic Information, "
                        + "App-Level Tokens); the bot token is another";
            case "missing_scope" -> ": give the app-level token the scope connections:write";
            case "forbidden_team", "access_denied", "method_not_supported_for_channel_type" -> ": the app may not use socket mode there";
            case "socket_mode_disabled", "link_disabled" -> SocketMode.SWITCHED_OFF;
            default -> "";
        };
    }
}
