package dev.firsthour.llm;

/// What an endpoint says of itself and its model when it is asked without making the model write.
///
/// @param modelThere whether it has the model
/// @param contextTokens how many tokens prompt and answer may have together; 0 if it does not say
/// @param tools whether the model was made for tools
public record Particulars(Abilities.Ability modelThere, int contextTokens, Abilities.Ability tools) {

    public static final Particulars UNSAID = new Particulars(Abilities.Ability.UNKNOWN, 0, Abilities.Ability.UNKNOWN);

    /// The model is not there.
    public static final Particulars NOT_THERE = new Particulars(Abilities.Ability.NO, 0, Abilities.Ability.UNKNOWN);

    /// The model is there, with so much room.
    public static Particulars there(int contextTokens) {
        return new Particulars(Abilities.Ability.YES, contextTokens, Abilities.Ability.UNKNOWN);
    }
}
