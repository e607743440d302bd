package dev.firsthour.web.api;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.firsthour.investigation.Calibration;
import dev.firsthour.investigation.Reliability;

/// How far the confidences that were stated held, by what people said of the analyses.
///
/// @param outcomes how many analyses people spoke of, the newest 1000
/// @param right how many of them they hold right
/// @param brierScore the mean squared gap between confidence and truth, 0 best; null without outcomes
/// @param expectedCalibrationError the mean gap between confidence and share of right ones, 0 best; null without outcomes
/// @param map `built_in`, or `fitted` where the outcomes are enough to learn the confidence from
/// @param fittedFrom how many outcomes that takes
/// @param bins the reliability curve
record CalibrationView(int outcomes, int right, @Nullable Double brierScore, @Nullable Double expectedCalibrationError, String map,
        int fittedFrom, List<BinView> bins) {

    /// @param from the lowest confidence in it, 0 to 100
    /// @param to where it ends
    /// @param stated the mean confidence that was stated, 0 to 100
    /// @param held the share that was right, 0 to 100
    record BinView(int from, int to, int outcomes, double stated, double held) {}

    static CalibrationView of(Reliability reliability, Calibration calibration) {
        return new CalibrationView(reliability.outcomes(), reliability.right(), number(reliability.brier()), number(reliability.error()),
                calibration.fitted() ? "fitted" : "built_in", Calibration.MINIMUM, reliability.bins().stream()
                        .map(bin -> new BinView(bin.from(), bin.to(), bin.outcomes(), bin.stated(), bin.held())).toList());
    }

    private static @Nullable Double number(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
