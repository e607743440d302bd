package dev.firsthour.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evaluation.Evaluation;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Recordings;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "evaluate", mixinStandardHelpOptions = true, description = "Runs the deterministic engine, or with --model the whole investigation, over a public set of incidents and scores it. Needs no server and no database; docs/evaluation.md says how to get the data.")
final class EvaluateCommand implements Callable<Integer> {

    @Parameters(paramLabel = "SET", arity = "0..1", description = "the set's name, which is its folder's; leave it out with --all")
    private @Nullable String set;

    @Option(names = "--all", description = "run every known set that lies in the data folder, and compare with published methods")
    private boolean all;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "the folder that holds the sets' folders")
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @Option(names = "--out", paramLabel = "FILE", description = "where to write the predictions, one JSON object a line; with --all a folder (default: predictions.jsonl, predictions)")
    private @Nullable Path out;

    @Option(names = "--ablation", description = "leave out each sort of evidence in turn, and show what each earns")
    private boolean ablation;

    @Option(names = "--calibrate", description = "spoil the evidence of every case in many ways, and show when answers go wrong and what the score is worth")
    private boolean calibrate;

    @Option(names = "--without", paramLabel = "SORT", split = ",", description = "leave out evidence of these sorts: logs, metrics, traces, changes, topology, notices")
    private List<String> without = List.of();

    @Option(names = "--model", paramLabel = "MODEL", defaultValue = LlmProperties.NONE, description = ModelOption.DESCRIPTION
            + "; recorded:DIR takes the answers that --record kept. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    private String model;

    @Option(names = "--record", paramLabel = "DIR", description = "keep what the model answers in this folder, for --model recorded:DIR")
    private @Nullable Path record;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter print = spec.commandLine().getOut();
        PrintWriter progress = spec.commandLine().getErr();
        var evaluation = new Evaluation(data, reasoner(), line -> {
            progress.println(line);
            progress.flush();
        });
        List<String> sets = sets(evaluation);
        if (ablation) {
            print.println(evaluation.ablation(sets, folder()));
            print.flush();
            return 0;
        }
        if (calibrate) {
            print.println(evaluation.spoilt(sets, folder()).report());
            print.flush();
            return 0;
        }
        var results = new ArrayList<Evaluation.Result>();
        for (String name : sets) {
            Path file = all ? folder().resolve(name + ".jsonl") : out == null ? Path.of("predictions.jsonl") : out;
            Evaluation.Result result = evaluation.run(name, file, without);
            results.add(result);
            print(print, result, file);
        }
        if (all) {
            print.println("## Beside other methods\n");
            print.println(Evaluation.comparison(results));
            print.println("## Score against outcome\n");
            print.println(Evaluation.calibration(results));
        }
        print.flush();
        return 0;
    }

    private @Nullable LanguageModel reasoner() {
        LanguageModel found = ModelOption.open(model);
        if (record == null) return found;
        if (found == null) throw new IllegalArgumentException("--record keeps what a model answers: name one with --model");
        return Recordings.keeping(found, record);
    }

    private List<String> sets(Evaluation evaluation) {
        if (all == (set != null)) throw new IllegalArgumentException("name one set of " + Evaluation.known() + ", or give --all");
        if (set != null) return List.of(set);
        List<String> found = evaluation.found();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "none of " + Evaluation.known() + " lies in " + data + ": see docs/evaluation.md for how to get the data");
        }
        return found;
    }

    private Path folder() {
        Path folder = out == null ? Path.of("predictions") : out;
        try {
            return Files.createDirectories(folder);
        } catch (IOException unwritable) {
            throw new UncheckedIOException("cannot create " + folder, unwritable);
        }
    }

    private static void print(PrintWriter print, Evaluation.Result result, Path file) {
        print.println("## " + result.set() + "\n");
        print.println(result.table());
        print.println(String.format(Locale.ROOT, "%d cases, median %.1f ms, 95th percentile %.1f ms, peak heap %.0f MB; predictions in %s",
                result.cases(), result.medianMillis(), result.p95Millis(), result.peakMegabytes(), file));
        if (!result.missed().isEmpty()) print.println("missed: " + String.join(", ", result.missed()));
        print.println();
        print.flush();
    }
}
