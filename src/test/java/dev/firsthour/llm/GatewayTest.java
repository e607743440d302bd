package dev.firsthour.llm;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;

import dev.firsthour.testing.TestClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

class GatewayTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Reply.Answered FINE = new Reply.Answered("fine", 100, 10);

    private final TestClock clock = new TestClock(NOON);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Spending spending = Spending.inMemory();
    private LlmProperties settings = LlmProperties.defaults().with(List.of(), new LlmProperties.Breaker(2, Duration.ofSeconds(30)),
            LlmProperties.Limits.NONE);

    private Gateway before(LanguageModel... models) {
        return Gateway.before(List.of(models), settings, spending, meters, clock);
    }

    private static ScriptedModel model(String name, Reply... replies) {
        return new ScriptedModel(replies).named("test/" + name);
    }

    private static Prompt prompt() {
        return new Prompt("You judge.", List.of(new Prompt.Message(Prompt.Role.USER, "why?")), null, 100, Duration.ofSeconds(10))
                .on("run-1");
    }

    @Test
    void theFirstThatAnswersIsNamedWithThoseThatFailedBefore() {
        var first = model("first", new Reply.Away("cannot be connected to"));
        var second = model("second", new Reply.Refused("the model declined"));
        var third = model("third", FINE);
        Reply reply = before(first, second, third).ask(prompt());
        assertThat(reply).isInstanceOf(Reply.Answered.class);
        assertThat(reply.served()).isEqualTo(new Reply.Served("test/third", List.of(
                new Reply.Failed("first", "test/first", "cannot be connected to"),
                new Reply.Failed("second", "test/second", "the model declined")), 0));
    }

    @Test
    void whereNobodyAnswersOneThatMayLaterIsWaitedFor() {
        assertThat(before(model("a", new Reply.Refused("wrong key")), model("b", new Reply.Busy("full", Duration.ofSeconds(9))),
                model("c", new Reply.Busy("full too", Duration.ofSeconds(4)))).ask(prompt()))
                .isInstanceOfSatisfying(Reply.Busy.class, busy -> {
                    assertThat(busy.retryAfter()).isEqualTo(Duration.ofSeconds(4));
                    assertThat(busy.reason()).contains("wrong key", "full", "full too");
                    assertThat(busy.served().failed()).hasSize(3);
                });
        assertThat(before(model("a", new Reply.Refused("wrong key")), model("b", new Reply.Away("boom"))).ask(prompt()))
                .isInstanceOf(Reply.Away.class);
        assertThat(before(model("a", new Reply.Refused("wrong key"))).ask(prompt())).isInstanceOf(Reply.Refused.class);
    }

    @Test
    void anEndpointThatSaidWhenToComeBackIsNotAskedBefore() {
        var first = model("first", new Reply.Busy("full", Duration.ofSeconds(20)), FINE);
        var second = model("second", FINE, FINE);
        Gateway gateway = before(first, second);
        gateway.ask(prompt());
        clock.advance(Duration.ofSeconds(19));
        Reply reply = gateway.ask(prompt());
        assertThat(reply.served().model()).isEqualTo("test/second");
        assertThat(reply.served().failed()).singleElement().satisfies(failed -> assertThat(failed.reason()).contains("come back in 1 s"));
        assertThat(gateway.name()).isEqualTo("test/second");
        clock.advance(Duration.ofSeconds(1));
        assertThat(gateway.ask(prompt()).served().model()).isEqualTo("test/first");
        first.assertAllAsked();
    }

    @Test
    void anEndpointThatFailsAgainAndAgainIsLeftAloneForAWhileThenTriedOnce() {
        var first = model("first", new Reply.Away("boom"), new Reply.Away("boom"), new Reply.Away("boom still"), FINE);
        var second = model("second", FINE, FINE, FINE, FINE);
        Gateway gateway = before(first, second);
        gateway.ask(prompt());
        gateway.ask(prompt());
        assertThat(gateway.ask(prompt()).served().failed()).singleElement()
                .satisfies(failed -> assertThat(failed.reason()).contains("failed 2 times in a row"));
        clock.advance(Duration.ofSeconds(31));
        assertThat(gateway.ask(prompt()).served().failed()).singleElement()
                .satisfies(failed -> assertThat(failed.reason()).isEqualTo("boom still"));
        clock.advance(Duration.ofSeconds(31));
        assertThat(gateway.ask(prompt()).served().model()).isEqualTo("test/first");
        first.assertAllAsked();
        second.assertAllAsked();
    }

    @Test
    void anEndpointIsAskedNoMoreAtOnceThanItsLimit() throws Exception {
        settings = new LlmProperties(LlmProperties.AUTO, null, null, null, Duration.ofSeconds(5), Duration.ofSeconds(20), 100, 4096, null,
                1,
                LlmProperties.Price.FREE, settings.azure(), settings.aws(), settings.google(), settings.triton(), List.of(),
                Duration.ofMinutes(5),
                settings.breaker(), LlmProperties.Limits.NONE, false);
        var asked = new CountDownLatch(1);
        var hold = new CountDownLatch(1);
        var first = model("first").then(_ -> {
            asked.countDown();
            try {
                hold.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return FINE;
        });
        var second = model("second", FINE);
        Gateway gateway = before(first, second);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var held = threads.submit(() -> gateway.ask(prompt()));
            asked.await();
            Reply other = gateway.ask(prompt());
            hold.countDown();
            assertThat(other.served().model()).isEqualTo("test/second");
            assertThat(other.served().failed()).singleElement()
                    .satisfies(failed -> assertThat(failed.reason()).contains("1 questions already"));
            assertThat(held.get().served().model()).isEqualTo("test/first");
        }
    }

    @Test
    void aPromptIsNeverSentWhereItWouldBeCut() {
        var small = model("small").able(new Abilities(2000, 500, Abilities.Ability.NO, Probe.Schema.UNKNOWN, Double.NaN));
        var large = model("large", FINE, FINE);
        Gateway gateway = before(small, large);
        var longPrompt = new Prompt("s", List.of(new Prompt.Message(Prompt.Role.USER, "word ".repeat(2000))), null, 100,
                Duration.ofSeconds(10));
        assertThat(gateway.ask(longPrompt).served().failed()).singleElement()
                .satisfies(failed -> assertThat(failed.reason()).contains("has room for 2000"));
        var withTools = prompt().with(List.of(new Tool("look", "looks", "{}")));
        assertThat(gateway.ask(withTools).served().failed()).singleElement()
                .satisfies(failed -> assertThat(failed.reason()).contains("no tools"));
        assertThat(gateway.abilities().contextTokens()).isEqualTo(2000);
        assertThat(before(small).ask(longPrompt)).isInstanceOf(Reply.Refused.class);
    }

    private Gateway priced(LlmProperties.Limits limits, ScriptedModel model) {
        var price = new LlmProperties.Price(new BigDecimal("2.50"), new BigDecimal("10"));
        var all = LlmProperties.defaults().with(List.of(), settings.breaker(), limits);
        var endpoint = new LlmProperties.Endpoint("paid", "openai", URI.create("http://127.0.0.1:1/v1"), "m", null, null, null, null, null,
                null, null,
                price, null, null, null, null);
        return Gateway.before(model, endpoint.over(all), spending, meters, clock);
    }

    @Test
    void whatAnAnswerCostsComesFromItsTokensAndThePriceOfItsEndpoint() {
        Reply reply = priced(LlmProperties.Limits.NONE, model("paid", new Reply.Answered("fine", 1000, 100))).ask(prompt());
        assertThat(reply.served().moneyMicros()).isEqualTo(3500);
        assertThat(spending.by("run-1")).isEqualTo(new Spending.Spent(1100, 3500));
    }

    @Test
    void anEndpointThatCountsNothingIsNotFreeOfBudgets() {
        priced(LlmProperties.Limits.NONE, model("paid", new Reply.Answered("x".repeat(300), 0, 0))).ask(prompt());
        assertThat(spending.by("run-1").tokens()).isBetween(100L, 110L);
    }

    private static LlmProperties.Limits limits(long investigationTokens, String dayMoney, long installationTokens) {
        return new LlmProperties.Limits(investigationTokens, BigDecimal.ZERO, 0, new BigDecimal(dayMoney), installationTokens,
                BigDecimal.ZERO);
    }

    @Test
    void anInvestigationThatUsedUpItsTokensAsksNoMoreAndAnotherDoes() {
        Gateway gateway = priced(limits(110, "0", 0), model("paid", FINE, FINE));
        gateway.ask(prompt());
        assertThat(gateway.ask(prompt())).isInstanceOfSatisfying(Reply.Overspent.class, overspent -> {
            assertThat(overspent.budget()).isEqualTo(new Budget(Budget.Scope.INVESTIGATION, Budget.Unit.TOKENS, 110));
            assertThat(overspent.reason()).contains("110 tokens of 110 tokens", "firsthour.llm.budget.investigation-tokens");
        });
        assertThat(gateway.ask(prompt().on("run-2"))).isInstanceOf(Reply.Answered.class);
    }

    @Test
    void aDayThatUsedUpItsMoneyEndsAtMidnight() {
        // 100 tokens in and 10 out cost 0.00035.
        Gateway gateway = priced(limits(0, "0.0003", 0), model("paid", FINE, FINE));
        gateway.ask(prompt());
        assertThat(gateway.ask(prompt().on("run-2"))).isInstanceOfSatisfying(Reply.Overspent.class,
                overspent -> assertThat(overspent.reason()).contains("money of a day", "0.00035 of 0.0003",
                        "firsthour.llm.budget.day-money"));
        clock.set(Instant.parse("2026-11-24T00:00:00Z"));
        assertThat(gateway.ask(prompt().on("run-2"))).isInstanceOf(Reply.Answered.class);
    }

    @Test
    void anInstallationThatUsedUpItsTokensAsksNoMore() {
        Gateway gateway = priced(limits(0, "0", 200), model("paid", FINE, FINE));
        gateway.ask(prompt());
        clock.advance(Duration.ofDays(400));
        gateway.ask(prompt());
        assertThat(gateway.ask(prompt())).isInstanceOf(Reply.Overspent.class);
    }

    @Test
    void callsAreMetricsByTheNamesOfTheConventions() {
        before(model("first", new Reply.Away("boom")), model("second", FINE)).ask(prompt());
        assertThat(meters.get("gen_ai.client.operation.duration")
                .tags("gen_ai.request.model", "second", "gen_ai.operation.name", "chat", "error.type",
                        "none")
                .timer().count()).isEqualTo(1);
        assertThat(
                meters.get("gen_ai.client.operation.duration").tags("gen_ai.request.model", "first", "error.type", "away").timer().count())
                .isEqualTo(1);
        assertThat(meters.get("gen_ai.client.token.usage").tags("gen_ai.token.type", "input").summary().totalAmount()).isEqualTo(100);
    }

    @Test
    void whatAProbeFoundOutIsKeptInMind() {
        var model = model("first", new Reply.Answered("{\"greeting\": \"hi\"}", 1, 1), new Reply.Answered("one", 1, 200),
                new Reply.Answered("", List.of(new Tool.Call("1", "clock", "{}")), 1, 1));
        Gateway gateway = before(model);
        var seconds = new long[1];
        gateway.probe(false, () -> "heron", () -> seconds[0]++ * 1_000_000_000L, (_, _, probe) -> assertThat(probe.trouble()).isNull());
        assertThat(gateway.abilities()).isEqualTo(new Abilities(16384, 2048, Abilities.Ability.YES, Probe.Schema.HONOURED, 200));
    }

    @Test
    void whatAnEntryLeavesOutIsTakenFromAboveSaveWhereItLeadsAndItsKey() {
        LlmProperties all = LlmProperties.defaults().withKey("secret");
        LlmProperties entry = LlmProperties.Endpoint.of("a", "vllm", null, "m").over(all);
        assertThat(entry.apiKey()).isNull();
        assertThat(entry.timeout()).isEqualTo(all.timeout());
        assertThatThrownBy(
                () -> all.with(List.of(LlmProperties.Endpoint.of("a", "vllm", null, "m"), LlmProperties.Endpoint.of("a", "tgi", null, "m")),
                        all.breaker(), all.budget()))
                .hasMessageContaining("name of its own");
        assertThatThrownBy(() -> LlmProperties.Endpoint.of("a", "auto", null, "m")).hasMessageContaining("kind");
    }

    @Test
    void aListOfEndpointsOpensAllOfThemInOrder() {
        LlmProperties all = LlmProperties.defaults().with(List.of(LlmProperties.Endpoint.of("local", "vllm", null, "qwen3"),
                LlmProperties.Endpoint.of("far", "openai", URI.create("http://192.0.2.1/v1"), "m")), settings.breaker(),
                LlmProperties.Limits.NONE);
        assertThat(Gateway.to(all, spending, meters, clock).get().orElseThrow().name()).isEqualTo("vllm/qwen3");
        assertThat(Gateway.to(LlmProperties.defaults().at(LlmProperties.NONE, null, null), spending, meters, clock).get()).isEmpty();
    }
}
