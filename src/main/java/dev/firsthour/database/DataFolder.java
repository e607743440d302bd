package dev.firsthour.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/// The folder that an installation keeps its data in: the embedded database, the timeline's key, and the address of a running server.
/// Readable by its owner only.
public final class DataFolder {

    private static final int SECRET_BYTES = 32;

    private final Path path;

    private DataFolder(Path path) {
        this.path = path;
    }

    /// The folder at a path, made if it is not there.
    ///
    /// @throws UncheckedIOException if it cannot be made or written to
    public static DataFolder at(Path path) {
        try {
            Path absolute = path.toAbsolutePath().normalize();
            Files.createDirectories(absolute);
            if (posix()) Files.setPosixFilePermissions(absolute, PosixFilePermissions.fromString("rwx------"));
            return new DataFolder(absolute);
        } catch (IOException cause) {
            throw new UncheckedIOException(
                    "the data folder " + path + " cannot be made or written to: set firsthour.data to a folder that can",
                    cause);
        }
    }

    public Path path() {
        return path;
    }

    /// A file of the folder, whether or not it is there.
    public Path file(String name) {
        return path.resolve(name);
    }

    /// The secret of that name: 32 random bytes, made on the first call and the same ever after.
    public byte[] secret(String name) {
        Path file = file(name);
        try {
            if (!Files.exists(file)) {
                byte[] fresh = new byte[SECRET_BYTES];
                new SecureRandom().nextBytes(fresh);
                write(name, HexFormat.of().formatHex(fresh) + "\n");
            }
            return HexFormat.of().parseHex(Files.readString(file).strip());
        } catch (IOException cause) {
            throw new UncheckedIOException("the secret " + file + " cannot be read", cause);
        }
    }

    /// Writes a file of mode 0600, whole or not at all.
    public void write(String name, String text) {
        try {
            Path draft = posix()
                    ? Files.createTempFile(path, name, ".new",
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                    : Files.createTempFile(path, name, ".new");
            Files.writeString(draft, text);
            Files.move(draft, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException cause) {
            throw new UncheckedIOException("the file " + file(name) + " cannot be written", cause);
        }
    }

    /// The text of a file; empty if there is no such file.
    public Optional<String> text(String name) {
        try {
            return Files.exists(file(name)) ? Optional.of(Files.readString(file(name))) : Optional.empty();
        } catch (IOException cause) {
            throw new UncheckedIOException("the file " + file(name) + " cannot be read", cause);
        }
    }

    /// Takes the folder for this process until the lock is closed or the process ends, however it ends. Empty if another process has it.
    public Optional<Lock> lock() {
        try {
            FileChannel channel = FileChannel.open(file("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            return Optional.of(new Lock(channel));
        } catch (IOException cause) {
            throw new UncheckedIOException("the data folder " + path + " cannot be locked", cause);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static boolean posix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    /// The folder, held for this process.
    public record Lock(FileChannel channel) implements AutoCloseable {

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException cause) {
                throw new UncheckedIOException(cause);
            }
        }
    }
}
