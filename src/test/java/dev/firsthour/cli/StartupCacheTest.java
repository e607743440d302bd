package dev.firsthour.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/// When the cache for faster starts has to be made.
class StartupCacheTest {

    private static final Instant BUILT = Instant.parse("2026-03-12T14:00:00Z");

    @TempDir
    private Path target;

    @Test
    void itIsMadeIfThereIsNoneOrTheJarIsNewer() throws IOException {
        Path jar = file("firsthour.jar", BUILT);

        assertThat(StartupCache.wanted(target.resolve("x.aot").toString(), jar.toString())).isPresent();
        assertThat(StartupCache.wanted(file("old.aot", BUILT.minusSeconds(1)).toString(), jar.toString())).isPresent();
    }

    @Test
    void itIsLeftAloneIfItIsNewerThanTheJar() throws IOException {
        Path jar = file("firsthour.jar", BUILT);

        assertThat(StartupCache.wanted(file("fresh.aot", BUILT.plusSeconds(1)).toString(), jar.toString())).isEmpty();
    }

    @Test
    void thereIsNoneWithoutALauncherNorForClassesThatLieInFolders() throws IOException {
        Path classes = Files.createDirectory(target.resolve("classes"));

        assertThat(StartupCache.wanted(null, file("firsthour.jar", BUILT).toString())).isEmpty();
        assertThat(StartupCache.wanted(target.resolve("x.aot").toString(), classes.toString())).isEmpty();
        assertThat(StartupCache.wanted(target.resolve("x.aot").toString(), "a.jar:b.jar")).isEmpty();
        assertThat(StartupCache.wanted(target.resolve("missing/x.aot").toString(), file("firsthour.jar", BUILT).toString())).isEmpty();
    }

    private Path file(String name, Instant modified) throws IOException {
        Path file = target.resolve(name);
        if (!Files.exists(file)) Files.createFile(file);
        return Files.setLastModifiedTime(file, FileTime.from(modified));
    }
}
