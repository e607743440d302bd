package dev.firsthour.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

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
import org.openjdk.jmh.annotations.Warmup;

import dev.firsthour.privacy.Redactor;
import dev.firsthour.privacy.Redactors;

/// Real log lines through the redactor on one core, a million characters (one megabyte in ASCII) a call on average: operations a second are
/// megabytes a second.
///
/// Needs the data set `loghub-2k` under `../shared/datasets` or in the folder that `FIRSTHOUR_SHARED` names.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class RedactionBenchmark {

    private static final int MEGABYTE = 1_000_000;

    private final Redactor redactor = Redactors.standard("a key of at least sixteen bytes".getBytes(StandardCharsets.UTF_8));
    private final List<String> lines = new ArrayList<>();
    private String megabyte = "";

    @Setup(Level.Trial)
    public void read() throws IOException {
        String shared = System.getenv("FIRSTHOUR_SHARED");
        Path set = Path.of(shared == null ? "../shared" : shared, "datasets", "loghub-2k", "cases");
        if (!Files.isDirectory(set)) throw new IOException("no data set at " + set.toAbsolutePath() + ": set FIRSTHOUR_SHARED");
        var all = new ArrayList<String>();
        try (Stream<Path> files = Files.walk(set)) {
            for (Path file : files.filter(file -> file.endsWith("lines.log")).sorted().toList()) {
                all.addAll(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
            }
        }
        // Every second line, so that each of the eight systems has its share.
        int length = 0;
        for (int i = 0; length < MEGABYTE; i = (i + 2) % all.size()) {
            lines.add(all.get(i));
            length += all.get(i).length() + 1;
        }
        megabyte = String.join("\n", lines);
    }

    @Benchmark
    public int lineByLine() {
        int removed = 0;
        for (String line : lines) {
            removed += redactor.redact(line, "scope").removed();
        }
        return removed;
    }

    @Benchmark
    public int atOnce() {
        return redactor.redact(megabyte, "scope").removed();
    }
}
