package dev.firsthour.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/// A real MariaDB in a process of its own, on loopback, as a database that may be forgotten.
public final class MariaDb implements AutoCloseable {

    private static final Duration LONG_ENOUGH = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(50);
    /// What makes an empty folder a database, in this order.
    private static final List<String> SYSTEM_TABLES = List.of("mysql_system_tables.sql", "mysql_performance_tables.sql",
            "mysql_system_tables_data.sql");

    private final PeerProcess process;
    private final int port;

    private MariaDb(PeerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /// Makes one in a folder, and starts it with its statistics; skips the test where the program is missing.
    ///
    /// @param accounts statements that make the accounts it is asked by, each on one line
    public static MariaDb start(Path folder, List<String> accounts) {
        Path program = Peers.require("mariadbd");
        Path share = program.resolveSibling("../share/mysql").normalize();
        // Its libraries lie beside it where it is unpacked.
        Path libraries = program.resolveSibling("../lib/x86_64-linux-gnu").normalize();
        List<String> command = new ArrayList<>(List.of("env",
                "LD_LIBRARY_PATH=" + libraries + ":" + libraries.resolve("../../../lib/x86_64-linux-gnu"),
                program.toString(), "--no-defaults", "--datadir=" + folder.resolve("data"), "--lc-messages-dir=" + share,
                "--character-sets-dir=" + share.resolve("charsets"), "--innodb-flush-log-at-trx-commit=0", "--innodb-log-file-size=4M"));
        if ("root".equals(System.getProperty("user.name"))) command.add("--user=root");
        try {
            Files.createDirectory(folder.resolve("data"));
            bootstrap(folder, share, command);
            int port = PeerProcess.freePort();
            Path first = Files.write(folder.resolve("accounts.sql"), accounts);
            command.addAll(List.of("--bind-address=127.0.0.1", "--port=" + port, "--socket=" + folder.resolve("s"),
                    "--pid-file=" + folder.resolve("pid"), "--skip-name-resolve", "--performance-schema=ON", "--init-file=" + first));
            return new MariaDb(PeerProcess.start(folder.resolve("mariadb.log"), command), port);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static void bootstrap(Path folder, Path share, List<String> command) throws IOException {
        Path log = folder.resolve("bootstrap.log");
        List<String> bootstrap = new ArrayList<>(command);
        bootstrap.add("--bootstrap");
        Process making = new ProcessBuilder(bootstrap).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try (OutputStream statements = making.getOutputStream()) {
            statements.write("create database mysql;\nuse mysql;\nset @auth_root_socket = null, @skip_auth_anonymous = 1;\n"
                    .getBytes(StandardCharsets.UTF_8));
            for (String file : SYSTEM_TABLES) {
                Files.copy(share.resolve(file), statements);
            }
        }
        try {
            assertThat(making.waitFor(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS)).as("the database is made").isTrue();
        } catch (InterruptedException cause) {
            throw new AssertionError(cause);
        }
        assertThat(making.exitValue()).as("it said: " + Files.readString(log)).isZero();
    }

    public int port() {
        return port;
    }

    /// A connection of one of its accounts; waits until it takes connections.
    public Connection connect(String user, String password) {
        long until = System.nanoTime() + LONG_ENOUGH.toNanos();
        while (true) {
            try {
                return DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + port + "/", user, password);
            } catch (SQLException cause) {
                assertThat(System.nanoTime()).as(cause + "; it said: " + process.output()).isLessThan(until);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            } catch (InterruptedException cause) {
                throw new AssertionError(cause);
            }
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
