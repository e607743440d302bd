package dev.firsthour.diagnosis;

import java.time.Instant;

/// How one series left its normal range around the time of detection, in numbers.
///
/// @param changedAt milliseconds since the epoch at which the departure began
/// @param lastAt when it was last seen to be off
/// @param endedAt when the series was back to normal for good; `Long.MAX_VALUE` if it was not seen to be
/// @param before the normal level: the median of the time before
/// @param after the typical level while off
/// @param scale one robust standard deviation of the time before, never 0
/// @param surprise how far the departure reaches, in units of how far the most extreme hundredth of the time before does. It is the
///        evidence that something happened at all
/// @param chance how likely it is that a normal series departs so far by accident somewhere around detection, 0 to 1
/// @param among how many series were looked at beside it, itself included
/// @param magnitude how many times larger or smaller the level became, as a natural logarithm: 0 none, 0.69 doubled or halved.
///        It is the size of what happened, comparable between metrics of different units
record SeriesShift(CitedSeries cited, MetricRole role, long changedAt, long lastAt, long endedAt, double before, double after,
        double scale, double surprise, double chance, int among, double magnitude) {

    /// Before anything is seen no more than one series in so many is taken to be off, however few there are.
    private static final int RARE = 20;

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

    /// How sure it is that this is no accident, 0 to 1: one real departure against the accidental ones to be expected among the series that
    /// were looked at (a local false discovery rate), of which there are taken to be no fewer than {@link #RARE}.
    double certainty() {
        return (1 - chance) / (1 - chance + Math.max(RARE, among) * chance);
    }

    /// The same shift, seen when looking at so many series.
    SeriesShift among(int series) {
        return new SeriesShift(cited, role, changedAt, lastAt, endedAt, before, after, scale, surprise, chance, series, magnitude);
    }

    /// The name of what the series belongs to; its own title if it belongs to nothing.
    String owner() {
        String service = cited.series().service();
        return service == null ? cited.series().title() : service;
    }
}
