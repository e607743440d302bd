package dev.firsthour.cli;

import java.nio.file.Path;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.firsthour.database.DataFolder;
import dev.firsthour.database.DatabaseAddress;
import dev.firsthour.database.DatabaseUnavailable;
import dev.firsthour.database.EmbeddedDatabase;

/// The stored data of this installation, for commands that need no server: the running server's database is joined, and one is started only where
/// none runs.
final class Installation implements AutoCloseable {

    private final DataFolder folder;
    private final PGSimpleDataSource source;
    private final @Nullable EmbeddedDatabase own;

    private Installation(DataFolder folder, DatabaseAddress address, @Nullable EmbeddedDatabase own) {
        this.folder = folder;
        this.own = own;
        this.source = new PGSimpleDataSource();
        source.setUrl(address.url());
        source.setUser(address.user());
        source.setPassword(address.password());
    }

    /// @throws DatabaseUnavailable if a server runs on the folder without having left its address yet, or no database can be started
    static Installation open(Path data) {
        DataFolder folder = DataFolder.at(data);
        String url = System.getenv("FIRSTHOUR_DATABASE_URL");
        if (url != null && !url.isBlank()) {
            return new Installation(folder, new DatabaseAddress(url, environment("FIRSTHOUR_DATABASE_USER", "firsthour"),
                    environment("FIRSTHOUR_DATABASE_PASSWORD", "")), null);
        }
        Optional<DataFolder.Lock> lock = folder.lock();
        if (lock.isPresent()) {
            lock.get().close();
            EmbeddedDatabase database = EmbeddedDatabase.start(folder);
            return new Installation(folder, database.address(), database);
        }
        DatabaseAddress running = DatabaseAddress.in(folder).orElseThrow(() -> new DatabaseUnavailable("a Firsthour is starting on "
                + folder.path() + ": try again in a few seconds"));
        return new Installation(folder, running, null);
    }

    private static String environment(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null ? otherwise : value;
    }

    DataFolder folder() {
        return folder;
    }

    JdbcClient jdbc() {
        return JdbcClient.create(source);
    }

    TransactionTemplate transactions() {
        return new TransactionTemplate(new DataSourceTransactionManager(source));
    }

    @Override
    public void close() {
        if (own != null) own.close();
    }
}
