package dev.firsthour.investigation;

import java.util.Locale;

import dev.firsthour.incident.Severity;
import dev.firsthour.llm.Abilities;

/// How much a model is made to do.
enum Mode {
    /// The engine's findings, one question to reason and one to doubt: for small or slow models.
    LEAN,
    /// A planner, and specialists with tools, before the same two questions.
    DEEP;

    /// Below this a specialist forgets what it has seen.
    private static final int DEEP_CONTEXT = 16_000;
    /// Some twenty answers in a row must not take longer than a person waits.
    private static final double DEEP_SPEED = 15;

    /// Reckoned, not measured: five specialists with four calls each, at some 5000 tokens a question. A smaller budget may be used up before anybody reasons.
    private static final long DEEP_TOKENS = 100_000;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @param why in a clause
    record Choice(Mode mode, String why) {}

    /// The mode for one investigation.
    ///
    /// @param wanted `auto`, `lean` or `deep`: what is wanted is done where the model can do it
    /// @param budget how many tokens the investigation may take; 0 if nothing bounds it
    static Choice choose(String wanted, Abilities can, Severity severity, long budget) {
        boolean asked = wanted.equals(DEEP.word());
        if (wanted.equals(LEAN.word())) return new Choice(LEAN, "firsthour.investigation.mode is lean");
        if (can.contextTokens() < DEEP_CONTEXT)
            return new Choice(LEAN, "the model's context of " + can.contextTokens()
                    + " tokens is smaller than the " + DEEP_CONTEXT + " that specialists need");
        if (can.tools() == Abilities.Ability.NO) return new Choice(LEAN, "the model asks for no tools");
        if (asked) return new Choice(DEEP, "firsthour.investigation.mode is deep");
        if (can.tools() == Abilities.Ability.UNKNOWN) return new Choice(LEAN, "nobody has found out whether the model asks for tools");
        if (can.tokensPerSecond() < DEEP_SPEED)
            return new Choice(LEAN, "the model writes only "
                    + Math.round(can.tokensPerSecond()) + " tokens a second");
        if (budget > 0 && budget < DEEP_TOKENS)
            return new Choice(LEAN, "the budget of " + budget + " tokens is smaller than the "
                    + DEEP_TOKENS + " that specialists need");
        return switch (severity) {
            case CRITICAL, HIGH -> new Choice(DEEP, "the severity is " + severity.word() + " and the model can use tools");
            case MEDIUM, LOW, INFO -> new Choice(LEAN, "the severity is " + severity.word());
        };
    }
}
