package dev.firsthour.llm;

/// What a model can, so that whoever asks fits the question to it. What nobody has found out yet is `UNKNOWN`, and a caller does well
/// to take that for "no" where being wrong is costly.
///
/// @param contextTokens how many tokens prompt and answer may have together
/// @param maxOutputTokens how many tokens an answer may have
/// @param tools whether it asks for tools that it is offered
/// @param schema what becomes of a JSON Schema that is sent along
/// @param tokensPerSecond how fast it writes; NaN if not found out
public record Abilities(int contextTokens, int maxOutputTokens, Ability tools, Probe.Schema schema, double tokensPerSecond) {

    /// Whether something can be done.
    public enum Ability {
        YES, NO, UNKNOWN
    }

    /// What follows from the settings alone.
    public static Abilities of(LlmProperties properties) {
        return new Abilities(properties.contextTokens(), properties.maxOutputTokens(), Ability.UNKNOWN, Probe.Schema.UNKNOWN, Double.NaN);
    }
}
