package dev.firsthour.llm;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Which language models are asked, how, and what they may cost: one endpoint, or an ordered list of them.
///
/// @param kind `auto` takes an Ollama on loopback that has a local model, else none; `none` asks no model; `ollama`, `openai`, `vllm`, `tgi`, `triton`,
///        `triton-openai`, `azure`, `bedrock` and `vertex` name the endpoint's kind, `openai` being every endpoint that speaks OpenAI's chat completions
/// @param baseUrl the endpoint's address; for what speaks OpenAI's chat completions with its `/v1`. Empty: the kind's own address on loopback,
///        or of the cloud's region; nothing for `openai` and `azure`, which must be told where to go
/// @param model the model's name as the endpoint spells it: for `azure` the deployment, for `bedrock` a model's or an inference profile's id;
///        `ollama` takes its newest local model where it is empty
/// @param apiKey what the endpoint asks for as a key; empty for endpoints that want none, and for clouds whose own credentials are used
/// @param connectTimeout how long to wait for a connection
/// @param timeout how long to wait for one whole answer
/// @param maxOutputTokens where the model must stop; an answer that reaches it counts as cut
/// @param contextTokens how many tokens of prompt and answer the model is given room for; told to Ollama, which otherwise cuts silently
/// @param temperature how freely it chooses its words, 0 to 2; empty: 0.1, and nothing to OpenAI's own endpoint, where some models refuse it
/// @param atOnce how many questions the endpoint is asked at once; more wait, or go to the next endpoint
/// @param price what a million tokens cost, for budgets and reports
/// @param azure what only `azure` needs
/// @param aws what only `bedrock` needs
/// @param google what only `vertex` needs
/// @param triton what only `triton` needs
/// @param endpoints several endpoints, asked in this order until one answers; each entry takes the settings above and a `name`, and what it leaves
///        out of times, limits and temperature is taken from above. Where the list is given, the single endpoint above is not asked
/// @param deadline how long one question may take over all endpoints
/// @param breaker when an endpoint that fails is left alone
/// @param budget what all of it may cost
/// @param probe whether what an endpoint can is found out when the server starts, by a few short questions
@ConfigurationProperties("firsthour.llm")
public record LlmProperties(@DefaultValue("auto") String kind, @Nullable URI baseUrl, @Nullable String model, @Nullable String apiKey,
        @DefaultValue("5s") Duration connectTimeout, @DefaultValue("120s") Duration timeout, @DefaultValue("2048") int maxOutputTokens,
        @DefaultValue("16384") int contextTokens, @Nullable Double temperature, @DefaultValue("8") int atOnce, @DefaultValue Price price,
        @DefaultValue Azure azure, @DefaultValue Aws aws, @DefaultValue Google google, @DefaultValue Triton triton,
        @DefaultValue List<Endpoint> endpoints, @DefaultValue("5m") Duration deadline, @DefaultValue Breaker breaker,
        @DefaultValue Limits budget, @DefaultValue("true") boolean probe) {

    public static final String AUTO = "auto";
    public static final String NONE = "none";
    /// The name of the one endpoint where no list is given.
    static final String ONLY = "default";

    public LlmProperties {
        if (baseUrl != null && baseUrl.toString().isBlank()) baseUrl = null;
        model = orNull(model);
        apiKey = orNull(apiKey);
        endpoints = List.copyOf(endpoints);
        if (baseUrl != null
                && (baseUrl.getHost() == null || !("http".equals(baseUrl.getScheme()) || "https".equals(baseUrl.getScheme())))) {
            throw new IllegalArgumentException(
                    "firsthour.llm.base-url '" + baseUrl + "' is no http address: write it as in http://127.0.0.1:8000/v1");
        }
        requirePositive("connect-timeout", connectTimeout);
        requirePositive("timeout", timeout);
        requirePositive("deadline", deadline);
        if (maxOutputTokens < 1)
            throw new IllegalArgumentException("firsthour.llm.max-output-tokens is at least 1, not " + maxOutputTokens);
        if (contextTokens <= maxOutputTokens) {
            throw new IllegalArgumentException("firsthour.llm.context-tokens (" + contextTokens
                    + ") must leave room for a prompt beside firsthour.llm.max-output-tokens (" + maxOutputTokens + ")");
        }
        if (temperature != null && !(temperature >= 0 && temperature <= 2)) {
            throw new IllegalArgumentException("firsthour.llm.temperature lies in 0 to 2, not " + temperature);
        }
        if (atOnce < 1) throw new IllegalArgumentException("firsthour.llm.at-once is at least 1, not " + atOnce);
        long names = endpoints.stream().map(Endpoint::name).distinct().count();
        if (names < endpoints.size()) {
            throw new IllegalArgumentException("each of firsthour.llm.endpoints has a name of its own, not "
                    + endpoints.stream().map(Endpoint::name).toList());
        }
    }

    /// What a million tokens cost.
    ///
    /// @param input of the prompt, in any currency
    /// @param output of the answer, in the same
    public record Price(@DefaultValue("0") BigDecimal input, @DefaultValue("0") BigDecimal output) {

        public static final Price FREE = new Price(BigDecimal.ZERO, BigDecimal.ZERO);

        public Price {
            if (input.signum() < 0 || output.signum() < 0) {
                throw new IllegalArgumentException("firsthour.llm.price is nothing or more, not " + input + " and " + output);
            }
        }

        /// What so many tokens cost, in millionths of the currency: a price for a million is a millionth for each.
        long micros(long inputTokens, long outputTokens) {
            return input.multiply(BigDecimal.valueOf(inputTokens)).add(output.multiply(BigDecimal.valueOf(outputTokens)))
                    .setScale(0, RoundingMode.HALF_UP).longValue();
        }
    }

    /// @param apiVersion the version for addresses by deployment, as in `2024-10-21`; empty: the address ends with `/openai/v1`, which needs none
    /// @param tenant the Entra tenant, to be let in by a token instead of a key
    /// @param clientId the application's id there
    /// @param clientSecret its secret
    /// @param authority who gives the tokens out
    public record Azure(@Nullable String apiVersion, @Nullable String tenant, @Nullable String clientId, @Nullable String clientSecret,
            @DefaultValue("https://login.microsoftonline.com") URI authority) {

        static final Azure UNSAID = new Azure(null, null, null, null, URI.create("https://login.microsoftonline.com"));

        public Azure {
            apiVersion = orNull(apiVersion);
            tenant = orNull(tenant);
            clientId = orNull(clientId);
            clientSecret = orNull(clientSecret);
            if (tenant != null && (clientId == null || clientSecret == null)) {
                throw new IllegalArgumentException(
                        "firsthour.llm.azure.tenant is set: a token needs firsthour.llm.azure.client-id and -secret as well");
            }
        }

        /// Without the secret.
        @Override
        public String toString() {
            return "Azure[apiVersion=" + apiVersion + ", tenant=" + tenant + ", clientId=" + clientId + "]";
        }
    }

    /// @param region where the model runs, as in `eu-central-1`; empty: what AWS' own settings say
    public record Aws(@Nullable String region) {

        static final Aws UNSAID = new Aws(null);

        public Aws { region = orNull(region); }
    }

    /// @param project the project that pays; empty: the service account's own
    /// @param region where the model runs, as in `europe-west4`, or `global`
    /// @param credentials the file with the service account's key; empty: the application default credentials
    public record Google(@Nullable String project, @DefaultValue("global") String region, @Nullable String credentials) {

        static final Google UNSAID = new Google(null, "global", null);

        public Google {
            project = orNull(project);
            credentials = orNull(credentials);
        }
    }

    /// @param template how turns are written into one text: `plain`, `chatml` (Qwen and many others), `llama3`, `mistral` or `gemma`, as the model
    ///        was taught
    public record Triton(@DefaultValue("plain") String template) {

        static final Triton UNSAID = new Triton("plain");
    }

    /// @param failures after how many failures in a row an endpoint is left alone
    /// @param pause for how long, until one question tries it again
    public record Breaker(@DefaultValue("5") int failures, @DefaultValue("30s") Duration pause) {

        static final Breaker DEFAULT = new Breaker(5, Duration.ofSeconds(30));

        public Breaker {
            if (failures < 1) throw new IllegalArgumentException("firsthour.llm.breaker.failures is at least 1, not " + failures);
            requirePositive("breaker.pause", pause);
        }
    }

    /// Each 0 for no limit. Money is in the currency that prices are given in.
    ///
    /// @param investigationTokens the most tokens of one investigation
    /// @param investigationMoney the most money
    /// @param dayTokens the most tokens of a day, which begins at midnight UTC
    /// @param dayMoney the most money
    /// @param installationTokens the most tokens that are ever spent here
    /// @param installationMoney the most money
    public record Limits(@DefaultValue("0") long investigationTokens, @DefaultValue("0") BigDecimal investigationMoney,
            @DefaultValue("0") long dayTokens, @DefaultValue("0") BigDecimal dayMoney, @DefaultValue("0") long installationTokens,
            @DefaultValue("0") BigDecimal installationMoney) {

        public static final Limits NONE = new Limits(0, BigDecimal.ZERO, 0, BigDecimal.ZERO, 0, BigDecimal.ZERO);

        /// The limits that are set, the narrowest scope first.
        List<Budget> budgets() {
            return Stream.of(new Budget(Budget.Scope.INVESTIGATION, Budget.Unit.TOKENS, investigationTokens),
                    new Budget(Budget.Scope.INVESTIGATION, Budget.Unit.MONEY_MICROS, micros(investigationMoney)),
                    new Budget(Budget.Scope.DAY, Budget.Unit.TOKENS, dayTokens),
                    new Budget(Budget.Scope.DAY, Budget.Unit.MONEY_MICROS, micros(dayMoney)),
                    new Budget(Budget.Scope.INSTALLATION, Budget.Unit.TOKENS, installationTokens),
                    new Budget(Budget.Scope.INSTALLATION, Budget.Unit.MONEY_MICROS, micros(installationMoney)))
                    .filter(budget -> budget.limit() > 0).toList();
        }

        private static long micros(BigDecimal money) {
            return money.movePointRight(6).longValue();
        }
    }

    /// One of several endpoints. What stands here as null is taken from the settings of all, save what would send a key or a prompt where nobody meant to.
    ///
    /// @param name what it is called on the timeline and in metrics
    public record Endpoint(String name, String kind, @Nullable URI baseUrl, @Nullable String model, @Nullable String apiKey,
            @Nullable Duration connectTimeout, @Nullable Duration timeout, @Nullable Integer maxOutputTokens,
            @Nullable Integer contextTokens, @Nullable Double temperature, @Nullable Integer atOnce, @Nullable Price price,
            @Nullable Azure azure, @Nullable Aws aws, @Nullable Google google, @Nullable Triton triton) {

        public Endpoint {
            if (orNull(name) == null || orNull(kind) == null) {
                throw new IllegalArgumentException(
                        "each of firsthour.llm.endpoints needs a name and a kind, not '" + name + "' and '" + kind
                                + "'");
            }
            if (kind.equals(AUTO) || kind.equals(NONE)) {
                throw new IllegalArgumentException("firsthour.llm.endpoints '" + name + "' needs a kind of endpoint, not " + kind);
            }
        }

        /// An entry that says only where and what.
        public static Endpoint of(String name, String kind, @Nullable URI baseUrl, @Nullable String model) {
            return new Endpoint(name, kind, baseUrl, model, null, null, null, null, null, null, null, null, null, null, null, null);
        }

        LlmProperties over(LlmProperties all) {
            return new LlmProperties(kind, baseUrl, model, apiKey, or(connectTimeout, all.connectTimeout), or(timeout, all.timeout),
                    or(maxOutputTokens, all.maxOutputTokens), or(contextTokens, all.contextTokens),
                    temperature == null ? all.temperature : temperature, or(atOnce, all.atOnce), or(price, Price.FREE),
                    or(azure, Azure.UNSAID), or(aws, Aws.UNSAID), or(google, Google.UNSAID), or(triton, Triton.UNSAID), List.of(),
                    all.deadline, all.breaker, all.budget, all.probe);
        }

        private static <T> T or(@Nullable T said, T other) {
            return said == null ? other : said;
        }

        /// Without keys.
        @Override
        public String toString() {
            return "Endpoint[name=" + name + ", kind=" + kind + ", baseUrl=" + baseUrl + ", model=" + model + "]";
        }
    }

    /// The settings as they are when nobody sets anything.
    public static LlmProperties defaults() {
        return new LlmProperties(AUTO, null, null, null, Duration.ofSeconds(5), Duration.ofSeconds(120), 2048, 16384, null, 8, Price.FREE,
                Azure.UNSAID, Aws.UNSAID, Google.UNSAID, Triton.UNSAID, List.of(), Duration.ofMinutes(5), Breaker.DEFAULT, Limits.NONE,
                true);
    }

    /// The same settings for another endpoint, as a command line names it: the key stays, a list does not.
    public LlmProperties at(String otherKind, @Nullable URI otherBaseUrl, @Nullable String otherModel) {
        return new LlmProperties(otherKind, otherBaseUrl, otherModel, apiKey, connectTimeout, timeout, maxOutputTokens, contextTokens,
                temperature, atOnce, price, azure, aws, google, triton, List.of(), deadline, breaker, budget, probe);
    }

    /// The same settings with a key.
    public LlmProperties withKey(String key) {
        return new LlmProperties(kind, baseUrl, model, key, connectTimeout, timeout, maxOutputTokens, contextTokens, temperature, atOnce,
                price, azure, aws, google, triton, endpoints, deadline, breaker, budget, probe);
    }

    /// The same settings with what the clouds need.
    public LlmProperties with(Azure otherAzure, Aws otherAws, Google otherGoogle) {
        return new LlmProperties(kind, baseUrl, model, apiKey, connectTimeout, timeout, maxOutputTokens, contextTokens, temperature, atOnce,
                price, otherAzure, otherAws, otherGoogle, triton, endpoints, deadline, breaker, budget, probe);
    }

    /// The same settings with another template.
    public LlmProperties with(Triton otherTriton) {
        return new LlmProperties(kind, baseUrl, model, apiKey, connectTimeout, timeout, maxOutputTokens, contextTokens, temperature, atOnce,
                price, azure, aws, google, otherTriton, endpoints, deadline, breaker, budget, probe);
    }

    /// The same settings for several endpoints under these limits.
    public LlmProperties with(List<Endpoint> others, Breaker otherBreaker, Limits limits) {
        return new LlmProperties(kind, baseUrl, model, apiKey, connectTimeout, timeout, maxOutputTokens, contextTokens, temperature, atOnce,
                price, azure, aws, google, triton, others, deadline, otherBreaker, limits, probe);
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private static void requirePositive(String setting, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("firsthour.llm." + setting + " is longer than nothing, as in 5s, not " + duration);
        }
    }

    /// Without the key, so that it never reaches a log.
    @Override
    public String toString() {
        return "LlmProperties[kind=" + kind + ", baseUrl=" + baseUrl + ", model=" + model + ", apiKey=" + (apiKey == null ? "none" : "set")
                + ", timeout=" + timeout + ", maxOutputTokens=" + maxOutputTokens + ", contextTokens=" + contextTokens + ", endpoints="
                + endpoints + "]";
    }
}
