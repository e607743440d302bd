package dev.firsthour.llm;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProbeTest {

    private final AtomicLong clock = new AtomicLong();

    private Probe probe(ScriptedModel model, int contextTokens) {
        Probe probe = Probe.of(model, Duration.ofSeconds(10), contextTokens, "heron-41", () -> clock.getAndAdd(1_000_000_000));
        model.assertAllAsked();
        return probe;
    }

    @Test
    void anEndpointThatCanAllOfItIsSaidTo() {
        var model = new ScriptedModel(new Reply.Answered("{\"greeting\": \"hello\"}", 20, 6), new Reply.Answered("one two three", 20, 120),
                new Reply.Answered("", List.of(new Tool.Call("1", "clock", "{}")), 20, 9), new Reply.Answered("heron-41", 4000, 3));
        assertThat(probe(model, 4096)).isEqualTo(
                new Probe("scripted/model", null, Probe.Schema.HONOURED, Abilities.Ability.YES, Probe.Context.WHOLE, 0,
                        Duration.ofSeconds(1), 120));
        assertThat(model.prompts().getLast().messages().getFirst().text()).hasSizeGreaterThan(10_000)
                .startsWith("The code word is heron-41");
    }

    @Test
    void aSchemaThatIsDroppedWithoutAWordIsNoticed() {
        assertThat(probe(new ScriptedModel("Hello there!", "one two three", "It is noon."), 0).schema()).isEqualTo(Probe.Schema.IGNORED);
    }

    @Test
    void anEndpointThatKnowsNoSchemasIsToldFromOneThatIsNotThere() {
        assertThat(probe(new ScriptedModel(new Reply.Refused("400: response_format"), ScriptedModel.answered("one two"),
                new Reply.Refused("400: tools")), 0))
                .satisfies(probe -> assertThat(probe.trouble()).isNull())
                .satisfies(probe -> assertThat(probe.schema()).isEqualTo(Probe.Schema.REFUSED));
        assertThat(probe(new ScriptedModel(new Reply.Away("cannot be connected to"), new Reply.Away("cannot be connected to")), 4096))
                .satisfies(probe -> assertThat(probe.trouble()).isEqualTo("cannot be connected to"))
                .satisfies(probe -> assertThat(probe.schema()).isEqualTo(Probe.Schema.UNKNOWN));
    }

    @Test
    void aPromptThatIsCutSilentlyIsNoticed() {
        Probe probe = probe(new ScriptedModel("{}", "one two", "It is noon.", "I see no code word.", "It was heron-41."), 4096);
        assertThat(probe.context()).isEqualTo(Probe.Context.CUT);
        assertThat(probe.contextTokens()).isEqualTo(2048);
        assertThat(probe.tools()).isEqualTo(Abilities.Ability.NO);
    }

    @Test
    void anEndpointThatCountsNoTokensHasNoSpeed() {
        assertThat(probe(
                new ScriptedModel(new Reply.Answered("hi", 0, 0), new Reply.Answered("one two", 0, 0), new Reply.Answered("noon", 0, 0)), 0)
                .tokensPerSecond())
                .isNaN();
    }
}
