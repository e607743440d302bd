package dev.firsthour.llm;

import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// The connections to one endpoint, and what was learnt on them: plain HTTP/1.1, no redirects followed, since a redirect would carry a key and a prompt
/// somewhere that nobody configured.
public final class Wire {

    /// The system property that makes a call to any other machine impossible, whatever is configured: set for all tests, so that none ever
    /// reaches a real provider.
    static final String LOOPBACK_ONLY = "firsthour.llm.loopback-only";
    /// What is left of a question's time must be worth asking again in.
    private static final Duration WORTH_ASKING = Duration.ofMillis(100);

    private final HttpClient client;
    private volatile boolean schemaRefused;
    private volatile boolean toolsRefused;

    public Wire(Duration connectTimeout) {
        // HTTP/1.1 because several model servers stumble over the upgrade offer that the JDK's client makes otherwise.
        this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER).proxy(ProxySelector.getDefault()).build();
    }

    /// One request to come, which is given `timeout` from its start to the last byte of its answer.
    public Exchange exchange(Duration timeout) {
        return new Exchange(client, timeout);
    }

    /// How one question is put over one request.
    @FunctionalInterface
    public interface Question {

        /// @throws RuntimeException whatever [Exchange#failure] can classify
        Reply put(Exchange exchange, Prompt prompt);
    }

    /// Asks, and classifies what was thrown. A request that is refused for its form (400, 422) while it carries a schema is sent once more without: an
    /// endpoint that answers then knows no schemas, and is sent none from then on.
    public Reply ask(Prompt prompt, Question question) {
        boolean withSchema = prompt.jsonSchema() != null && !schemaRefused;
        long start = System.nanoTime();
        Exchange exchange = exchange(prompt.timeout());
        Reply reply = put(question, exchange, withSchema ? prompt : prompt.withoutSchema());
        boolean badForm = reply instanceof Reply.Refused && (exchange.status() == 400 || exchange.status() == 422);
        if (!badForm) return reply;
        String reason = ((Reply.Refused) reply).reason();
        if (!prompt.tools().isEmpty() && reason.toLowerCase(Locale.ROOT).contains("tool")) toolsRefused = true;
        Duration left = prompt.timeout().minusNanos(System.nanoTime() - start);
        if (!withSchema || left.compareTo(WORTH_ASKING) < 0) return reply;
        Reply plain = put(question, exchange(left), prompt.withoutSchema().within(left));
        if (!(plain instanceof Reply.Answered) && !(plain instanceof Reply.Cut)) return reply;
        schemaRefused = true;
        return plain.served(new Reply.Served("", List.of(new Reply.Failed("", "", reason + "; asked again without a schema")), 0));
    }

    private static Reply put(Question question, Exchange exchange, Prompt prompt) {
        try {
            return question.put(exchange, prompt);
        } catch (RuntimeException thrown) {
            // Adapters are edges: a provider's module answers a body that it did not expect with any exception there is.
            return exchange.failure(thrown);
        }
    }

    /// What the settings promise, less what the endpoint was seen to refuse.
    public Abilities abilities(LlmProperties properties) {
        Abilities promised = Abilities.of(properties);
        return new Abilities(promised.contextTokens(), promised.maxOutputTokens(),
                toolsRefused ? Abilities.Ability.NO : promised.tools(), schemaRefused ? Probe.Schema.REFUSED : promised.schema(),
                promised.tokensPerSecond());
    }

    /// Whether nothing but this machine may be talked to.
    public static boolean isLoopbackOnly() {
        return Boolean.getBoolean(LOOPBACK_ONLY);
    }

    /// Whether an address can only be this machine.
    public static boolean isLoopback(URI address) {
        String host = address.getHost();
        return host != null && (host.equals("localhost") || host.equals("[::1]") || host.startsWith("127."));
    }
}
