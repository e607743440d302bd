package dev.firsthour.incident;

/// What something cost.
///
/// @param inputTokens tokens sent to models
/// @param outputTokens tokens that came back
/// @param modelCalls how many calls were made
/// @param modelMillis wall time spent in them
/// @param moneyMicros what they cost, in millionths of the currency that prices are given in; 0 where no price is set
public record Usage(long inputTokens, long outputTokens, int modelCalls, long modelMillis, long moneyMicros) {

    public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

    public Usage plus(Usage other) {
        return new Usage(inputTokens + other.inputTokens, outputTokens + other.outputTokens, modelCalls + other.modelCalls,
                modelMillis + other.modelMillis, moneyMicros + other.moneyMicros);
    }
}
