package dev.firsthour.diagnosis;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Symptom;

/// The series that the alert watches, and when around detection it was off: what any cause has to explain.
///
/// Where the symptom names a service and a metric it is that series, with the labels of the symptom where series differ in them; where it
/// names no metric it is what the callers of that service see. Where several series fit equally it is the most surprising of them.
///
/// @param shift how it departed; null if it did not at all
/// @param tried among how many series it was chosen
record SymptomCurve(Track track, @Nullable SeriesShift shift, int tried) {

    /// The symptom's series among those there are; null if it is not among them.
    static @Nullable SymptomCurve of(Symptom symptom, List<Track> tracks) {
        if (symptom.service() == null) return null;
        String metric = symptom.metric();
        List<Track> own = tracks.stream().filter(track -> symptom.service().equals(track.cited().series().service())).toList();
        int closest = metric == null
                ? 0
                : own.stream().mapToInt(track -> closeness(symptom, metric, track.cited().series())).max().orElse(0);
        if (metric != null && closest == 0) return null;
        List<Track> meant = own.stream().filter(track -> metric == null
                ? track.role().isOutside()
                : closeness(symptom, metric, track.cited().series()) == closest).toList();
        SymptomCurve best = null;
        for (Track track : meant) {
            SeriesShift shift = track.role().isOutside() ? track.rise() : track.departure();
            if (best == null || surprise(shift) > surprise(best.shift)) best = new SymptomCurve(track, shift, meant.size());
        }
        return best;
    }

    private static double surprise(@Nullable SeriesShift shift) {
        return shift == null ? -1 : shift.surprise();
    }

    /// 0 if it is another metric; else more for the same spelling, and one for each label that agrees.
    private static int closeness(Symptom symptom, String metric, MetricSeries series) {
        boolean same = series.name().equalsIgnoreCase(metric);
        if (!same && !Arrays.equals(MetricRole.words(series.name()), MetricRole.words(metric))) return 0;
        int closeness = same ? 1000 : 500;
        for (Map.Entry<String, String> label : series.labels().entrySet()) {
            String wanted = symptom.labels().get(label.getKey());
            if (wanted == null) continue;
            closeness += wanted.toLowerCase(Locale.ROOT).equals(label.getValue().toLowerCase(Locale.ROOT)) ? 1 : -1;
        }
        return closeness;
    }

    /// How surprising it is, 0 if it did not depart.
    double surprise() {
        return shift == null ? 0 : shift.surprise();
    }

    /// How likely so much is by accident.
    double chance() {
        return shift == null ? 1 : Math.min(1, tried * shift.chance());
    }

    /// The times at which it was off: by more than half of its peak.
    long[] off() {
        return split(true);
    }

    /// The times around detection at which it was not.
    long[] calm() {
        return split(false);
    }

    private long[] split(boolean off) {
        SeriesShift departure = shift;
        long[] times = track.timesAround();
        if (departure == null) return off ? new long[0] : times;
        return Arrays.stream(times).filter(time -> track.isOff(departure, time) == off).toArray();
    }
}
