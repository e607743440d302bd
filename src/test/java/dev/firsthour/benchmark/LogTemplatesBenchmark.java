package dev.firsthour.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import dev.firsthour.diagnosis.LogTemplates;

/// Log lines a second on one core: Train Ticket's raw lines, headers and all, to templates, each run beginning with an empty miner.
///
/// Needs the data set `nezha-trainticket` under `../shared/datasets` or in the folder that `FIRSTHOUR_SHARED` names.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class LogTemplatesBenchmark {

    /// As many lines as every run of the benchmark reads; the data has more.
    static final int LINES = 100_000;

    private final List<String> lines = new ArrayList<>();

    @Setup(Level.Trial)
    public void read() throws IOException {
        String shared = System.getenv("FIRSTHOUR_SHARED");
        Path set = Path.of(shared == null ? "../shared" : shared, "datasets", "nezha-trainticket");
        if (!Files.isDirectory(set)) throw new IOException("no data set at " + set.toAbsolutePath() + ": set FIRSTHOUR_SHARED");
        List<Path> files;
        try (Stream<Path> found = Files.walk(set)) {
            files = found.filter(file -> file.toString().endsWith("_log.csv.gz")).sorted().toList();
        }
        for (Path file : files) {
            read(file);
        }
        if (lines.size() < LINES) throw new IOException(set + " has only " + lines.size() + " log lines of " + LINES);
    }

    private void read(Path file) throws IOException {
        try (var reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null && lines.size() < LINES; line = reader.readLine()) {
                int log = line.indexOf("\"{\"\"log\"\":\"\"");
                int end = line.indexOf("\\n\"\",\"\"stream");
                if (log > 0 && end > log) lines.add(line.substring(log + 12, end).replace("\\\"\"", "\""));
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(LINES)
    public int linesToTemplates() {
        var templates = new LogTemplates();
        int last = 0;
        for (String line : lines) {
            last = templates.learnLine(line);
        }
        return templates.resolve(last);
    }
}
