package dev.firsthour.web.page;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.firsthour.investigation.Calibration;
import dev.firsthour.investigation.Reliability;

/// The reliability curve on its page. The drawing is 100 units wide and high, its origin at the lower left.
///
/// @param line the points of the curve, as an SVG polyline has them; empty with fewer than two
/// @param map the points of the map from sums to confidence
/// @param missing how many outcomes are still wanting until the map is learnt from them, if that is all that wants
record CalibrationPart(int outcomes, int right, String brier, String error, boolean fitted, int missing, String line, String map,
        List<Dot> dots) {

    private static final int SIDE = 100;
    private static final int STEPS = 20;
    private static final double SMALLEST = 1.2;
    private static final double LARGEST = 4;

    /// One bin of the curve.
    ///
    /// @param radius grows with how much it holds, by area
    record Dot(double x, double y, double radius, String range, int outcomes, String stated, String held) {}

    static CalibrationPart of(Reliability reliability, Calibration calibration) {
        int most = reliability.bins().stream().mapToInt(Reliability.Bin::outcomes).max().orElse(1);
        List<Dot> dots = reliability.bins().stream().map(bin -> new Dot(round(bin.stated()), round(SIDE - bin.held()),
                round(SMALLEST + (LARGEST - SMALLEST) * Math.sqrt((double) bin.outcomes() / most)),
                bin.from() + " to " + bin.to() + " %", bin.outcomes(), percent(bin.stated()), percent(bin.held()))).toList();
        String line = dots.size() < 2 ? "" : dots.stream().map(dot -> dot.x() + "," + dot.y()).collect(Collectors.joining(" "));
        String map = IntStream.rangeClosed(0, STEPS).mapToObj(step -> {
            double sum = (double) SIDE * step / STEPS;
            return round(sum) + "," + round(SIDE - calibration.percent(sum));
        }).collect(Collectors.joining(" "));
        return new CalibrationPart(reliability.outcomes(), reliability.right(), Numbers.plain(reliability.brier()),
                Numbers.plain(reliability.error()), calibration.fitted(), Math.max(0, Calibration.MINIMUM - reliability.outcomes()), line,
                map,
                dots);
    }

    private static double round(double value) {
        return Math.round(value * SIDE) / (double) SIDE;
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.0f %%", value);
    }
}
