package dev.firsthour.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(90)
class EmbeddedDatabaseTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    private Path folder;

    @Test
    void aServerThatIsKilledRunsAgainAtItsAddressWithWhatWasCommitted() throws Exception {
        DataFolder data = DataFolder.at(folder);
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data)) {
            try (Connection connection = connect(database); Statement statement = connection.createStatement()) {
                statement.execute("create table kept (word text)");
                statement.execute("insert into kept values ('committed')");
            }
            ProcessHandle server = ProcessHandle
                    .of(Long.parseLong(Files.readAllLines(folder.resolve("postgres/postmaster.pid")).getFirst()))
                    .orElseThrow();
            server.destroyForcibly();
            server.onExit().get();

            await().atMost(PATIENCE).ignoreExceptionsInstanceOf(SQLException.class)
                    .untilAsserted(() -> assertThat(word(database)).isEqualTo("committed"));
        }
        assertThat(data.lock()).as("the folder is free once the database is closed").isPresent();
    }

    private static String word(EmbeddedDatabase database) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select word from kept")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static Connection connect(EmbeddedDatabase database) throws SQLException {
        return DriverManager.getConnection(database.address().url(), database.address().user(), database.address().password());
    }
}
