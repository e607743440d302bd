package dev.firsthour.diagnosis;

import java.time.Instant;

/// How one series left its normal range around the time of detection, in numbers.
///
/// @param changedAt milliseconds since the epoch at which the departure began
/// @param endedAt when the series was back to normal for good; `Long.MAX_VALUE` if it was not seen to be
/// @param before the normal level: the median of the time before
/// @param after the typical level while off
/// @param scale one robust standard deviation of the time before, never 0
/// @param surprise how far the departure reaches beyond what the time before ever did, in units of its own greatest reach:
///        1 is what happens once in the time before, 0 is the middle. It is the evidence that something happened at all
/// @param magnitude how many times larger or smaller the level became, as a natural logarithm: 0 none, 0.69 doubled or halved.
///        It is the size of what happened, comparable between metrics of different units
/// @param steps how many samples the departure lasts
record SeriesShift(CitedSeries cited, MetricRole role, long changedAt, long endedAt, double before, double after, double scale,
        double surprise, double magnitude, int steps) {

    /// The surprise at which a departure is as likely noise as not, having looked at one series.
    private static final double EVEN = 1.5;

    /// 1 up, -1 down.
    int direction() {
        return after >= before ? 1 : -1;
    }

    /// The departure in robust standard deviations of the time before, signed.
    double deviation() {
        return (after - before) / scale;
    }

    /// Whether the departure is towards trouble, going by what the metric means.
    boolean isBad() {
        return role.isBad(direction());
    }

    boolean isOver() {
        return endedAt != Long.MAX_VALUE;
    }

    Instant began() {
        return Instant.ofEpochMilli(changedAt);
    }

    /// How sure it is that this is no noise, 0 to 1: a logistic curve in the logarithm of the surprise, 1/2 at EVEN.
    double certainty() {
        double squared = surprise * surprise;
        return squared / (squared + EVEN * EVEN);
    }

    /// The name of what the series belongs to; its own title if it belongs to nothing.
    String owner() {
        String service = cited.series().service();
        return service == null ? cited.series().title() : service;
    }
}
