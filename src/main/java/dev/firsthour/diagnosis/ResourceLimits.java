package dev.firsthour.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Claim;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Signal;
import dev.firsthour.incident.Symptom;

/// Resources that came near their limit and stayed there, and were far from it before.
///
/// A utilisation knows its limit, so no distribution has to be learnt: that is the U and S of Gregg's USE method (ACM Queue 2012). A series
/// is one if its name or unit says that it is a share or a percentage of a resource.
///
/// Cost: linear in the samples near the detection. Limits: limits that are set below the whole (a quota of half a processor) are seen only
/// where the metric is measured against them.
final class ResourceLimits {

    private static final Duration EARLIER = Duration.ofMinutes(15);
    /// How long before the detection it may be over.
    private static final Duration OVER = Duration.ofMinutes(2);
    private static final Duration LATER = Duration.ofMinutes(5);
    /// From this share of the limit on work queues up.
    private static final double FULL = 0.8;
    /// A stretch of high use is one as long as it does not fall below this: samples at its ends cover it in part only.
    private static final double BUSY = 0.4;
    /// A resource that was used by more than this before is merely busy as ever.
    private static final double ROOMY = 0.5;
    /// One sample may be a start or a collection of garbage.
    private static final int IN_A_ROW = 2;
    private static final double WEIGHT = 0.98;

    private static final List<Resource> RESOURCES = List.of(new Resource("cpu", "processor", List.of("cpu", "processor")),
            new Resource("memory", "memory", List.of("memory", "mem", "heap")),
            new Resource("disk", "disk", List.of("disk", "storage", "filesystem", "fs")));

    /// @param word how the culprit is named
    /// @param says what people call it
    /// @param names words of a metric's name that mean it
    private record Resource(String word, String says, List<String> names) {}

    private ResourceLimits() {}

    /// The saturated resources of services, one cause each.
    static List<InsideCause> of(Symptom symptom, List<CitedSeries> series) {
        var causes = new HashMap<String, InsideCause>();
        for (CitedSeries cited : series) {
            InsideCause cause = cause(symptom, cited);
            if (cause != null)
                causes.merge(cause.culprit().name(), cause, (one, other) -> one.strength() >= other.strength() ? one : other);
        }
        return new ArrayList<>(causes.values());
    }

    private static @Nullable InsideCause cause(Symptom symptom, CitedSeries cited) {
        MetricSeries one = cited.series();
        if (one.service() == null) return null;
        List<String> words = Arrays.asList(MetricRole.words(one.name()));
        Resource resource = RESOURCES.stream().filter(known -> known.names.stream().anyMatch(words::contains)).findFirst().orElse(null);
        if (resource == null || words.contains("node") || words.contains("host")) return null;
        double limit = limit(one, words);
        if (Double.isNaN(limit)) return null;
        Samples samples = one.samples();
        int from = samples.indexAt(symptom.detectedAt().minus(EARLIER));
        int to = samples.indexAt(symptom.detectedAt().plus(LATER));
        // The last stretch near the limit that had not ended before the trouble was noticed
        int began = -1;
        int ended = -1;
        for (int i = from; i < to; i++) {
            if (!(samples.value(i) / limit >= BUSY)) continue;
            int last = i;
            while (last + 1 < samples.size() && samples.value(last + 1) / limit >= BUSY) {
                last++;
            }
            if (last - i + 1 >= IN_A_ROW && highest(samples, i, last) / limit >= FULL
                    && samples.time(last) >= symptom.detectedAt().minus(OVER).toEpochMilli()) {
                began = i;
                ended = last;
                break;
            }
            i = last;
        }
        if (began < 0) return null;
        double highest = highest(samples, began, ended) / limit;
        double usual = median(samples.values(0, began)) / limit;
        if (Double.isNaN(usual) || usual > ROOMY) return null;
        double strength = Math.clamp(WEIGHT * (0.9 + 0.1 * (highest - FULL) / (1 - FULL)) * (1 - 0.5 * usual), 0, WEIGHT);
        Instant at = Instant.ofEpochMilli(samples.time(began));
        String says = String.format(Locale.ROOT, "%s of %s reaches %.0f %% of its limit at %s and stays there, where %.0f %% was usual.",
                one.name(), one.service(), highest * 100, at, usual * 100);
        return new InsideCause("The " + resource.says + " of " + one.service() + " is at its limit.", one.service(),
                new Entity(Entity.Kind.RESOURCE, one.service() + "|" + resource.word), resource.says + " exhausted", strength, at,
                new Claim(says, List.of(cited.evidence())), new Signal.ResourceLimit(one.service(), resource.word, usual, highest));
    }

    /// The value at which the resource is used up; NaN if the series is no utilisation.
    private static double limit(MetricSeries one, List<String> words) {
        String unit = one.unit() == null ? "" : one.unit();
        boolean percent = one.name().contains("%") || unit.equals("%") || words.contains("percent") || words.contains("pct");
        if (percent) return 100;
        boolean share = unit.equals("1") || words.contains("utilization") || words.contains("utilisation") || words.contains("ratio");
        return share ? 1 : Double.NaN;
    }

    private static double highest(Samples samples, int first, int last) {
        double highest = 0;
        for (int i = first; i <= last; i++) {
            highest = Math.max(highest, samples.value(i));
        }
        return highest;
    }

    private static double median(double[] values) {
        double[] known = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        return known.length == 0 ? Double.NaN : known[known.length / 2];
    }
}
