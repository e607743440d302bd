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

/// Milliseconds for the whole engine on a mid-size incident: logs, metrics, traces and changes, and the fusion of what they say.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class WholeDiagnosisBenchmark {

    /// How many requests there are, of ten spans and forty log lines each.
    @Param("1000")
    public int requests = 1000;

    private final Diagnostics diagnostics = new Diagnostics();
    private List<Evidence> evidence = List.of();

    @Setup(Level.Trial)
    public void write() {
        evidence = InventedIncident.whole(requests);
    }

    @Benchmark
    public Diagnosis diagnose() {
        return diagnostics.of(InventedIncident.SYMPTOM, evidence);
    }
}
