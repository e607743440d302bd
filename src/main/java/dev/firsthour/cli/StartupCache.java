package dev.firsthour.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The JVM's ahead-of-time cache (JEP 483, 514, 515) for the next start, which is more than twice as fast with it. A running server has it made by
/// another JVM at the lowest priority, which rehearses a start ([RehearseCommand]); the launcher uses it while it is newer than the jar.
///
/// The launcher says by a system property where it belongs; without that there is none. Whatever goes wrong is a line in the log: a start without the
/// cache is merely slower.
final class StartupCache {

    /// Names the cache's file, whose own name stands for the JVM and its options.
    static final String PROPERTY = "firsthour.aot-cache";

    private static final Logger LOG = LoggerFactory.getLogger(StartupCache.class);
    /// A rehearsal takes half a minute of computing, and may have to wait long for its turn.
    private static final Duration REHEARSAL = Duration.ofMinutes(10);
    /// How long a rehearsal that is broken off may take to stop its database.
    private static final Duration ENDING = Duration.ofSeconds(30);
    private static final String SUFFIX = ".aot";

    private final Path cache;
    private final Path jar;

    private StartupCache(Path cache, Path jar) {
        this.cache = cache;
        this.jar = jar;
    }

    /// Has the cache made in the background if it is missing or older than the jar. Returns at once.
    static void refresh() {
        wanted(System.getProperty(PROPERTY), System.getProperty("java.class.path", ""))
                .ifPresent(wanted -> Thread.ofVirtual().name("startup-cache").start(wanted::make));
    }

    /// The cache, if it has to be made.
    static Optional<StartupCache> wanted(@Nullable String cache, String classPath) {
        if (cache == null) return Optional.empty();
        Path file = Path.of(cache).toAbsolutePath();
        Path jar = Path.of(classPath);
        try {
            boolean fresh = Files.exists(file) && Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(jar)) > 0;
            boolean possible = Files.isRegularFile(jar) && Files.isWritable(file.getParent());
            return fresh || !possible ? Optional.empty() : Optional.of(new StartupCache(file, jar));
        } catch (IOException goneMeanwhile) {
            return Optional.empty();
        }
    }

    private void make() {
        try (FileChannel channel = FileChannel.open(beside(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            // Another server of this installation is at it.
            if (lock == null) return;
            long begun = System.nanoTime();
            // What a rehearsal that was broken off left behind, if there was one.
            deleteScraps();
            // A name of its own: the rehearsal of a server that was stopped still writes for some seconds, and must not write into this one's.
            Path fresh = beside(".new" + ProcessHandle.current().pid());
            Process rehearsal = rehearse(fresh);
            boolean good = endsWell(rehearsal);
            delete(beside(".data"));
            if (!good) {
                LOG.info("The cache for faster starts could not be made, which does no harm: see {}", beside(".log"));
                return;
            }
            deleteOthers();
            Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            LOG.info("The next start will be faster: {} ({} MB) was made in {} s", cache.getFileName(), Files.size(cache) >> 20,
                    Duration.ofNanos(System.nanoTime() - begun).toSeconds());
        } catch (OverlappingFileLockException _) {
            LOG.debug("Another thread of this process makes the cache");
        } catch (IOException failure) {
            LOG.info("The cache for faster starts could not be made, which does no harm: {}", failure.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Process rehearse(Path fresh) throws IOException {
        var command = new ArrayList<String>();
        if (Files.isExecutable(Path.of("/usr/bin/nice"))) command.addAll(List.of("/usr/bin/nice", "-n", "19"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What decides whether a cache fits must be the same there as here.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(StartupCache::isTakenOver).forEach(command::add);
        command.addAll(List.of("-XX:AOTCacheOutput=" + fresh, "-jar", jar.toString(), "rehearse", beside(".data").toString()));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(beside(".log").toFile());
        // The rehearsal must reach nothing that this server was told about: no database, no model, no source.
        builder.environment().keySet().removeIf(name -> name.matches("(FIRSTHOUR|SPRING|SERVER|MANAGEMENT|LOGGING)_.*")
                && !name.equals("FIRSTHOUR_HOME"));
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        return builder.start();
    }

    private static boolean isTakenOver(String argument) {
        return argument.startsWith("-X") && !argument.startsWith("-XX:AOT") && !argument.startsWith("-Xlog");
    }

    private static boolean endsWell(Process rehearsal) throws InterruptedException {
        Thread orderly = new Thread(rehearsal::destroy);
        Runtime.getRuntime().addShutdownHook(orderly);
        boolean ended = rehearsal.waitFor(REHEARSAL.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            rehearsal.destroy();
            if (!rehearsal.waitFor(ENDING.toSeconds(), TimeUnit.SECONDS)) rehearsal.destroyForcibly();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(orderly);
        } catch (IllegalStateException _) {
            // This process ends, and the hook has run.
            return false;
        }
        return ended && rehearsal.exitValue() == 0;
    }

    /// Caches of other JVMs and options are 100 MB each and of no more use.
    private void deleteOthers() throws IOException {
        try (DirectoryStream<Path> others = Files.newDirectoryStream(parent(), "*" + SUFFIX)) {
            for (Path other : others) {
                Files.deleteIfExists(other);
            }
        }
    }

    private void deleteScraps() throws IOException {
        delete(beside(".data"));
        try (DirectoryStream<Path> scraps = Files.newDirectoryStream(parent(), cache.getFileName() + ".new*")) {
            for (Path scrap : scraps) {
                delete(scrap);
            }
        }
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) return;
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException goneMeanwhile) {
            throw goneMeanwhile.getCause();
        }
    }

    private Path beside(String suffix) {
        return parent().resolve("startup-cache" + suffix);
    }

    private Path parent() {
        return Objects.requireNonNull(cache.getParent(), "a file lies in a folder");
    }
}
