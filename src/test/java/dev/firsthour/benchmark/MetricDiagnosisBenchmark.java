package dev.firsthour.benchmark;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import dev.firsthour.diagnosis.Diagnostics;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Dependency;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Symptom;

/// Milliseconds for the diagnosis of one incident that is told by metrics alone: ten minutes of one sample a second, a chain of services with
/// four metrics each, the fault in the middle of the chain, detected a minute late. The data is made from a seed.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class MetricDiagnosisBenchmark {

    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
    private static final int SECONDS = 600;
    private static final int FAULT = 300;

    /// How many series there are.
    @Param({"40", "400"})
    public int series = 40;

    private final Diagnostics diagnostics = new Diagnostics();
    private List<Evidence> evidence = List.of();
    private Symptom symptom = new Symptom("The web is slow", "", Severity.HIGH, "service0", "latency", NOON, Map.of());

    @Setup(Level.Trial)
    public void write() {
        var chance = new Random(1);
        int services = series / 4;
        long[] times = new long[SECONDS];
        for (int i = 0; i < SECONDS; i++) {
            times[i] = NOON.minusSeconds(SECONDS - i).toEpochMilli();
        }
        List<MetricSeries> metrics = new ArrayList<>();
        List<Dependency> calls = new ArrayList<>();
        for (int service = 0; service < services; service++) {
            String name = "service" + service;
            if (service > 0) calls.add(new Dependency("service" + (service - 1), name));
            boolean faulty = service == services / 2;
            metrics.add(metric(name, "latency", times, chance, 0.1, service <= services / 2 ? 5 : 1));
            metrics.add(metric(name, "cpu", times, chance, 0.3, faulty ? 4 : 1));
            metrics.add(metric(name, "memory", times, chance, 2e8, 1));
            metrics.add(metric(name, "requests", times, chance, 500, 1));
        }
        evidence = List.of(piece(1, new Content.Metrics(metrics)), piece(2, new Content.Topology(calls)));
        symptom = new Symptom("The web is slow", "", Severity.HIGH, "service0", "latency", NOON.minusSeconds(SECONDS - FAULT - 60),
                Map.of());
    }

    private static MetricSeries metric(String service, String name, long[] times, Random chance, double level, double factor) {
        double[] values = new double[times.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = level * (1 + 0.1 * chance.nextGaussian()) * (i >= FAULT ? factor : 1);
        }
        return new MetricSeries(service, name, null, Map.of(), new Samples(times, values));
    }

    private static Evidence piece(int number, Content content) {
        return new Evidence(new EvidenceId(number), "attached", "", content.kind(), null, content, "", NOON, 0, false, null);
    }

    @Benchmark
    public Diagnosis diagnose() {
        return diagnostics.of(symptom, evidence);
    }
}
