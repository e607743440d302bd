package dev.firsthour.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import dev.firsthour.evidence.attached.CaseFolder;
import dev.firsthour.incident.MetricSeries;

/// Milliseconds from a folder with an alert and 5,400 lines of metrics in CSV to the series of an incident.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class CaseFolderBenchmark {

    private Path folder = Path.of(".");

    @Setup(Level.Trial)
    public void write() throws IOException {
        folder = Files.createTempDirectory("firsthour-benchmark");
        Files.writeString(folder.resolve("alert.json"),
                "{\"service\":\"service0\",\"metric\":\"error_ratio\",\"fired_at\":\"" + InventedIncident.NOON
                        + "\",\"severity\":\"high\",\"summary\":\"fails\"}");
        List<String> lines = new ArrayList<>(List.of("timestamp,service,metric,value"));
        for (MetricSeries series : InventedIncident.metrics()) {
            for (int i = 0; i < series.samples().size(); i++) {
                lines.add(Instant.ofEpochMilli(series.samples().time(i)) + "," + series.service() + "," + series.name() + ","
                        + series.samples().value(i));
            }
        }
        Files.write(folder.resolve("metrics.csv"), lines);
    }

    @TearDown(Level.Trial)
    public void delete() throws IOException {
        Files.delete(folder.resolve("metrics.csv"));
        Files.delete(folder.resolve("alert.json"));
        Files.delete(folder);
    }

    @Benchmark
    public CaseFolder read() {
        return CaseFolder.read(folder);
    }
}
