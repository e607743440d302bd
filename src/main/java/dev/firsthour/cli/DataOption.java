package dev.firsthour.cli;

import java.nio.file.Path;

import picocli.CommandLine.Option;

/// Which installation a command works on.
final class DataOption {

    @Option(names = "--data", paramLabel = "FOLDER", defaultValue = "${env:FIRSTHOUR_DATA:-data}", description = "the data folder of the installation (default: FIRSTHOUR_DATA, else ./data)")
    @SuppressWarnings("NullAway.Init")
    private Path data;

    Installation open() {
        return Installation.open(data);
    }

    Path path() {
        return data;
    }
}
