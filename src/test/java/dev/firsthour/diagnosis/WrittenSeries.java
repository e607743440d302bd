package dev.firsthour.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Dependency;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Symptom;

/// Telemetry written for tests, minute by minute around a detection at noon.
final class WrittenSeries {

    static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
    static final Duration MINUTE = Duration.ofMinutes(1);
    /// Minutes written before noon.
    static final int BEFORE = 120;
    /// Minutes written from noon on.
    static final int AFTER = 20;

    private WrittenSeries() {}

    static Symptom symptom(@Nullable String service, @Nullable String metric) {
        return new Symptom("Something is off", "", Severity.HIGH, service, metric, NOON, Map.of());
    }

    /// A series whose last value lies AFTER minutes past noon.
    static CitedSeries series(String service, String name, double... values) {
        return series(service, name, Map.of(), values);
    }

    static CitedSeries series(String service, String name, Map<String, String> labels, double... values) {
        long[] times = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            times[i] = NOON.plus(MINUTE.multipliedBy(AFTER - values.length + i)).toEpochMilli();
        }
        return new CitedSeries(new EvidenceId(1), new MetricSeries(service, name, null, labels, new Samples(times, values)));
    }

    /// Normal running: a level and noise of a tenth of it, with a slow wave on top.
    static double[] normal(Random random, double level) {
        double[] values = new double[BEFORE + AFTER];
        double drift = 0;
        for (int i = 0; i < values.length; i++) {
            drift = 0.7 * drift + 0.05 * random.nextGaussian();
            values[i] = level * (1 + drift + 0.05 * Math.sin(i / 9.0));
        }
        return values;
    }

    /// The same, times a factor from some minutes relative to noon on.
    static double[] times(double factor, int from, int to, double[] values) {
        double[] changed = values.clone();
        for (int i = Math.max(0, BEFORE + from); i < Math.min(values.length, BEFORE + to); i++) {
            changed[i] *= factor;
        }
        return changed;
    }

    /// A chain of services, each calling the next, with load, latency and processor use, and a fault in one of them from two minutes before noon: it
    /// gets slower by `extra` seconds and its processor busier, and all before it wait as much longer.
    static List<CitedSeries> chain(Random random, List<String> services, int faulty, double extra) {
        List<CitedSeries> series = new ArrayList<>();
        for (int i = 0; i < services.size(); i++) {
            double[] latency = normal(random, 0.05 * (services.size() - i));
            if (i <= faulty) {
                for (int minute = BEFORE - 2; minute < latency.length; minute++) {
                    latency[minute] += extra;
                }
            }
            double[] cpu = normal(random, 0.3);
            if (i == faulty) cpu = times(3, -2, AFTER, cpu);
            series.add(series(services.get(i), "latency_seconds_avg", latency));
            series.add(series(services.get(i), "requests", normal(random, 400)));
            series.add(series(services.get(i), "cpu_usage", cpu));
        }
        return series;
    }

    static CallGraph graph(List<String> services) {
        List<Dependency> edges = new ArrayList<>();
        for (int i = 1; i < services.size(); i++) {
            edges.add(new Dependency(services.get(i - 1), services.get(i)));
        }
        return CallGraph.of(edges);
    }

    static double[] constant(double value, int size) {
        double[] values = new double[size];
        Arrays.fill(values, value);
        return values;
    }
}
