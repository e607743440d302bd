package dev.firsthour.benchmark;

import java.util.List;
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
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Evidence;

/// Milliseconds for spans to become a call graph, shifts and flows: the diagnosis of traces and the logs that belong to their spans, nothing else.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class TraceDiagnosisBenchmark {

    /// How many requests there are, of ten spans and forty log lines each.
    @Param({"200", "2000"})
    public int requests = 200;

    private final Diagnostics diagnostics = new Diagnostics();
    private List<Evidence> evidence = List.of();

    @Setup(Level.Trial)
    public void write() {
        evidence = InventedIncident.traced(requests);
    }

    @Benchmark
    public Diagnosis diagnose() {
        return diagnostics.of(InventedIncident.SYMPTOM, evidence);
    }
}
