package dev.firsthour.timeline;

/// How many bodies a store erased at once.
///
/// @param evidence pieces of evidence that lost their contents
/// @param exchanges exchanges with models that lost their texts
public record Erased(int evidence, int exchanges) {

    public boolean isNothing() {
        return evidence == 0 && exchanges == 0;
    }
}
