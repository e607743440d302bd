package dev.firsthour.testing;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Assumptions;

/// Public data sets and corpora that lie beside the checkout and are no part of it.
public final class SharedData {

    /// The file or folder at `path` in the folder that `FIRSTHOUR_SHARED` names, or else in `../shared`; the test is skipped if it is missing.
    public static Path require(String path) {
        String shared = System.getenv("FIRSTHOUR_SHARED");
        Path found = (shared == null ? Path.of("").toAbsolutePath().resolveSibling("shared") : Path.of(shared)).resolve(path);
        Assumptions.assumeTrue(Files.exists(found), () -> found + " is missing: set FIRSTHOUR_SHARED to the folder that holds " + path);
        return found;
    }

    private SharedData() {}
}
