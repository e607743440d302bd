package dev.firsthour.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/// A real PostgreSQL that runs as a child of this process and keeps its data in the data folder.
///
/// It is durable (fsync and synchronous commit are on, and checked), listens on loopback only, and asks every connection for its password.
/// A server that outlived a killed process is stopped before a new one starts; a live Firsthour on the same folder is never robbed of its
/// database. A server that dies under a live Firsthour is started again where it was, and recovers from its log.
public final class EmbeddedDatabase implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final String NAME = "firsthour";
    private static final String SUPERUSER = "postgres.password";
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(30);
    /// The children of a server that was killed need moments to notice; a folder that is full or broken stays so, and is left to a person.
    private static final int REVIVALS = 5;
    private static final Duration BETWEEN_REVIVALS = Duration.ofSeconds(2);
    private static final int ANY_PORT = 0;

    private final DataFolder folder;
    private final DataFolder.Lock lock;
    private final DatabaseAddress address;
    private EmbeddedPostgres postgres;
    private boolean closed;

    private EmbeddedDatabase(DataFolder folder, EmbeddedPostgres postgres, DataFolder.Lock lock, DatabaseAddress address) {
        this.folder = folder;
        this.postgres = postgres;
        this.lock = lock;
        this.address = address;
    }

    /// Starts the database of a folder, making it if there is none.
    ///
    /// @throws DatabaseUnavailable if another Firsthour runs on the folder, or PostgreSQL does not start
    public static EmbeddedDatabase start(DataFolder folder) {
        DataFolder.Lock lock = folder.lock().orElseThrow(() -> new DatabaseUnavailable("another Firsthour runs on the data folder "
                + folder.path() + ": stop it, or set firsthour.data to a folder of its own"));
        try {
            stopOrphan(folder.file("postgres"));
            String superuserPassword = HexFormat.of().formatHex(folder.secret(SUPERUSER));
            EmbeddedPostgres postgres = launch(folder, superuserPassword, ANY_PORT);
            DatabaseAddress address = prepare(folder, postgres, superuserPassword);
            address.leaveIn(folder);
            EmbeddedDatabase database = new EmbeddedDatabase(folder, postgres, lock, address);
            database.watch();
            return database;
        } catch (IOException | SQLException | IllegalStateException cause) {
            lock.close();
            throw new DatabaseUnavailable("the embedded PostgreSQL did not start in " + folder.path() + " (" + cause.getMessage()
                    + "). As root it needs user namespaces; where they are not allowed, run Firsthour as another user, or set "
                    + "FIRSTHOUR_DATABASE_URL to a PostgreSQL of yours", cause);
        }
    }

    public DatabaseAddress address() {
        return address;
    }

    /// Has the server started again when it ends by itself.
    private void watch() throws IOException {
        server(folder.file("postgres")).ifPresent(server -> {
            var _ = server.onExit().thenRunAsync(this::revive, work -> Thread.ofPlatform().daemon().name("database-watch").start(work));
        });
    }

    private synchronized void revive() {
        if (closed) return;
        int port = postgres.getPort();
        letGo();
        for (int attempt = 1; !closed && attempt <= REVIVALS; attempt++) {
            LOG.error("The embedded PostgreSQL ended by itself (see {}): starting it again, attempt {} of {}",
                    folder.file("postgres.log"), attempt, REVIVALS);
            try {
                postgres = launch(folder, HexFormat.of().formatHex(folder.secret(SUPERUSER)), port);
                watch();
                LOG.info("The embedded PostgreSQL runs again");
                return;
            } catch (IOException | IllegalStateException cause) {
                LOG.warn("The embedded PostgreSQL did not start again: {}", cause.toString());
            }
            try {
                // Waiting lets go of the lock, so that closing is not held up.
                wait(BETWEEN_REVIVALS.toMillis());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        if (!closed) LOG.error("The embedded PostgreSQL stays away: restart Firsthour once {} can be written again", folder.path());
    }

    /// The library locks the folder for as long as it believes that its server runs.
    private void letGo() {
        try {
            postgres.close();
        } catch (IOException cause) {
            LOG.debug("Nothing was left of the PostgreSQL that ended: {}", cause.toString());
        }
    }

    private static EmbeddedPostgres launch(DataFolder folder, String superuserPassword, int port) throws IOException {
        Path data = folder.file("postgres");
        // initdb takes the password from a file, and then trusts nobody without it: the library's own "trust" comes first and is overridden.
        return EmbeddedPostgres.builder().setPort(port).setDataDirectory(data).setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(folder.file("binaries").toFile()).setRegisterShutdownHook(false).setPGStartupWait(START)
                .setLocaleConfig("auth", "scram-sha-256").setLocaleConfig("pwfile", passwordFile(folder, superuserPassword).toString())
                .setLocaleConfig("locale", "C.UTF-8").setConnectConfig("password", superuserPassword).setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on").setServerConfig("full_page_writes", "on")
                .setServerConfig("listen_addresses", "127.0.0.1").setServerConfig("unix_socket_directories", "")
                .setServerConfig("max_connections", "120").setServerConfig("shared_buffers", "128MB")
                .setErrorRedirector(ProcessBuilder.Redirect.appendTo(folder.file("postgres.log").toFile()))
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(folder.file("postgres.log").toFile())).start();
    }

    private static Path passwordFile(DataFolder folder, String password) {
        folder.write("postgres.initial-password", password + "\n");
        return folder.file("postgres.initial-password");
    }

    /// Firsthour works as a role of its own, since PostgreSQL's superuser may run commands of the operating system.
    private static DatabaseAddress prepare(DataFolder folder, EmbeddedPostgres postgres, String superuserPassword) throws SQLException {
        String password = HexFormat.of().formatHex(folder.secret("database.password"));
        try (Connection connection = postgres.getPostgresDatabase(Map.of("password", superuserPassword)).getConnection();
                Statement statement = connection.createStatement()) {
            for (String setting : List.of("fsync", "synchronous_commit")) {
                if (!"on".equals(single(statement, "select current_setting('" + setting + "')"))) {
                    throw new IllegalStateException(setting + " is off");
                }
            }
            if (single(statement, "select rolname from pg_roles where rolname = '" + NAME + "'").isEmpty()) {
                statement.execute("create role " + NAME + " login");
            }
            statement.execute("alter role " + NAME + " password '" + password + "'");
            if (single(statement, "select datname from pg_database where datname = '" + NAME + "'").isEmpty()) {
                statement.execute("create database " + NAME + " owner " + NAME);
            }
        }
        return new DatabaseAddress("jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + NAME, NAME, password);
    }

    private static String single(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    /// The folder is locked by now: whoever started a server that still runs on it is gone.
    private static void stopOrphan(Path data) throws IOException {
        Optional<ProcessHandle> orphan = server(data);
        if (orphan.isEmpty()) return;
        LOG.info("A PostgreSQL (process {}) was left running on {}: stopping it", orphan.get().pid(), data);
        // SIGINT is PostgreSQL's fast shutdown: it ends its sessions and writes a checkpoint.
        Process kill = new ProcessBuilder("kill", "-INT", Long.toString(orphan.get().pid())).start();
        try {
            kill.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS);
            orphan.get().onExit().get(STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a PostgreSQL that was left running stopped", interrupted);
        } catch (ExecutionException | TimeoutException cause) {
            throw new IOException("the PostgreSQL of process " + orphan.get().pid() + ", left running on " + data + ", does not stop",
                    cause);
        }
    }

    /// The server that runs on a folder, by the file it leaves there.
    private static Optional<ProcessHandle> server(Path data) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) return Optional.empty();
        return Files.readAllLines(pidFile).stream().findFirst().map(String::strip).filter(line -> line.matches("\\d+"))
                .flatMap(line -> ProcessHandle.of(Long.parseLong(line))).filter(EmbeddedDatabase::isPostgres);
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info().command().map(command -> Path.of(command).getFileName().toString().startsWith("postgres")).orElse(false);
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        try {
            postgres.close();
        } catch (IOException cause) {
            throw new UncheckedIOException("the embedded PostgreSQL did not stop", cause);
        } finally {
            lock.close();
        }
    }
}
